#!/usr/bin/env python3
"""The frame of the benches: what it refuses, what it goes on after, and what it writes."""
import contextlib
import io
import json
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import run_bench  # noqa: E402
from contest import Contest, Ground, Mismatch  # noqa: E402


class Even(Contest):
    name = "even"
    title = "a bench"
    rival = "nobody"
    rows = 7
    target = 2.0

    def prepare(self, ground, rows):
        return rows

    def verify(self, ground, data):
        pass

    def ours(self, ground, data):
        return 0.5

    def theirs(self, ground, data):
        return 0.75


class Unequal(Even):
    name = "unequal"

    def verify(self, ground, data):
        raise Mismatch("1 row")

    def ours(self, ground, data):
        raise AssertionError("timed, though not equal")


class Broken(Even):
    name = "broken"

    def prepare(self, ground, rows):
        raise RuntimeError("no data")


class RunBench(unittest.TestCase):
    def run_with(self, contests, *arguments, failures=()):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.build = pathlib.Path(self.folder.name)
        real = run_bench.registry
        run_bench.registry = lambda wanted: (
            [one for one in contests if not wanted or one.name in wanted], list(failures))
        self.addCleanup(setattr, run_bench, "registry", real)
        with contextlib.redirect_stdout(io.StringIO()) as out, \
                contextlib.redirect_stderr(io.StringIO()) as error:
            code = run_bench.main(["--build", self.folder.name, "--document",
                                   str(self.build / "benchmarks.md"), *arguments])
        return code, out.getvalue(), error.getvalue()

    def written(self):
        return json.loads((self.build / "bench.json").read_text(encoding="utf-8"))

    def test_writes_the_five_fields(self):
        code, out, _ = self.run_with([Even()])
        self.assertEqual(code, 0)
        self.assertEqual(self.written(), {"even": {
            "ratio": 1.5, "ours_s": 0.5, "theirs_s": 0.75, "rows": 7, "rival": "nobody"}})
        self.assertIn("even", out)
        self.assertIn("| `even` |", (self.build / "benchmarks.md").read_text(encoding="utf-8"))

    def test_a_missed_target_fails_only_where_that_is_asked_for(self):
        self.assertEqual(self.run_with([Even()], "--check")[0], 1)

    def test_nothing_is_timed_that_is_not_equal(self):
        code, _, error = self.run_with([Unequal(), Even()])
        self.assertEqual(code, 1)
        self.assertIn("1 row", error)
        self.assertEqual(list(self.written()), ["even"])

    def test_a_bench_that_fails_stops_no_other(self):
        code, _, error = self.run_with([Broken(), Even()], failures=["bench_x.py: SyntaxError"])
        self.assertEqual(code, 1)
        self.assertIn("no data", error)
        self.assertIn("bench_x.py", error)
        self.assertEqual(list(self.written()), ["even"])

    def test_a_programs_memory_is_its_own(self):
        with tempfile.TemporaryDirectory() as folder:
            held = b"x" * (300 << 20)  # what the benches hold is not the program's
            ground = Ground(folder, 1)
            self.addCleanup(ground.close)
            (ground.build / "says").symlink_to("/bin/echo")
            (ground.build / "fails").symlink_to("/bin/false")
            self.assertEqual(ground.run_tool("says", "one", "two"), "one two\n")
            self.assertLess(ground.peak_kib, 100 << 10)
            self.assertGreater(ground.peak_kib, 0)
            with self.assertRaises(RuntimeError):
                ground.run_tool("fails")
            self.assertEqual(len(held), 300 << 20)

    def test_an_unknown_name_is_refused_with_those_that_there_are(self):
        with self.assertRaises(SystemExit) as refused:
            self.run_with([Even()], "--only", "odd")
        self.assertEqual(refused.exception.code, 2)

    def test_the_real_registry_loads_and_names_are_distinct(self):
        found, failures = run_bench.registry([])
        self.assertEqual(failures, [])
        names = [contest.name for contest in found]
        self.assertEqual(len(names), len(set(names)))
        for contest in found:
            if contest.statement:
                self.assertTrue((run_bench.FOLDER / "sql" / contest.statement).is_file(),
                                contest.statement)
        for name in ("import", "scan", "scan_own_file", "compare", "compare_unsorted"):
            self.assertIn(name, names)


if __name__ == "__main__":
    unittest.main()
