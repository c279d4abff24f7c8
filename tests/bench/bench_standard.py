"""One contract of all seven constructs over a history, against the same discounts as SQL."""
import standard_contracts
from contest import Mismatch
from standard_contest import Standard


class SevenConstructs(Standard):
    name = "standard"
    title = "one contract of seven constructs, billed from the history"
    rival = "DuckDB, the same discounts as SQL with exact decimals over a CUR Parquet of the same rows"
    target = 5.0
    statement = "standard_rival.sql"

    def result(self, ground, data):
        return ground.connect().execute(ground.sql(self.statement, parquet=data / "cur.parquet")).fetchall()

    def verify(self, ground, data):
        self.ours(ground, data)
        ours = self.amounts(self.lines(ground, data, "ONE"))
        theirs = sorted(self.result(ground, data))
        if ours != theirs:
            difference = sorted(set(ours) ^ set(theirs))
            raise Mismatch(f"{len(ours)} lines of ours, {len(theirs)} of theirs: {difference[:6]}")

    def ours(self, ground, data):
        return self.bill(ground, data, [standard_contracts.contract("ONE", standard_contracts.seven())])

    def theirs(self, ground, data):
        self.result(ground, data)


class AgainstReading(SevenConstructs):
    name = "standard_read"
    title = "the same, against only reading quantity and cost"
    rival = "DuckDB, sum of quantity and cost of the CUR Parquet"
    target = 1.0
    statement = "standard_read_rival.sql"
    headline = False

    def verify(self, ground, data):
        pass  # SevenConstructs has


CONTESTS = [SevenConstructs(), AgainstReading()]
