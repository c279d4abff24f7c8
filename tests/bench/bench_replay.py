"""Both sides over the history, against DuckDB doing both as SQL."""
from replay_contest import Replay

CONTESTS = [Replay()]
