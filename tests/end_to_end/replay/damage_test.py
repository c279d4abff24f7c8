#!/usr/bin/env python3
"""A history that was damaged behind the catalog's back (size, inode and time of change are as they were), read by
three lanes: nothing is said of the damaged period or a later one, and mended it gives the bytes of one never damaged.

damage_test.py PROGRAM
"""
import json
import os
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import unittest

import pyarrow.parquet

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from contracts import Program, copy_of, put, run_file, rule_book, standard, workspace  # noqa: E402

PROGRAM = Program(sys.argv.pop(1))
DAMAGED = "2025-03"
COLUMNS = ("slot", "line_item_usage_start_date", "line_item_usage_amount", "list_cost")  # what bills are made from


def places(path):
    """Some bytes of each column that bills are made from, in the file's first and last row group."""
    data = pyarrow.parquet.ParquetFile(path).metadata
    for group in sorted({0, data.num_row_groups - 1}):
        for index in range(data.num_columns):
            column = data.row_group(group).column(index)
            if column.path_in_schema not in COLUMNS:
                continue
            first = column.data_page_offset
            if column.dictionary_page_offset is not None:
                first = min(first, column.dictionary_page_offset)
            yield column.path_in_schema, first + column.total_compressed_size // 2
            yield column.path_in_schema, first + column.total_compressed_size - 1


def flip(path, place):
    """One bit, in place: size and inode stay; the time of change is put back."""
    before = path.stat()
    with open(path, "r+b") as file:
        file.seek(place)
        byte = file.read(1)[0]
        file.seek(place)
        file.write(bytes([byte ^ 1]))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    after = path.stat()
    assert (before.st_size, before.st_ino, before.st_mtime_ns) == (after.st_size, after.st_ino, after.st_mtime_ns)


def twin_of(workspace, target):
    """A copy whose files of the history are the same inodes, so that the catalog takes them for what it saw."""
    def copy(source, place):
        if "usage" in pathlib.Path(source).parts:
            os.link(source, place)
        else:
            shutil.copy2(source, place)
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(workspace, target, copy_function=copy)
    return target


class Damage(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        # One payer, so that the lanes share its blocks; a period has several blocks.
        cls.clean = workspace(PROGRAM, cls.root / "clean", payers=("1",), months=(1, 2, 3, 4), rows=40_000, per_payer=3)
        put(cls.clean, "C1-2", rule_book("C1-2", "1"), standard("C1-2", "1", percent="11"))
        cls.wanted = run_file(PROGRAM, copy_of(cls.clean, cls.root / "whole"), cls.root / "wanted.jsonl", "--jobs", 3)

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def kept(self, here):
        """What the store has of each contract's periods: {contract: [period]}, in order."""
        periods = {}
        with sqlite3.connect(here / "twinbill.db") as database:
            for contract, period, evidence in database.execute(
                    "SELECT contract, period, evidence FROM replay_period ORDER BY contract, period"):
                self.assertEqual(json.loads(evidence)["verdict"], "different" if contract == "C1-2" else "identical")
                periods.setdefault(contract, []).append(period)
            for table in ("replay_contract", "replay_run", "replay_run_contract"):
                self.assertEqual(database.execute(f"SELECT count(*) FROM {table}").fetchone()[0], 0, table)
            states = database.execute("SELECT max(period) FROM replay_state").fetchone()[0]
            self.assertLess(states or "", DAMAGED)
            lines = database.execute(
                "SELECT count(*) FROM replay_difference WHERE json_extract(evidence, '$.period') >= ?",
                (DAMAGED,)).fetchone()[0]
            self.assertEqual(lines, 0)
        return periods

    def test_of_a_period_is_said_and_nothing_of_it_is_kept(self):
        path = self.clean / "usage" / f"period={DAMAGED}" / "payer=1" / "records.parquet"
        wrongs = list(places(path))
        self.assertGreaterEqual(len(wrongs), 2 * len(COLUMNS))
        for column, place in wrongs:
            here = twin_of(self.clean, self.root / "here")
            file = here / path.relative_to(self.clean)
            flip(file, place)
            out = self.root / "damaged.jsonl"
            run = PROGRAM.run("replay", "--workspace", here, "--jobs", 3, "--quiet", "-o", out)
            self.assertEqual(run.returncode, 3, (column, place, run.stderr))
            self.assertIn(f"{file}: ", run.stderr)
            self.assertRegex(run.stderr, f"history_damaged: row group [0-9]+, column {column}: the history is damaged: ")
            self.assertEqual(run.stdout, "")
            self.assertFalse(out.exists())
            for contract, periods in self.kept(here).items():
                self.assertIn(periods, (["2025-01"], ["2025-01", "2025-02"]), (contract, column, place))
            flip(file, place)
            self.assertEqual(run_file(PROGRAM, here, self.root / "mended.jsonl", "--jobs", 3), self.wanted,
                             (column, place))


if __name__ == "__main__":
    unittest.main()
