#!/usr/bin/env python3
"""Measures twinbill against named rivals: `make bench`.

Prints a table, and writes BUILD/bench.json ({name: {ratio, ours_s, theirs_s, rows, rival}}, ratio =
theirs / ours) and docs/benchmarks.md. How to add a bench: contest.py.
"""
import argparse
import importlib
import json
import os
import pathlib
import statistics
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import machine  # noqa: E402
import report  # noqa: E402
from contest import Ground, Mismatch  # noqa: E402

RUNS = 3


def contests():
    folder = pathlib.Path(__file__).resolve().parent
    found = []
    for path in sorted(folder.glob("bench_*.py")):
        found += importlib.import_module(path.stem).CONTESTS
    return found


def timed(work, ground, data):
    start = time.perf_counter()
    own = work(ground, data)
    return own if own is not None else time.perf_counter() - start


def measure(contest, ground, rows):
    data = contest.prepare(ground, rows)
    contest.verify(ground, data)
    ours, theirs = [], []
    for _ in range(RUNS):
        contest.before_ours(ground, data)
        ours.append(timed(contest.ours, ground, data))
        contest.before_theirs(ground, data)
        theirs.append(timed(contest.theirs, ground, data))
    ours_s, theirs_s = statistics.median(ours), statistics.median(theirs)
    return {
        "ratio": round(theirs_s / ours_s, 2),
        "ours_s": round(ours_s, 4),
        "theirs_s": round(theirs_s, 4),
        "rows": rows,
        "rival": contest.rival,
        "name": contest.name,
        "title": contest.title,
        "target": contest.target,
        "headline": contest.headline,
        "statement": contest.statement,
        "ours_runs": [round(run, 4) for run in ours],
        "theirs_runs": [round(run, 4) for run in theirs],
        "load": round(os.getloadavg()[0], 1),
    }


def load(path):
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def write(path, value):
    path.write_text(json.dumps(value, indent=2) + "\n", encoding="utf-8")


def keep(result, ground):
    """Takes one result into what earlier runs have left."""
    if result["headline"]:
        headlines = load(ground.build / "bench.json")
        five = ("ratio", "ours_s", "theirs_s", "rows", "rival")
        headlines[result["name"]] = {key: result[key] for key in five}
        write(ground.build / "bench.json", headlines)
    details = load(ground.build / "bench-details.json")
    details[f"{result['name']} {result['rows']}"] = result
    details["machine"] = machine.describe(ground)
    write(ground.build / "bench-details.json", details)
    return details


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="the build folder, with twinbill in it")
    parser.add_argument("--only", action="append", metavar="NAME", help="this bench; may repeat")
    parser.add_argument("--rows", type=int, help="so many rows instead of the bench's own number")
    parser.add_argument("--threads", type=int, default=2, help="for both sides (default 2)")
    parser.add_argument("--check", action="store_true", help="exit 1 where a target is missed")
    options = parser.parse_args()

    chosen = contests()
    names = [contest.name for contest in chosen]
    unknown = sorted(set(options.only or []) - set(names))
    if unknown:
        parser.error(f"no bench {', '.join(unknown)}; there are {', '.join(names)}")
    if options.only:
        chosen = [contest for contest in chosen if contest.name in options.only]
    ground = Ground(options.build, options.threads)

    missed = []
    print(report.table_head(), flush=True)
    for contest in chosen:
        try:
            result = measure(contest, ground, options.rows or contest.rows)
        except Mismatch as mismatch:
            print(f"{contest.name}: the rival's result is not ours: {mismatch}", file=sys.stderr)
            missed.append(contest.name)
            continue
        print(report.table_row(result), flush=True)
        details = keep(result, ground)
        document = ground.source.parents[1] / "docs" / "benchmarks.md"
        document.write_text(report.document(details), encoding="utf-8")
        if result["headline"] and result["ratio"] < contest.target:
            missed.append(contest.name)
    if missed:
        print(f"below target, or not equal: {', '.join(missed)}", file=sys.stderr)
    return 1 if missed and options.check else 0


if __name__ == "__main__":
    sys.exit(main())
