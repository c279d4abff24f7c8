#!/usr/bin/env python3
"""A billion events through both sides: `make bench-billion`.

Generated straight into a history (kept in BUILD/bench-data for the next time), replayed with all results thrown
away; prints seconds and the most memory, and writes them to docs/billion.md. Refuses where the disk has not the room.
"""
import argparse
import json
import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import machine  # noqa: E402
from contest import Ground  # noqa: E402
from replay_contest import PAYER, without_results  # noqa: E402
from replay_contracts import put  # noqa: E402

BYTES_A_ROW = 45  # 36 on disk, and what sorting a month spills
MONTHS = 12
SECONDS, KIB = 90, 2 << 20
DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "billion.md"


def document(result, machine):
    """What docs/billion.md says of a run."""
    per_s = result["rows"] / result["seconds"] / 1e6
    return f"""# A billion events

Written by `make bench-billion` (`tests/bench/replay_billion.py`), which is no part of the tests. A history of twelve
months and a thousand accounts is generated, then replayed: both sides of a contract of six rules, all lines compared.

| | | asked |
| --- | ---: | ---: |
| events, rated by both engines | {result["rows"]:,} | 1,000,000,000 |
| replayed in | {result["seconds"]:.1f} s | {SECONDS} s |
| events a second | {per_s:.1f} M, {per_s / result["jobs"]:.1f} M a core | |
| memory at its peak | {result["peak_kib"] / 2**20:.2f} GiB | {KIB >> 20} GiB |
| line items, the same bytes | {result["lines"]:,} | |
| verdict | {result["verdict"]} | |
| history on disk | {result["bytes"] / 2**30:.1f} GiB | 30 GB |
| generated in (once, apart) | {result["generated_s"]:,.0f} s | |

{machine["processor"]}, {machine["cores"]} cores, {machine["memory"]}; {machine["system"]}; {machine["compiler"]};
{result["jobs"]} threads.
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--build", default="build")
    parser.add_argument("--rows", type=int, default=1_000_000_000)
    parser.add_argument("--jobs", type=int, default=2)
    options = parser.parse_args()
    ground = Ground(options.build, options.jobs)
    free = shutil.disk_usage(ground.data).free

    def make(folder):
        needed = BYTES_A_ROW * options.rows
        if free < needed:
            sys.exit(f"bench-billion: {needed >> 30} GiB are needed in {ground.data}, {free >> 30} GiB are free")
        begun = time.perf_counter()
        ground.run("init", folder / "workspace")
        # Month by month: what sorting spills is then of one month.
        for month in range(MONTHS):
            rows = options.rows * (month + 1) // MONTHS - options.rows * month // MONTHS
            ground.run("generate", "--workspace", folder / "workspace", "--rows", rows, "--accounts", 1000,
                       "--months", 1, "--first-period", f"2025-{month + 1:02}", "--payer", PAYER)
        put(folder / "workspace", "BILLION", PAYER)
        shutil.copy2(folder / "workspace" / "twinbill.db", folder / "twinbill.db")
        seconds = time.perf_counter() - begun
        (folder / "generated.json").write_text(json.dumps({"seconds": seconds, "peak_kib": ground.peak_kib}))

    data = ground.kept_folder(f"replay-billion-{options.rows}", make)
    generated = json.loads((data / "generated.json").read_text())
    workspace = without_results(ground, data)
    ground.peak_kib = 0
    begun = time.perf_counter()
    found = ground.run_json("replay", "--workspace", workspace, "--jobs", options.jobs, "--quiet")
    seconds = time.perf_counter() - begun
    ground.close()
    periods = found["contracts"][0]["periods"]
    rows = sum(period["usage_records"] for period in periods)
    lines = sum(period["lines"]["equal"] for period in periods)
    size = sum(path.stat().st_size for path in (workspace / "usage").rglob("*.p*"))
    result = {"rows": rows, "seconds": seconds, "jobs": options.jobs, "peak_kib": ground.peak_kib, "lines": lines,
              "verdict": found["contracts"][0]["verdict"], "bytes": size, "generated_s": generated["seconds"]}
    text = document(result, machine.describe(ground))
    print(text)
    if options.rows >= 1_000_000_000:
        DOCUMENT.write_text(text, encoding="utf-8")
    is_full = options.rows >= 1_000_000_000
    return 0 if not is_full or (seconds < SECONDS and ground.peak_kib < KIB) else 1


if __name__ == "__main__":
    sys.exit(main())
