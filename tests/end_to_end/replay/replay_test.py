#!/usr/bin/env python3
"""Replay as a user runs it: verdicts, what is kept, what is not done twice, shards, refusals.

replay_test.py PROGRAM
"""
import json
import os
import pathlib
import sqlite3
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from contracts import (Program, copy_of, plain_rows, put, replay, report, rule_book, run_file,  # noqa: E402
                       standard, workspace)

PROGRAM = Program(sys.argv.pop(1))


class Replay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        cls.clean = workspace(PROGRAM, cls.root / "clean")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def setUp(self):
        self.here = copy_of(self.clean, self.root / "here")

    def test_parity_is_green_and_is_not_found_twice(self):
        first, code = replay(PROGRAM, self.here)
        self.assertEqual(code, 0, first)
        self.assertEqual([c["verdict"] for c in first["contracts"]], ["identical"] * 4)
        self.assertEqual(first["reused"], 0)
        self.assertEqual(first["periods_replayed"], 12)
        for contract in first["contracts"]:
            self.assertTrue(contract["certificate"]["holds"], contract)
            self.assertGreater(contract["certificate"]["records"], 0)
        second, code = replay(PROGRAM, self.here)
        self.assertEqual((code, second["reused"], second["periods_replayed"]), (0, 4, 0))
        for contract in first["contracts"] + second["contracts"]:
            del contract["reused"]
        self.assertEqual(first["contracts"], second["contracts"])
        self.assertEqual(second["run"], first["run"] + 1)

    def test_one_changed_contract_is_one_contract_of_work(self):
        replay(PROGRAM, self.here)
        put(self.here, "C1-0", rule_book("C1-0", "1"), standard("C1-0", "1", percent="11"))
        result, code = replay(PROGRAM, self.here)
        self.assertEqual(code, 1)
        self.assertEqual((result["reused"], result["periods_replayed"]), (3, 3))
        changed = result["contracts"][0]
        self.assertEqual((changed["contract"], changed["verdict"]), ("C1-0", "different"))
        self.assertEqual(result["contracts"][1]["verdict"], "identical")
        # Back again: what was found then is still there.
        put(self.here, "C1-0", rule_book("C1-0", "1"), standard("C1-0", "1"))
        result, code = replay(PROGRAM, self.here)
        self.assertEqual((code, result["reused"]), (0, 4))

    def test_a_new_month_goes_on_behind_the_old_ones(self):
        replay(PROGRAM, self.here)
        more = self.root / "more.csv"
        more.write_text(report(plain_rows(1000, 60, ("1", "2"), (4,))), encoding="utf-8")
        PROGRAM.done("import", more, "--workspace", self.here)
        result, code = replay(PROGRAM, self.here)
        self.assertEqual((code, result["periods_replayed"]), (0, 4))
        fresh, _ = replay(PROGRAM, self.here, "--fresh")
        self.assertEqual(fresh["periods_replayed"], 16)
        self.assertEqual(fresh["contracts"], result["contracts"])

    def test_every_difference_is_kept(self):
        put(self.here, "C2-1", rule_book("C2-1", "2"), standard("C2-1", "2", percent="11"))
        _, code = replay(PROGRAM, self.here)
        self.assertEqual(code, 1)
        lines = run_file(PROGRAM, self.here, self.root / "run.jsonl").decode().splitlines()
        differences = [json.loads(line)["difference"] for line in lines if line.startswith('{"difference"')]
        contract = next(json.loads(line)["contract"] for line in lines
                        if line.startswith('{"contract":{"contract":"C2-1"'))
        counted = sum(sum(p["differences"].values()) for p in contract["periods"])
        self.assertGreater(counted, 0)
        self.assertEqual(len(differences), counted)
        self.assertEqual({d["class"] for d in differences}, {"amount"})
        self.assertIn('"percent_off": "11"', contract["standard"]["text"])

    def test_the_cause_is_named(self):
        put(self.here, "C1-1", rule_book("C1-1", "1"), standard("C1-1", "1", mode="DOWN"))
        result, _ = replay(PROGRAM, self.here)
        (cause,) = result["contracts"][1]["causes"]
        self.assertEqual(cause["kind"], "rounding mode", cause)
        self.assertTrue(cause["explains_all"])
        self.assertTrue(cause["example"]["smallest"])
        self.assertEqual(len(cause["example"]["records"]), 1)
        self.assertTrue(cause["example"]["parts_at"].startswith("the rounded amount"), cause["example"])

    def test_causes_that_contracts_share_come_by_what_mending_them_brings(self):
        for name in ("C1-0", "C1-1"):
            put(self.here, name, rule_book(name, name[1]), standard(name, name[1], mode="DOWN"))
        put(self.here, "C2-0", rule_book("C2-0", "2"), standard("C2-0", "2", percent="40"))
        result, _ = replay(PROGRAM, self.here)
        shared = result["shared_causes"]
        self.assertEqual([(cause["contracts"], cause["turns_green"]) for cause in shared],
                         [(["C1-0", "C1-1"], 2), (["C2-0"], 1)], shared)
        self.assertEqual(shared[0]["kind"], "rounding mode")
        said = PROGRAM.run("replay", "--workspace", self.here).stdout
        self.assertIn("causes over all contracts", said)
        self.assertLess(said.index("2 of 2 contracts turn green"), said.index("1 of 1 contracts turn green"))

    def test_a_large_set_of_differences_lies_in_parquet(self):
        program = PROGRAM
        big = self.root / "big"
        program.done("init", big)
        rows = [(f"i{n}", "1", 1, n % 24, "1", f"{n}.11", "", "", "") for n in range(1500)]
        text = report(rows).replace(",2,2025", ",A,2025")
        text = "\n".join(line.replace(",A,2025", f",{n},2025") for n, line in enumerate(text.split("\n")))
        (self.root / "big.csv").write_text(text, encoding="utf-8")
        program.done("import", self.root / "big.csv", "--workspace", big)
        put(big, "B", rule_book("B", "1"), standard("B", "1", percent="12"))
        result, code = replay(program, big)
        self.assertEqual(code, 1)
        counted = sum(sum(p["differences"].values()) for p in result["contracts"][0]["periods"])
        self.assertGreater(counted, 1000)
        (parquet,) = (big / "evidence" / "differences" / "B").glob("*.parquet")
        self.assertGreater(parquet.stat().st_size, 1000)
        lines = run_file(program, big, self.root / "big.jsonl").decode().splitlines()
        self.assertEqual(sum(line.startswith('{"difference"') for line in lines), counted)

    def test_nothing_compared_is_not_green(self):
        for folder in (self.here / "contracts").iterdir():
            for file in folder.iterdir():
                file.unlink()
            folder.rmdir()
        result, code = replay(PROGRAM, self.here)
        self.assertEqual((code, result["contracts"]), (1, []))
        put(self.here, "N", rule_book("N", "9"), standard("N", "9"))
        result, code = replay(PROGRAM, self.here)
        self.assertEqual((code, result["contracts"][0]["verdict"]), (1, "inconclusive"))

    def test_what_can_not_be_run_has_a_verdict(self):
        contracts = self.here / "contracts"
        (contracts / "C1-0" / "standard.json").unlink()
        incomplete = standard("C1-1", "1")
        incomplete["contract"]["incomplete"] = True
        put(self.here, "C1-1", rule_book("C1-1", "1"), incomplete)
        (contracts / "C2-0" / "standard.json").write_text("{", encoding="utf-8")
        (contracts / "C2-1" / "standard.json").write_text("{", encoding="utf-8")
        (contracts / "C2-1" / "legacy.json").write_text('{"cbas": 1}', encoding="utf-8")
        put(self.here, "D", rule_book("D", "1"), standard("D", "2"))
        result, code = replay(PROGRAM, self.here)
        self.assertEqual(code, 3)
        self.assertEqual({c["contract"]: c["verdict"] for c in result["contracts"]},
                         {"C1-0": "unsupported", "C1-1": "unsupported", "C2-0": "failed",
                          "C2-1": "both refused", "D": "failed"})
        codes = {c["contract"]: c["reasons"][0]["code"] for c in result["contracts"]}
        self.assertEqual((codes["C1-0"], codes["C1-1"], codes["D"]),
                         ("standard_absent", "standard_incomplete", "sides_of_two_payers"))
        (contracts / "C1-0" / "legacy.json").unlink()
        (contracts / "C1-1" / "legacy.toml").write_text("", encoding="utf-8")
        result, _ = replay(PROGRAM, self.here)
        codes = {c["contract"]: c["reasons"][0]["code"] for c in result["contracts"]}
        self.assertEqual((codes["C1-0"], codes["C1-1"]), ("legacy_absent", "legacy_twice"))

    def test_an_arithmetic_error_stops_that_contract_alone(self):
        book = rule_book("C1-0", "1", percent="1 / (2 - months) * 0")
        book["rules"][0]["window"] = "year"
        put(self.here, "C1-0", book, standard("C1-0", "1"))
        result, code = replay(PROGRAM, self.here)
        self.assertEqual(code, 3)
        periods = result["contracts"][0]["periods"]
        self.assertEqual([p["verdict"] for p in periods[1:]], ["failed", "failed"])
        self.assertTrue(periods[1]["refusal"]["legacy"][0]["code"])
        self.assertEqual(result["contracts"][1]["verdict"], "identical")

    def test_another_currency_is_refused(self):
        book, contract = rule_book("C1-0", "1"), standard("C1-0", "1")
        book["contract"]["currency"] = contract["contract"]["currency"] = "EUR"
        put(self.here, "C1-0", book, contract)
        result, code = replay(PROGRAM, self.here)
        self.assertEqual((code, result["contracts"][0]["verdict"]), (3, "both refused"))

    def test_an_unknown_contract_is_said_with_a_near_one(self):
        run = PROGRAM.run("replay", "--workspace", self.here, "C1-9")
        self.assertEqual(run.returncode, 2)
        self.assertIn("contract_unknown", run.stderr)

    def test_settings_are_read_strictly(self):
        settings = self.here / "twinbill.json"
        settings.write_text('{"twinbill": 1, "replay": {"jobz": 1, "certificate_records": -1}}', encoding="utf-8")
        run = PROGRAM.run("replay", "--workspace", self.here)
        self.assertEqual(run.returncode, 3)
        self.assertEqual(run.stderr.count("settings_wrong"), 2, run.stderr)
        self.assertIn('did you mean "jobs"?', run.stderr)

    def test_no_usage_is_inconclusive(self):
        PROGRAM.done("init", self.root / "empty")
        put(self.root / "empty", "E", rule_book("E", "1"), standard("E", "1"))
        result, code = replay(PROGRAM, self.root / "empty")
        self.assertEqual((code, result["contracts"][0]["verdict"]), (1, "inconclusive"))
        self.assertEqual(result["contracts"][0]["reasons"][0]["code"], "no_usage")

    def test_status_says_what_is_stale(self):
        def states():
            found = json.loads(PROGRAM.done("status", "--workspace", self.here, "--json"))
            return {c["contract"]: (c["translated"], c["verdict"], c["stale"]) for c in found["contracts"]}
        self.assertEqual(states()["C1-0"], ("yes", None, True))
        replay(PROGRAM, self.here)
        self.assertEqual(states()["C1-0"], ("yes", "identical", False))
        put(self.here, "C1-0", rule_book("C1-0", "1"), standard("C1-0", "1", percent="9"))
        self.assertEqual(states()["C1-0"], ("yes", "identical", True))
        self.assertEqual(states()["C1-1"], ("yes", "identical", False))


class Shards(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        cls.here = workspace(PROGRAM, cls.root / "w", payers=("1", "2", "3"))
        put(cls.here, "C3-1", rule_book("C3-1", "3"), standard("C3-1", "3", percent="11"))
        cls.one = run_file(PROGRAM, cls.here, cls.root / "one.jsonl")

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def shards(self, count):
        before = sorted((p.name, p.stat().st_mtime_ns) for p in self.here.iterdir())
        paths = []
        for index in range(1, count + 1):
            paths.append(self.root / f"{index}of{count}.jsonl")
            run_file(PROGRAM, self.here, paths[-1], "--shard", f"{index}/{count}")
        self.assertEqual(sorted((p.name, p.stat().st_mtime_ns) for p in self.here.iterdir()), before)
        return paths

    def test_merged_are_the_bytes_of_one_run(self):
        for count in (1, 2, 3, 5, 8):
            merged = self.root / "merged.jsonl"
            run = PROGRAM.run("merge", *self.shards(count), "-o", merged)
            self.assertEqual(run.returncode, 1, run.stderr)
            self.assertEqual(merged.read_bytes(), self.one, count)

    def test_threads_change_no_byte(self):
        for jobs in (1, 2, 7):
            path = self.root / f"jobs{jobs}.jsonl"
            self.assertEqual(run_file(PROGRAM, self.here, path, "--fresh", "--jobs", jobs), self.one, jobs)

    def test_what_does_not_fit_is_refused(self):
        first, second = self.shards(2)
        merged = self.root / "no.jsonl"

        def refused(code, *paths):
            run = PROGRAM.run("merge", *paths, "-o", merged)
            self.assertEqual(run.returncode, 3, run.stderr)
            self.assertIn(code, run.stderr)
            self.assertFalse(merged.exists())
        refused("shards_do_not_fit", first)
        whole = second.read_bytes()
        changed = self.root / "changed.jsonl"
        for cut in range(0, len(whole), max(1, len(whole) // 60)):
            changed.write_bytes(whole[:cut])
            refused("run_file_damaged", first, changed)
        changed.write_bytes(whole.replace(b'"identical"', b'"different"', 1) if b'"identical"' in whole
                            else whole.replace(b'"over":"0', b'"over":"1', 1))
        refused("run_file_damaged", first, changed)
        (other,) = (p for p in [self.root / "other.jsonl"])
        run_file(PROGRAM, self.here, other, "--shard", "2/2", "--from", "2025-02")
        refused("shards_do_not_fit", first, other)
        # The same shard with another answer.
        import hashlib
        lines = first.read_bytes().splitlines(keepends=True)[:-1]
        text = b"".join(lines).replace(b'"usage_records":', b'"usage_records":1', 1)
        end = b'{"end":{"lines":%d,"sha256":"%s"}}\n' % (len(lines), hashlib.sha256(text).hexdigest().encode())
        changed.write_bytes(text + end)
        refused("shards_disagree", first, second, changed)
        # The same shard twice with the same answer counts once.
        run = PROGRAM.run("merge", second, first, second, "-o", merged)
        self.assertEqual(run.returncode, 1, run.stderr)
        self.assertEqual(merged.read_bytes(), self.one)


class Surroundings(unittest.TestCase):
    def test_a_damaged_database_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            here = workspace(PROGRAM, pathlib.Path(folder) / "w")
            replay(PROGRAM, here)
            with sqlite3.connect(here / "twinbill.db") as database:
                database.execute("UPDATE replay_contract SET evidence = replace(evidence, 'identical', 'different')"
                                 " WHERE contract = 'C1-0'")
            run = PROGRAM.run("replay", "--workspace", here)
            self.assertEqual(run.returncode, 3)
            self.assertIn("database_damaged", run.stderr)
            self.assertEqual(replay(PROGRAM, here, "--fresh")[1], 0)
            self.assertEqual(replay(PROGRAM, here)[1], 0)

    def test_a_changed_partition_is_refused(self):
        with tempfile.TemporaryDirectory() as folder:
            here = workspace(PROGRAM, pathlib.Path(folder) / "w")
            replay(PROGRAM, here)
            records = next((here / "usage").glob("period=*/payer=1/records.parquet"))
            stamp = records.stat()
            data = bytearray(records.read_bytes())
            data[len(data) // 2] ^= 1
            records.write_bytes(data)
            run = PROGRAM.run("replay", "--workspace", here)
            self.assertEqual(run.returncode, 3)
            self.assertIn("partition_changed", run.stderr)
            # As if nobody had touched it: found by who looks at the bytes.
            os.utime(records, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
            run = PROGRAM.run("replay", "--workspace", here, "--fresh")
            self.assertIn("partition_changed", run.stderr)


if __name__ == "__main__":
    unittest.main()
