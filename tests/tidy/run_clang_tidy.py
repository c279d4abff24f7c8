"""clang-tidy over the files changed since the last landing, or over all of them.

run_clang_tidy.py --root ROOT --build BUILD --tool CLANG_TIDY [--all] [--seconds N] [--jobs N]

A file takes about 12 s, so what `make test` runs is bounded: it begins no file after --seconds, and says which
it left to the nightly run.
"""

import argparse
import concurrent.futures
import json
import pathlib
import subprocess
import sys
import time

from source_tree import SourceTree


def git(root, *arguments):
    return subprocess.run(["git", *arguments], cwd=root, capture_output=True, text=True)


def changed_files(root):
    """Since the branch left main; on main itself since the commit before; with what is not committed."""
    base = git(root, "merge-base", "HEAD", "origin/main").stdout.strip()
    if not base or base == git(root, "rev-parse", "HEAD").stdout.strip():
        base = git(root, "rev-parse", "--verify", "--quiet", "HEAD~1").stdout.strip()
    if not base:
        return set()
    listed = git(root, "diff", "--name-only", "--diff-filter=d", base).stdout.splitlines()
    new = git(root, "ls-files", "--others", "--exclude-standard").stdout.splitlines()
    return set(listed) | set(new)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.add_argument("--build", required=True)
    parser.add_argument("--tool", required=True)
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--seconds", type=int, default=24 * 3600)
    parser.add_argument("--jobs", type=int, default=1)
    options = parser.parse_args()

    commands = json.loads(pathlib.Path(options.build, "compile_commands.json").read_text())
    built = {pathlib.Path(command["file"]).resolve() for command in commands}
    sources = [path for path in SourceTree(options.root).in_rooms(".cc")
               if (options.root / path).resolve() in built]
    if not sources:
        print("no source of the house in compile_commands.json")
        return 1
    if not options.all:
        changed = changed_files(options.root)
        sources = [path for path in sources if path in changed]
    deadline = time.monotonic() + options.seconds
    left_out = []

    def examine(path):
        if time.monotonic() > deadline:
            left_out.append(path)
            return 0, ""
        run = subprocess.run(
            [options.tool, "-p", options.build, "--quiet", "--extra-arg=-Wno-unknown-warning-option",
             str(options.root / path)], capture_output=True, text=True)
        return run.returncode, run.stdout + (run.stderr if run.returncode else "")

    broken = 0
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for path, (code, said) in zip(sources, pool.map(examine, sources)):
            if code:
                broken += 1
                print(f"{path}:\n{said}")
    print(f"{len(sources) - len(left_out)} of {len(sources)} files examined, {broken} with findings")
    if left_out:
        print("left to the nightly run: " + " ".join(left_out))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
