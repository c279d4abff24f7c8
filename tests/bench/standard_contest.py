"""Billing standard contracts from a history: what the benches share."""
import csv
import decimal
import shutil

import standard_contracts
from contest import Contest, Mismatch

FIELDS = ("billing_period", "usage_account_id", "product_code", "line_item_type", "amount")


class Standard(Contest):
    rows = 20_000_000

    def make(self, ground, folder, rows):
        ground.run("generate", "-o", folder / "usage.csv", "--rows", rows, "--accounts", 200, "--months", 12,
                   "--seed", 11)
        ground.run("init", folder / "workspace")
        ground.run("import", folder / "usage.csv", "--workspace", folder / "workspace", "--jobs", ground.threads)
        ground.connect().execute(ground.sql("import_rival.sql", csv=folder / "usage.csv",
                                            parquet=folder / "cur.parquet"))
        (folder / "usage.csv").unlink()
        shutil.rmtree(ground.data / "duckdb-spill", ignore_errors=True)

    def prepare(self, ground, rows):
        return ground.kept_folder(f"standard-{rows}", lambda folder: self.make(ground, folder, rows))

    def bill(self, ground, data, contracts):
        """Bills the contracts in one pass into DATA/lines/ID.csv; gives the seconds."""
        lines = ground.fresh_folder(f"{data.name}-lines-{self.name}")
        files = standard_contracts.write(lines, contracts)
        return float(ground.run_tool("twinbill_bill_history", data / "workspace", ground.threads, lines, *files))

    def lines(self, ground, data, name):
        path = ground.data / f"{data.name}-lines-{self.name}" / f"{name}.csv"
        return path.read_text(encoding="utf-8")

    def amounts(self, text):
        rows = csv.DictReader(text.splitlines())
        return sorted((*(row[field] for field in FIELDS[:-1]), decimal.Decimal(row["amount"])) for row in rows)


class AgainstOne(Standard):
    """Many constructs or contracts, against one contract of seven constructs over the same rows."""
    rival = "one contract of seven constructs, by twinbill"

    def many(self):
        raise NotImplementedError

    def verify(self, ground, data):
        """Each contract's lines are those that it has when it is billed alone."""
        self.bill(ground, data, self.many())
        sample = self.many()[::67]
        together = [self.lines(ground, data, one["contract"]["id"]) for one in sample]
        for one, lines in zip(sample, together):
            self.bill(ground, data, [one])
            if self.lines(ground, data, one["contract"]["id"]) != lines:
                raise Mismatch(f"{one['contract']['id']} alone has other lines")

    def ours(self, ground, data):
        return self.bill(ground, data, self.many())

    def theirs(self, ground, data):
        return self.bill(ground, data, [standard_contracts.contract("ONE", standard_contracts.seven())])
