"""Sums over the history against DuckDB over the report that it was made from."""
from scan_contest import Scan

CONTESTS = [Scan()]
