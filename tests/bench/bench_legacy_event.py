"""A rule book whose formulas run for every record, billed from a history, against the same as SQL with doubles."""
from legacy_contest import Legacy


class Event(Legacy):
    name = "legacy_event"
    title = "a rule book of two rules that run for every record, billed from the history"
    rival = "DuckDB, the same rule book as SQL with doubles over a CUR Parquet of the same rows"
    statement = "legacy_event_rival.sql"
    rules = [
        {"id": "compute", "match": "service = 'AmazonEC2'", "per": ["account"], "each": "event",
         "credit": "if(cost > 1, cost * 0.07, min(cost, usage * 0.001))"},
        {"id": "all", "match": "not service in ('AmazonRDS')", "per": ["account"], "each": "event",
         "credit": "max(0, cost - usage * 0.00001) * 0.5"}]


CONTESTS = [Event()]
