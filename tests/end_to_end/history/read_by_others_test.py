#!/usr/bin/env python3
"""DuckDB, Polars and PyArrow read the history as it lies there, and read what was imported."""
import csv
import decimal
import io
import pathlib
import sys
import tempfile
import unittest

import duckdb
import polars
import pyarrow.dataset

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from workspaces import Program, plain_rows, report  # noqa: E402

PROGRAM = Program(sys.argv.pop(1))


def exact(text):
    return decimal.Decimal(text) if text not in (None, "") else None


class ReadByOthers(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.folder.name)
        rows = plain_rows(0, 500, payers=("0123", "a b"), months=(1, 2, 3))
        # Wide numbers in one partition alone, so that forms differ between files.
        rows.append(("wide", "wide", 1, 0, "12345678901234567890.0123456789", "0.1", "", "", ""))
        text = report(rows)
        (root / "a.csv").write_text(text, encoding="utf-8")
        PROGRAM.done("init", root / "w")
        PROGRAM.done("import", root / "a.csv", "--workspace", root / "w")
        cls.usage = root / "w" / "usage"
        cls.rows = {row["identity_line_item_id"]: row for row in csv.DictReader(io.StringIO(text))}

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def expect_rows(self, found):
        """`found`: (id, payer, period, amount, cost, rate, public cost, tags) of every row."""
        self.assertEqual(len(found), len(self.rows))
        for name, payer, period, amount, cost, rate, public, tags in found:
            row = self.rows[name]
            self.assertEqual(payer, row["bill_payer_account_id"])
            self.assertEqual(period, row["bill_billing_period_start_date"][:7])
            self.assertEqual(exact(amount), exact(row["line_item_usage_amount"]))
            self.assertEqual(exact(cost), exact(row["line_item_unblended_cost"]))
            self.assertEqual(exact(rate), exact(row["line_item_unblended_rate"]))
            self.assertEqual(exact(public), exact(row["pricing_public_on_demand_cost"]))
            self.assertEqual(tags, row["resource_tags"])

    def test_duckdb_with_hive_partitions(self):
        found = duckdb.sql(
            "SELECT identity_line_item_id, bill_payer_account_id, period, line_item_usage_amount,"
            " line_item_unblended_cost, line_item_unblended_rate, pricing_public_on_demand_cost,"
            f" resource_tags FROM read_parquet('{self.usage}/**/*.parquet', hive_partitioning = true,"
            " union_by_name = true, hive_types_autocast = false)"
            " WHERE payer <> 'wide'").fetchall()
        wide = duckdb.sql(
            "SELECT identity_line_item_id, bill_payer_account_id, period, line_item_usage_amount,"
            " line_item_unblended_cost, line_item_unblended_rate, pricing_public_on_demand_cost,"
            f" resource_tags FROM read_parquet('{self.usage}/*/payer=wide/*.parquet',"
            " hive_partitioning = true)").fetchall()
        self.expect_rows(found + wide)

    def test_polars_with_hive_partitions(self):
        found = []
        for payer in ("0123", "a%20b", "wide"):
            frame = polars.scan_parquet(f"{self.usage}/**/payer={payer}/*.parquet",
                                        hive_partitioning=True).collect()
            self.assertIn("period", frame.columns)
            found += frame.select(
                "identity_line_item_id", "bill_payer_account_id",
                polars.col("bill_billing_period_start_date").dt.strftime("%Y-%m"),
                "line_item_usage_amount", "line_item_unblended_cost", "line_item_unblended_rate",
                "pricing_public_on_demand_cost", "resource_tags").rows()
        self.expect_rows(found)

    def test_pyarrow_passes_over_the_slots(self):
        data = pyarrow.dataset.dataset(self.usage, format="parquet", partitioning="hive")
        self.assertTrue(all(name.endswith("records.parquet") for name in data.files))
        self.assertEqual(data.count_rows(), len(self.rows))

    def test_rows_are_in_ledger_order(self):
        for file in self.usage.glob("*/*/records.parquet"):
            keys = [(start, name.encode()) for start, name in duckdb.sql(
                "SELECT line_item_usage_start_date, identity_line_item_id"
                f" FROM read_parquet('{file}', file_row_number = true, hive_partitioning = false)"
                " ORDER BY file_row_number").fetchall()]
            self.assertEqual(keys, sorted(keys))

    def test_slots_say_what_the_columns_say(self):
        names = ["line_item_usage_account_id", "line_item_product_code", "product_region_code",
                 "line_item_usage_type", "line_item_operation", "line_item_line_item_type",
                 "pricing_unit", "product", "resource_tags"]
        for file in self.usage.glob("*/*/records.parquet"):
            columns = ", ".join(names)
            slots = duckdb.sql(f"SELECT {columns} FROM read_parquet('{file.parent}/_slots.pq',"
                               " hive_partitioning = false)").fetchall()
            rows = duckdb.sql(f"SELECT slot, {columns} FROM read_parquet('{file}',"
                              " hive_partitioning = false)").fetchall()
            for slot, *texts in rows:
                self.assertEqual(tuple(texts), slots[slot])
            self.assertEqual({row[0] for row in rows}, set(range(len(slots))))


if __name__ == "__main__":
    unittest.main()
