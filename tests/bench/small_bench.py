#!/usr/bin/env python3
"""Runs one bench file at a small size, in a folder of its own: small_bench.py BUILD NAME."""
import importlib
import json
import os
import pathlib
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import run_bench  # noqa: E402

ROWS = 3000


def main(build, name):
    contests = importlib.import_module(f"bench_{name}").CONTESTS
    with tempfile.TemporaryDirectory() as folder:
        ground = pathlib.Path(folder)
        for program in pathlib.Path(build).resolve().glob("twinbill*"):
            if program.is_file() and os.access(program, os.X_OK):
                (ground / program.name).symlink_to(program)
        arguments = ["--build", folder, "--rows", str(ROWS), "--runs", "1", "--document",
                     str(ground / "benchmarks.md")]
        for contest in contests:
            arguments += ["--only", contest.name]
        if run_bench.main(arguments) != 0:
            return 1
        written = json.loads((ground / "bench.json").read_text(encoding="utf-8")) if any(
            contest.headline for contest in contests) else {}
        wanted = sorted(contest.name for contest in contests if contest.headline)
        five = {"ours_s", "ratio", "rival", "rows", "theirs_s"}
        fields = {contest.name: five | set(contest.figures(1, 1.0)) for contest in contests}
        if sorted(written) != wanted or any(
                set(result) != fields[name] for name, result in written.items()):
            print(f"bench.json holds {written}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
