"""Replay after one contract of a thousand changed."""
from replay_contest import OneChanged

CONTESTS = [OneChanged()]
