"""A rule book whose formulas see groups' sums, billed from a history, against the same as SQL with doubles."""
from legacy_contest import Legacy


class Group(Legacy):
    name = "legacy_group"
    title = "a rule book of three rules over groups' sums, billed from the history"
    rival = "DuckDB, the same rule book as SQL with doubles over a CUR Parquet of the same rows"
    statement = "legacy_group_rival.sql"
    tables = {"s3": [["0", "50", "0.021"], ["50", None, "0.019"]],
              "ec2": [["0", "1000", "0.01"], ["1000", "100000", "0.02"], ["100000", None, "0.03"]]}
    rules = [
        {"id": "storage", "match": "service = 'AmazonS3'", "per": ["account"],
         "credit": "cost - tiered(usage, s3)"},
        {"id": "compute", "match": "service = 'AmazonEC2' and usage_type like '%'", "window": "year",
         "credit": "cost * band(cost_window, ec2)"},
        {"id": "all", "match": "not service in ('AmazonRDS')", "per": ["account"],
         "credit": "max(0, cost - 10) * 0.05"}]


CONTESTS = [Group()]
