"""`twinbill compare` against DuckDB's full outer join of the two CSV files: what its benches share."""
import collections
import csv

from contest import Contest, Mismatch

FIELDS = ["bill_type", "billing_period", "payer_account_id", "usage_account_id", "product_code",
          "region", "usage_type", "line_item_type", "contract_id", "clause", "description",
          "quantity", "amount", "currency"]


def make_line_items(folder, ground, rows):
    """sorted_a.csv and sorted_b.csv, which differ in about a row of a thousand, and shuffled_b.csv."""
    connection = ground.connect()
    connection.execute("SET preserve_insertion_order = true")
    header = ",".join(FIELDS)
    for statement in ground.sql("make_line_items.sql", rows=rows, folder=folder,
                                header=header).split(";"):
        if statement.strip():
            connection.execute(statement)


class Compare(Contest):
    name = "compare"
    title = "two files of line items, both sorted"
    rival = "DuckDB, GROUP BY and FULL OUTER JOIN over 14 columns"
    target = 5.0
    rows = 1_000_000
    statement = "compare_columns.sql"
    b_file = "sorted_b.csv"

    def prepare(self, ground, rows):
        return ground.kept_folder(f"line-items-{rows}",
                                  lambda folder: make_line_items(folder, ground, rows))

    def theirs_result(self, ground, data):
        columns = ", ".join(f"'{field}': 'VARCHAR'" for field in FIELDS)
        statement = ground.sql(self.statement, a=data / "sorted_a.csv", b=data / self.b_file,
                               columns=columns, fields=", ".join(FIELDS))
        return self.connection.execute(statement).fetchall()

    def verify(self, ground, data):
        self.before_theirs(ground, data)
        theirs = collections.Counter()
        for *row, count_a, count_b in self.theirs_result(ground, data):
            fields = next(csv.reader(row)) if len(row) == 1 else [text or "" for text in row]
            theirs[tuple(fields)] += count_a - count_b
        self.ours(ground, data)
        ours = collections.Counter()
        for a, b in read_differences(data / "differences.csv"):
            if a:
                ours[a] += 1
            if b:
                ours[b] -= 1
        if ours != theirs:
            raise Mismatch(f"{len(ours)} rows of ours, {len(theirs)} of theirs")

    def ours(self, ground, data):
        ground.run("compare", data / "sorted_a.csv", data / self.b_file, "-o",
                   data / "differences.csv", exit_codes=(1,))

    def before_theirs(self, ground, data):
        self.connection = ground.connect()

    def theirs(self, ground, data):
        self.theirs_result(ground, data)


def read_differences(path):
    """Pairs of rows, each a tuple of 14 texts or None (docs/formats/comparison.md)."""
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = tuple(row[field] for field in FIELDS[:10])
            yield tuple(key + tuple(row[f"{side}_{field}"] for field in FIELDS[10:])
                        if row[f"{side}_currency"] else None for side in ("a", "b"))
