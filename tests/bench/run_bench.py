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
import traceback

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import machine  # noqa: E402
import report  # noqa: E402
from contest import Ground, Mismatch  # noqa: E402

FOLDER = pathlib.Path(__file__).resolve().parent


def registry(wanted):
    """The contests of all bench_NAME.py, of all or those of the names `wanted`; and what went wrong.

    A bench that cannot be loaded stops no other one.
    """
    found, failures = [], []
    for path in sorted(FOLDER.glob("bench_*.py")):
        try:
            found += importlib.import_module(path.stem).CONTESTS
        except Exception as error:  # whatever the bench does
            if not wanted or path.stem.removeprefix("bench_") in wanted:
                failures.append(f"{path.name}: {error!r}")
    if wanted:
        found = [contest for contest in found if contest.name in wanted]
    return found, failures


def timed(work, ground, data):
    start = time.perf_counter()
    own = work(ground, data)
    return own if own is not None else time.perf_counter() - start


def measure(contest, ground, rows, runs):
    data = contest.prepare(ground, rows)
    contest.verify(ground, data)
    contest.after_theirs()
    ours, theirs = [], []
    ground.peak_kib = 0
    for _ in range(runs):
        contest.before_ours(ground, data)
        ours.append(timed(contest.ours, ground, data))
        contest.before_theirs(ground, data)
        theirs.append(timed(contest.theirs, ground, data))
        contest.after_theirs()
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
        "peak_mib": ground.peak_kib // 1024,
        "load": round(os.getloadavg()[0], 1),
        "figures": contest.figures(rows, ours_s),
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
        headlines[result["name"]] = {**{key: result[key] for key in five}, **result["figures"]}
        write(ground.build / "bench.json", headlines)
    details = load(ground.build / "bench-details.json")
    details[f"{result['name']} {result['rows']}"] = result
    details["machine"] = machine.describe(ground)
    write(ground.build / "bench-details.json", details)
    return details


def parse(arguments):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--build", default="build", help="the build folder, with twinbill in it")
    parser.add_argument("--only", action="append", default=[], metavar="NAME",
                        help="this bench; may repeat")
    parser.add_argument("--list", action="store_true", help="the names of the benches, and no run")
    parser.add_argument("--rows", type=int, help="so many rows instead of the bench's own number")
    parser.add_argument("--runs", type=int, default=3, help="of each side (default 3)")
    parser.add_argument("--threads", type=int, default=2, help="for both sides (default 2)")
    parser.add_argument("--document", default=FOLDER.parents[1] / "docs" / "benchmarks.md",
                        type=pathlib.Path, help="the report (default docs/benchmarks.md)")
    parser.add_argument("--check", action="store_true", help="exit 1 where a target is missed")
    options = parser.parse_args(arguments)
    options.contests, options.failures = registry(options.only)
    known = [contest.name for contest in options.contests]
    unknown = [name for name in options.only if name not in known]
    if unknown and not options.failures:
        every = ", ".join(contest.name for contest in registry([])[0])
        parser.error(f"no bench {', '.join(unknown)}; there are {every}")
    return options


def main(arguments=None):
    options = parse(arguments)
    if options.list:
        print(*(contest.name for contest in options.contests), sep="\n")
        return 0
    ground = Ground(options.build, options.threads)
    failures, missed = options.failures, []
    print(report.table_head(), flush=True)
    for contest in options.contests:
        try:
            result = measure(contest, ground, options.rows or contest.rows, options.runs)
        except Mismatch as mismatch:
            failures.append(f"{contest.name}: the rival's result is not ours: {mismatch}")
            print(failures[-1], file=sys.stderr)
            continue
        except Exception as error:  # a bench that fails stops no other one
            failures.append(f"{contest.name}: {error!r}")
            print(traceback.format_exc(), file=sys.stderr)
            continue
        print(report.table_row(result), flush=True)
        options.document.write_text(report.document(keep(result, ground)), encoding="utf-8")
        if result["headline"] and result["ratio"] < contest.target:
            missed.append(contest.name)
    ground.close()
    if missed:
        print(f"below target: {', '.join(missed)}", file=sys.stderr)
    if failures:
        print("failed:", *failures, sep="\n  ", file=sys.stderr)
    return 1 if failures or (missed and options.check) else 0


if __name__ == "__main__":
    sys.exit(main())
