"""Replay where nothing changed."""
from replay_contest import NothingChanged

CONTESTS = [NothingChanged()]
