"""Commands in the documents do what they say: every ```sh block below a line `<!-- run -->` succeeds.

document_commands_test.py --root ROOT --programs BUILD

The blocks of one document run in order, in one folder made for it, with the program of the build in PATH and
$SOURCES as the tree; so a later block may use what an earlier one made.
"""

import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

OPTIONS = argparse.Namespace()
BLOCK = re.compile(r"^<!-- run -->\n+```sh\n(.*?)^```", re.DOTALL | re.MULTILINE)
IGNORED = {"build", ".venv", ".git", ".cache"}


def documents(root):
    for path in sorted(root.rglob("*.md")):
        top = path.relative_to(root).parts[0]
        if top not in IGNORED and not top.startswith("build-"):
            yield path


def run_block(block, folder):
    environment = {**os.environ, "PATH": f"{OPTIONS.programs}:{os.environ['PATH']}", "SOURCES": str(OPTIONS.root)}
    return subprocess.run(["bash", "-euo", "pipefail", "-c", block], cwd=folder, env=environment,
                          capture_output=True, text=True)


class DocumentCommands(unittest.TestCase):
    def test_succeed(self):
        count = 0
        for path in documents(OPTIONS.root):
            with tempfile.TemporaryDirectory() as folder:
                for block in BLOCK.findall(path.read_text(encoding="utf-8")):
                    with self.subTest(document=str(path.relative_to(OPTIONS.root)), block=block):
                        count += 1
                        run = run_block(block, folder)
                        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertGreater(count, 0, "no document has a block that is run")

    def test_would_be_seen_to_fail(self):
        (block,) = BLOCK.findall("<!-- run -->\n\n```sh\ntrue\ntwinbill no-such-command\n```\n")
        self.assertEqual(run_block(block, "/").returncode, 2)
        self.assertEqual(BLOCK.findall("```sh\nnot marked\n```\n"), [])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--programs", required=True)
    parser.parse_args(namespace=OPTIONS)
    unittest.main(argv=sys.argv[:1])
