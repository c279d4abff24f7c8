#!/usr/bin/env python3
"""The nightly check, shrinking, and what is made of a counterexample afterwards.

check_test.py PROGRAM CONTRACTS: the check of a workspace of so many contracts.
"""
import json
import pathlib
import sys
import tempfile
import unittest
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from contracts import Program, plain_rows, put, replay, report, rule_book, standard, workspace  # noqa: E402

CONTRACTS = int(sys.argv.pop(2))
PROGRAM = Program(sys.argv.pop(1))


class Check(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def check(self, here, *arguments):
        settings = here / "twinbill.json"
        if '"fuzz"' not in settings.read_text(encoding="utf-8"):
            settings.write_text('{"twinbill": 1, "fuzz": {"cases": 500}}', encoding="utf-8")
        summary, junit = self.root / "summary.md", self.root / "junit.xml"
        run = PROGRAM.run("check", "--workspace", here, "--quiet", "--json", "--summary", summary, "--junit", junit,
                          *arguments)
        suites = xml.etree.ElementTree.fromstring(junit.read_text(encoding="utf-8"))
        return run, json.loads(run.stdout), summary.read_text(encoding="utf-8"), suites

    def test_many_contracts_run_and_run_again(self):
        payers = tuple(str(n) for n in range(1, 21))
        here = workspace(PROGRAM, self.root / "w", payers=payers, months=(1, 2, 3), rows=4000,
                         per_payer=CONTRACTS // 20)
        run, result, summary, suites = self.check(here)
        self.assertEqual(run.returncode, 0, summary)
        self.assertEqual(len(result["contracts"]), CONTRACTS)
        self.assertIn("parity", summary)
        self.assertEqual(sum(int(s.get("tests")) for s in suites), 5 + 4 * CONTRACTS)
        run, result, summary, suites = self.check(here)
        self.assertEqual((run.returncode, result["reused"]), (0, CONTRACTS))
        put(here, "C1-0", rule_book("C1-0", "1"), standard("C1-0", "1", percent="11"))
        run, result, summary, suites = self.check(here)
        self.assertEqual((run.returncode, result["reused"]), (1, CONTRACTS - 1))
        self.assertIn("| C1-0 | different |", summary)
        failed = [case.get("name") for suite in suites for case in suite if case.find("failure") is not None]
        self.assertEqual(failed, ["replay", "fuzzing", "contract", "2025-01", "2025-02", "2025-03"])

    def test_gaps_of_the_history_are_no_parity(self):
        here = workspace(PROGRAM, self.root / "w", payers=("1",), months=(1, 3), per_payer=1)
        run, _, summary, _ = self.check(here)
        self.assertEqual(run.returncode, 1)
        self.assertIn("| history gaps | not ok |", summary)
        run, _, _, _ = self.check(here, "--allow-gaps")
        self.assertEqual(run.returncode, 0)

    def test_fuzzing_goes_on_night_after_night(self):
        here = workspace(PROGRAM, self.root / "w", payers=("1",), months=(1,), per_payer=1)
        run, _, summary, _ = self.check(here, "--seed", "7", "--as-of", "2025-02-01")
        self.assertEqual(run.returncode, 0, summary)
        self.assertIn("1 of 1 contracts identical in 500 cases, seed 7", summary)
        run, _, summary, _ = self.check(here, "--seed", "8", "--as-of", "2025-02-02")
        self.assertIn("1000 cases in 2 runs so far from 2025-02-01 to 2025-02-02", summary)

    def test_nothing_is_not_green(self):
        PROGRAM.done("init", self.root / "w")
        run, _, _, _ = self.check(self.root / "w")
        self.assertEqual(run.returncode, 1)

    def test_texts_from_outside_are_no_markup(self):
        here = workspace(PROGRAM, self.root / "w", payers=("1",), months=(1,), per_payer=1)
        name = "a|b<c>&\"'`\u202e"
        put(here, name, rule_book("X", "1"), standard("X", "1", percent="11"))
        run, result, summary, suites = self.check(here)
        self.assertEqual(run.returncode, 1)
        row = next(line for line in summary.splitlines() if "different" in line and line.startswith("| a"))
        self.assertIn("a\\|b&lt;c", row)
        self.assertNotIn("\u202e", summary)
        self.assertTrue(any("<c>" in case.get("classname") for suite in suites for case in suite))

    def test_a_counterexample_is_shrunk_saved_and_run_first_ever_after(self):
        here = workspace(PROGRAM, self.root / "w", payers=("1",), months=(1, 2), rows=300, per_payer=1)
        run = PROGRAM.run("shrink", "C1-0", "--workspace", here)
        self.assertEqual(run.returncode, 3, run.stderr)
        self.assertIn("no_difference", run.stderr)
        folder = put(here, "C1-0", rule_book("C1-0", "1"), standard("C1-0", "1", mode="UP"))
        replay(PROGRAM, here)
        run = PROGRAM.run("shrink", "C1-0", "--workspace", here)
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn("1 records, none of which can be left out", run.stdout)
        (saved,) = (folder / "counterexamples").iterdir()
        stored = json.loads(saved.read_text(encoding="utf-8"))
        self.assertTrue(stored["smallest"])
        self.assertEqual(len(stored["records"]), 1)
        self.assertLessEqual(len(stored["records"][0]["unblended_cost"].replace("0.", "")), 2)
        # It stands alone.
        elsewhere = self.root / saved.name
        elsewhere.write_bytes(saved.read_bytes())
        self.assertEqual(PROGRAM.run("reproduce", "--as-found", elsewhere).returncode, 1)
        self.assertIn("counterexample_alone", PROGRAM.run("reproduce", elsewhere).stderr)
        self.assertEqual(PROGRAM.run("reproduce", saved).returncode, 1)
        # Mended, it is run all the same; broken again, it alone would tell.
        put(here, "C1-0", rule_book("C1-0", "1"), standard("C1-0", "1"))
        self.assertEqual(PROGRAM.run("reproduce", saved).returncode, 0)
        result, code = replay(PROGRAM, here)
        self.assertEqual(code, 0)
        (ran,) = result["contracts"][0]["counterexamples"]
        self.assertEqual((ran["name"], ran["verdict"]), (saved.name, "identical"))
        put(here, "C1-0", rule_book("C1-0", "1"), standard("C1-0", "1", mode="UP"))
        result, code = replay(PROGRAM, here, "--to", "2025-01")
        self.assertEqual((code, result["contracts"][0]["counterexamples"][0]["verdict"]), (1, "different"))
        saved.write_text("{}", encoding="utf-8")
        run = PROGRAM.run("reproduce", saved)
        self.assertEqual(run.returncode, 3)
        self.assertIn("counterexample_wrong", run.stderr)

    def test_recorded_bills_are_compared_and_can_not_be_shrunk(self):
        here = workspace(PROGRAM, self.root / "w", payers=("1",), months=(1, 2), rows=300, per_payer=1)
        folder = put(here, "C1-0", {"recorded": 1, "contract": rule_book("C1-0", "1")["contract"],
                                    "lines": ["bills.csv"]}, standard("C1-0", "1"))
        PROGRAM.done("bill", "--model", "standard", "--workspace", here, "C1-0", "-o", folder / "bills.csv")
        result, code = replay(PROGRAM, here)
        self.assertEqual((code, result["contracts"][0]["legacy"]["kind"]), (0, "recorded"), result)
        # What decides it is more than the head's file.
        bills = (folder / "bills.csv").read_text(encoding="utf-8")
        put(here, "C1-0", json.loads((folder / "legacy.json").read_text()), standard("C1-0", "1", mode="UP"))
        result, code = replay(PROGRAM, here)
        self.assertEqual(code, 1)
        self.assertEqual(result["contracts"][0]["causes"][0]["kind"], "rounding mode")
        run = PROGRAM.run("shrink", "C1-0", "--workspace", here)
        self.assertEqual(run.returncode, 3)
        self.assertIn("bills_are_recorded", run.stderr)
        put(here, "C1-0", json.loads((folder / "legacy.json").read_text()), standard("C1-0", "1"))
        (folder / "bills.csv").write_text(bills.replace("Ten per cent", "Another text"), encoding="utf-8")
        result, code = replay(PROGRAM, here)
        self.assertEqual((code, result["reused"]), (1, 0))


if __name__ == "__main__":
    unittest.main()
