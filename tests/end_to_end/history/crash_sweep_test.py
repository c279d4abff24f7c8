#!/usr/bin/env python3
"""An import that is killed, or told that the disk is full, at any system call that changes a file:
the history is as before it or as after it, and the import can be done again.

crash_sweep_test.py PROGRAM EVERY: at every EVERY-th call (1: at each).
"""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from workspaces import Program, copy_of, plain_rows, report, usage_files  # noqa: E402

EVERY = int(sys.argv.pop(2))
PROGRAM = Program(sys.argv.pop(1))
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "unlinkat", "ftruncate",
         "mkdir")


class CrashSweep(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        cls.before = cls.root / "before"
        PROGRAM.done("init", cls.before)
        (cls.root / "a.csv").write_text(report(plain_rows(0, 60)), encoding="utf-8")
        # Adds to one partition, makes another.
        (cls.root / "b.csv").write_text(report(plain_rows(60, 60, months=(2, 3))), encoding="utf-8")
        PROGRAM.done("import", cls.root / "a.csv", "--workspace", cls.before)
        cls.after = copy_of(cls.before, cls.root / "after")
        PROGRAM.done("import", cls.root / "b.csv", "--workspace", cls.after, "--jobs", 1)
        cls.history_before = PROGRAM.history(cls.before)
        cls.history_after = PROGRAM.history(cls.after)
        cls.files_after = usage_files(cls.after)
        cls.workspace = cls.root / "now"

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def import_with(self, call, fault, place):
        """Imports b.csv under strace, with the fault at the place-th such call."""
        return PROGRAM.run("import", self.root / "b.csv", "--workspace", self.workspace, "--jobs", 1,
                           "--quiet", before=["strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                              f"inject={call}:{fault}:when={place}"])

    def expect_whole(self, where):
        """What is there now is the state before or after; then the import is done (again)."""
        now = PROGRAM.history(self.workspace)
        self.assertIn(now, (self.history_before, self.history_after), where)
        PROGRAM.done("import", self.root / "b.csv", "--workspace", self.workspace, "--jobs", 1)
        self.assertEqual(PROGRAM.history(self.workspace), self.history_after, where)
        self.assertEqual(usage_files(self.workspace), self.files_after, where)
        return now == self.history_after

    def sweep(self, fault, exit_codes):
        """How often the history was as before and as after, over all places."""
        seen = {True: 0, False: 0}
        places = [(call, place) for call, count in self.calls.items() for place in range(1, count + 1)]
        for call, place in places[::EVERY]:
            copy_of(self.before, self.workspace)
            result = self.import_with(call, fault, place)
            where = f"{fault} at {call} {place}: exit code {result.returncode}, {result.stderr}"
            self.assertIn(result.returncode, exit_codes, where)
            seen[self.expect_whole(where)] += 1
        return seen

    def setUp(self):
        """Counts the calls of an import that nothing befalls."""
        copy_of(self.before, self.workspace)
        log = self.root / "log"
        done = PROGRAM.run("import", self.root / "b.csv", "--workspace", self.workspace, "--jobs", 1,
                           "--quiet", before=["strace", "-f", "-qq", "-o", log, "-e",
                                              f"trace={','.join(CALLS)}"])
        self.assertEqual(done.returncode, 0, done.stderr)
        lines = [line.split(maxsplit=1)[1] for line in log.read_text(encoding="utf-8").splitlines()]
        self.calls = {call: sum(line.startswith(call + "(") for line in lines) for call in CALLS}
        for call in ("write", "pwrite64", "fsync", "fdatasync", "rename", "unlink"):
            self.assertGreater(self.calls[call], 1, call)

    def test_killed_at_any_call(self):
        seen = self.sweep("signal=KILL", (-signal.SIGKILL, 128 + signal.SIGKILL))
        if EVERY == 1:
            self.assertGreater(seen[False], 10)
            self.assertGreater(seen[True], 3)

    def test_killed_again_while_it_is_repaired(self):
        for rename in range(1, self.calls["rename"] + 1):
            for call, place in (("rename", 1), ("fsync", 1), ("fsync", 2), ("pwrite64", 5),
                                ("unlink", 1), ("fdatasync", 4)):
                if EVERY > 1 and (rename + place) % 3:
                    continue
                copy_of(self.before, self.workspace)
                self.import_with("rename", "signal=KILL", rename)
                self.import_with(call, "signal=KILL", place)
                self.expect_whole(f"killed at rename {rename}, then at {call} {place}")

    def test_disk_full_at_any_call(self):
        # Unlinking and the last tidying may fail without harm: then the import is done.
        self.sweep("error=ENOSPC", (0, 4))

    def test_input_output_error_at_any_call(self):
        self.sweep("error=EIO", (0, 4))


class FullDisk(unittest.TestCase):
    def test_a_limit_on_the_size_of_files_is_said(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            PROGRAM.done("init", root / "w")
            (root / "a.csv").write_text(report(plain_rows(0, 20000)), encoding="utf-8")

            def limit():
                import resource
                signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
                resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
            result = PROGRAM.run("import", root / "a.csv", "--workspace", root / "w", preexec_fn=limit)
            self.assertEqual(result.returncode, 4)
            self.assertIn("disk_full: the file can't be written: File too large", result.stderr)
            self.assertEqual(usage_files(root / "w"), {})
            self.assertEqual(PROGRAM.history(root / "w")["rows"], 0)

    def test_a_read_only_workspace_is_said(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            PROGRAM.done("init", root / "w")
            (root / "a.csv").write_text(report(plain_rows(0, 20)), encoding="utf-8")
            lock = root / "w" / ".twinbill.lock"
            result = PROGRAM.run(
                "import", root / "a.csv", "--workspace", root / "w",
                before=["strace", "-f", "-qq", "-o", "/dev/null", "-P", lock, "-e",
                        "inject=openat:error=EROFS"])
            self.assertEqual(result.returncode, 4)
            self.assertIn(".twinbill.lock: file_failed: the file can't be opened: Read-only file system",
                          result.stderr)


class SecondInstance(unittest.TestCase):
    def test_names_the_first_and_does_not_wait(self):
        with tempfile.TemporaryDirectory() as folder:
            root = pathlib.Path(folder)
            PROGRAM.done("init", root / "w")
            (root / "a.csv").write_text(report(plain_rows(0, 20)), encoding="utf-8")
            os.mkfifo(root / "slow.csv")
            PROGRAM.done("import", root / "a.csv", "--workspace", root / "w")
            # Stopped while it holds the lock.
            first = subprocess.Popen(
                ["strace", "-f", "-qq", "-o", "/dev/null", "-P", root / "w" / "twinbill.db", "-e",
                 "inject=openat:delay_enter=3000000:when=1", *PROGRAM.command(
                     "import", root / "a.csv", "--workspace", root / "w")],
                stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            holder = ""
            while holder == "" or not pathlib.Path(f"/proc/{holder}").exists():
                holder = (root / "w" / ".twinbill.lock").read_text(encoding="utf-8").strip()
            second = PROGRAM.run("import", root / "a.csv", "--workspace", root / "w")
            self.assertEqual(second.returncode, 4)
            self.assertIn(f"workspace_busy: process {holder} is changing the workspace", second.stderr)
            self.assertEqual(first.wait(), 0)


if __name__ == "__main__":
    unittest.main()
