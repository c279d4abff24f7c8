"""Billing a rule book from a history: what the benches share."""
import csv
import decimal
import json

from contest import Mismatch
from standard_contest import FIELDS, Standard


def book(rules, tables):
    return {"cbas": 1,
            "contract": {"id": "BOOK", "payer": "111122223333", "currency": "USD",
                         "start": "2025-01-01", "end": "2026-01-01"},
            "settings": {"arithmetic": "binary64"}, "tables": tables,
            "rules": [{**rule, "clause": rule["id"], "line": {"type": rule["id"], "text": rule["id"]}}
                      for rule in rules]}


class Legacy(Standard):
    """A rule book of binary doubles, by one thread: a ledger is added up in its order."""
    target = 1.0
    rules = []
    tables = {}

    def bill(self, ground, data):
        folder = ground.fresh_folder(f"{data.name}-lines-{self.name}")
        (folder / "book.json").write_text(json.dumps(book(self.rules, self.tables), indent=1), encoding="utf-8")
        return float(ground.run_tool("twinbill_bill_legacy_history", data / "workspace", folder / "book.json",
                                     folder / "lines.csv"))

    def lines(self, ground, data):
        path = ground.data / f"{data.name}-lines-{self.name}" / "lines.csv"
        rows = csv.DictReader(path.read_text(encoding="utf-8").splitlines())
        return sorted((*(row[field] for field in FIELDS[:-1]), decimal.Decimal(row["amount"])) for row in rows)

    def result(self, ground, data):
        return ground.connect().execute(ground.sql(self.statement, parquet=data / "cur.parquet")).fetchall()

    def verify(self, ground, data):
        self.bill(ground, data)
        ours = self.lines(ground, data)
        theirs = sorted((*row[:-1], decimal.Decimal(row[-1])) for row in self.result(ground, data))
        # Doubles: a rule book adds them in ledger order, SQL in whatever order its threads meet them, so an
        # amount near a tie may come out a cent apart. Few do; more, or by more, is another result.
        ours_of, theirs_of = ({line[:-1]: line[-1] for line in lines} for lines in (ours, theirs))
        apart = [key for key, amount in ours_of.items() if amount != theirs_of.get(key)]
        near = all(key in theirs_of and abs(ours_of[key] - theirs_of[key]) <= decimal.Decimal("0.01")
                   for key in apart)
        if len(ours) != len(theirs) or ours_of.keys() != theirs_of.keys() or not near or len(apart) * 100 > len(ours):
            raise Mismatch(f"{len(ours)} lines of ours, {len(theirs)} of theirs; apart: {apart[:6]}")

    def ours(self, ground, data):
        return self.bill(ground, data)

    def theirs(self, ground, data):
        self.result(ground, data)
