"""Quantity and list cost over the history, every row read, against DuckDB: what its benches share."""
import decimal
import shutil

from contest import Contest, Mismatch


def exact(number):
    return decimal.Decimal(number).normalize()


class Scan(Contest):
    name = "scan"
    title = "quantity and list cost per cell over the history"
    rival = "DuckDB, GROUP BY six dimensions over a CUR Parquet of the same rows"
    target = 5.0
    rows = 10_000_000
    statement = "scan_rival.sql"

    def make(self, ground, folder, rows):
        csv = folder / "usage.csv"
        # One period, and so one partition: a slot's number means the same in all rows.
        ground.run("generate", "-o", csv, "--rows", rows, "--accounts", 200, "--seed", 3)
        ground.run("init", folder / "workspace")
        ground.run("import", csv, "--workspace", folder / "workspace", "--jobs", ground.threads)
        ground.connect().execute(
            ground.sql("import_rival.sql", csv=csv, parquet=folder / "cur.parquet"))
        csv.unlink()
        shutil.rmtree(ground.data / "duckdb-spill", ignore_errors=True)

    def prepare(self, ground, rows):
        return ground.kept_folder(f"scan-{rows}", lambda folder: self.make(ground, folder, rows))

    def ours(self, ground, data):
        return float(ground.run_tool("twinbill_scan_history", data / "workspace", ground.threads))

    def before_theirs(self, ground, data):
        self.connection = ground.connect()

    def theirs_result(self, ground, data):
        return self.connection.execute(
            ground.sql(self.statement, parquet=data / "cur.parquet",
                       usage=data / "workspace" / "usage")).fetchall()

    def theirs(self, ground, data):
        self.theirs_result(ground, data)

    def sums(self, ground, data):
        """Ours: cell to quantity and list cost."""
        out = data / "sums.tsv"
        ground.run_tool("twinbill_scan_history", data / "workspace", ground.threads, out)
        found = {}
        with open(out, encoding="utf-8") as file:
            for line in file:
                *cell, quantity, list_cost = line.rstrip("\n").split("\t")
                found[tuple(cell)] = (exact(quantity), exact(list_cost))
        return found

    def verify(self, ground, data):
        self.before_theirs(ground, data)
        theirs = {tuple(text or "" for text in cell): (exact(quantity), exact(list_cost))
                  for *cell, quantity, list_cost in self.theirs_result(ground, data)}
        ours = self.sums(ground, data)
        if ours != theirs:
            raise Mismatch(f"{len(ours)} cells of ours, {len(theirs)} of theirs")
