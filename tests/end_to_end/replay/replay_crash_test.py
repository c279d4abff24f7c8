#!/usr/bin/env python3
"""A replay that is killed, interrupted, or told that the disk is full: gone on with, it says the same bytes,
and does not do finished periods again.

replay_crash_test.py PROGRAM KILLS: so many kills at random moments, and as many at system calls.
"""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from contracts import Program, copy_of, put, replay, rule_book, run_file, standard, workspace  # noqa: E402

KILLS = int(sys.argv.pop(2))
PROGRAM = Program(sys.argv.pop(1))
CALLS = ("write", "pwrite64", "fsync", "fdatasync", "rename", "unlink", "ftruncate", "mkdir")


class Crash(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.folder.name)
        cls.clean = workspace(PROGRAM, cls.root / "clean", payers=("1", "2", "3"), months=(1, 2, 3, 4), rows=600)
        put(cls.clean, "C3-1", rule_book("C3-1", "3"), standard("C3-1", "3", percent="11"))
        whole = copy_of(cls.clean, cls.root / "whole")
        begun = time.monotonic()
        cls.wanted = run_file(PROGRAM, whole, cls.root / "wanted.jsonl", "--jobs", 2)
        cls.seconds = time.monotonic() - begun
        cls.now = cls.root / "now"

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def expect_same(self, where):
        self.assertEqual(run_file(PROGRAM, self.now, self.root / "now.jsonl", "--jobs", 2), self.wanted, where)

    def command(self, *before):
        return [*map(str, before), *PROGRAM.command("replay", "--workspace", self.now, "--quiet", "--jobs", 2)]

    def test_killed_at_random_moments(self):
        rng = random.Random(7)
        for kill in range(KILLS):
            copy_of(self.clean, self.now)
            for _ in range(rng.choice((1, 1, 2))):  # killed again while it goes on
                job = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                moment = rng.uniform(0, self.seconds * 1.1)
                time.sleep(moment)
                job.kill()
                job.wait()
            self.expect_same(f"kill {kill} after {moment} s")

    def test_killed_at_system_calls(self):
        rng = random.Random(11)
        for kill in range(KILLS):
            copy_of(self.clean, self.now)
            call, place = rng.choice(CALLS), rng.randint(1, 40)
            subprocess.run(self.command("strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                        f"inject={call}:signal=KILL:when={place}"),
                           capture_output=True, check=False)
            self.expect_same(f"kill {kill} at {call} {place}")

    def test_a_full_disk_is_said_and_what_is_finished_is_kept(self):
        rng = random.Random(13)
        for fault in range(max(2, KILLS // 2)):
            copy_of(self.clean, self.now)
            call = rng.choice(("pwrite64", "fdatasync", "fsync"))
            run = subprocess.run(self.command("strace", "-f", "-qq", "-o", "/dev/null", "-P",
                                              self.now / "twinbill.db", "-e",
                                              f"inject={call}:error=ENOSPC:when={rng.randint(1, 30)}"),
                                 capture_output=True, text=True, check=False)
            self.assertIn(run.returncode, (0, 1, 4), run.stderr)
            self.expect_same(f"fault {fault} at {call}")

    def test_finished_periods_are_not_done_again(self):
        """Killed at the commit that ends the run, so that all periods are kept."""
        copy_of(self.clean, self.now)
        log = self.root / "log"
        subprocess.run(self.command("strace", "-f", "-qq", "-o", log, "-e", "trace=fdatasync,fsync"),
                       capture_output=True, check=False)
        calls = sum("fdatasync(" in line or "fsync(" in line
                    for line in log.read_text(encoding="utf-8").splitlines())
        copy_of(self.clean, self.now)
        subprocess.run(self.command("strace", "-f", "-qq", "-o", "/dev/null", "-e",
                                    f"inject=fdatasync,fsync:signal=KILL:when={calls}"),
                       capture_output=True, check=False)
        result, _ = replay(PROGRAM, self.now)
        self.assertEqual(result["periods_replayed"], 0)
        self.expect_same("killed at the end")

    def test_interrupted_it_ends_at_once_and_can_go_on(self):
        for name, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143)):
            copy_of(self.clean, self.now)
            job = subprocess.Popen(self.command(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(self.seconds / 2)
            if job.poll() is None:
                job.send_signal(name)
                begun = time.monotonic()
                ended = job.wait()
                self.assertLess(time.monotonic() - begun, 2)
                self.assertIn(ended, (code, 1))  # 1: it was done already
            self.expect_same(f"{name}")

    def test_a_second_one_does_not_wait(self):
        copy_of(self.clean, self.now)
        first = subprocess.Popen(
            self.command("strace", "-f", "-qq", "-o", "/dev/null", "-P", self.now / "twinbill.db", "-e",
                         "inject=openat:delay_enter=1500000:when=2"),
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        holder = ""
        while holder == "" and first.poll() is None:
            holder = (self.now / ".twinbill.lock").read_text(encoding="utf-8").strip()
        second = PROGRAM.run("replay", "--workspace", self.now)
        self.assertEqual(second.returncode, 4, second.stderr)
        self.assertIn(f"workspace_busy: process {holder} is changing the workspace", second.stderr)
        first.wait()

    def test_a_read_only_database_is_said(self):
        copy_of(self.clean, self.now)
        run = subprocess.run(self.command("strace", "-f", "-qq", "-o", "/dev/null", "-P", self.now / ".twinbill.lock",
                                          "-e", "inject=openat:error=EROFS"),
                             capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 4)
        self.assertIn("Read-only file system", run.stderr)


if __name__ == "__main__":
    os.environ.pop("NO_COLOR", None)
    unittest.main()
