"""Sums over the history against DuckDB over the very same file."""
from contest import Mismatch
from scan_contest import Scan


class ScanOwnFile(Scan):
    name = "scan_own_file"
    title = "the same, the rival reading our own file by slot"
    rival = "DuckDB, GROUP BY slot over the history's Parquet"
    target = 1.5
    statement = "scan_own_rival.sql"

    def verify(self, ground, data):
        self.before_theirs(ground, data)
        theirs = self.theirs_result(ground, data)
        ours = self.sums(ground, data)
        for place in (0, 1):
            if sum(row[place + 1] for row in theirs) != sum(pair[place] for pair in ours.values()):
                raise Mismatch("the sums over all slots differ")


CONTESTS = [ScanOwnFile()]
