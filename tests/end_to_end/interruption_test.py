#!/usr/bin/env python3
"""An interrupted command ends with 128 + the signal and leaves nothing half made: interruption_test.py TWINBILL."""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

TWINBILL = str(pathlib.Path(sys.argv.pop(1)).resolve())


def names(folder):
    return sorted(str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*"))


class Interruption(unittest.TestCase):
    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory()
        self.addCleanup(self.temporary.cleanup)
        self.folder = pathlib.Path(self.temporary.name)

    def interrupted(self, number, arguments, begun, ignored=False):
        """The exit code of a command that gets the signal as soon as `begun()`."""
        child = subprocess.Popen(
            [TWINBILL, *arguments], cwd=self.folder, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=lambda: signal.signal(number, signal.SIG_IGN if ignored else signal.SIG_DFL))
        while not begun():
            self.assertIsNone(child.poll(), "it ended before it could be interrupted")
            time.sleep(0.002)
        child.send_signal(number)
        return child.wait(timeout=100)

    def test_of_a_command_that_writes_a_file(self):
        for number, code in ((signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)):
            (self.folder / "usage.csv").write_text("before")
            ended = self.interrupted(
                number, ["generate", "-o", "usage.csv", "--rows", "50000000"],
                lambda: any(".part" in name for name in names(self.folder)))
            self.assertEqual(ended, code)
            self.assertEqual(names(self.folder), ["usage.csv"])
            self.assertEqual((self.folder / "usage.csv").read_text(), "before")

    def test_of_an_import(self):
        workspace = self.folder / "workspace"
        subprocess.run([TWINBILL, "init", workspace, "-q"], check=True)
        before = names(workspace)
        staging = workspace / "usage" / "_staging"
        ended = self.interrupted(
            signal.SIGTERM, ["generate", "--workspace", workspace, "--rows", "50000000"],
            staging.exists)
        self.assertEqual(ended, 143)
        subprocess.run([TWINBILL, "generate", "--workspace", workspace, "--rows", "100", "-q"],
                       check=True)
        self.assertFalse(staging.exists(), "what was left is cleared by the next import")
        self.assertTrue(set(before) < set(names(workspace)))

    def test_that_was_set_aside_from_outside_does_nothing(self):
        ended = self.interrupted(signal.SIGHUP, ["generate", "-o", "usage.csv", "--rows", "300000"],
                                 lambda: bool(names(self.folder)), ignored=True)
        self.assertEqual(ended, 0)
        self.assertEqual(names(self.folder), ["usage.csv"])


if __name__ == "__main__":
    os.environ.pop("TMPDIR", None)
    unittest.main()
