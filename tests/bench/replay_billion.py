#!/usr/bin/env python3
"""A billion events through both sides: `make bench-billion`.

Generated straight into a history (kept in BUILD/bench-data for the next time), replayed with all results thrown
away, once with no page of it in memory and once more; prints seconds and the most memory, and writes them to
docs/billion.md. Refuses where the disk has not the room.
"""
import argparse
import json
import os
import pathlib
import shutil
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import machine  # noqa: E402
from contest import Ground  # noqa: E402
from replay_contest import PAYER, without_results  # noqa: E402
from replay_contracts import put  # noqa: E402

BYTES_A_ROW = 38  # 29 on disk, and what sorting a month spills
MONTHS = 12
SECONDS, KIB, BYTES = 90, 2 << 20, 30e9
DOCUMENT = pathlib.Path(__file__).resolve().parents[2] / "docs" / "billion.md"


def document(result, machine):
    """What docs/billion.md says of a run."""
    def speed(seconds):
        per_s = result["rows"] / seconds / 1e6
        return f"{per_s:.1f} M, {per_s / result['jobs']:.1f} M a core"

    return f"""# A billion events

Written by `make bench-billion` (`tests/bench/replay_billion.py`), which is no part of the tests. A history of twelve
months and a thousand accounts is generated, then replayed: both sides of a contract of six rules, all lines compared.
The first time nothing of it is in memory, and the disk sets the pace; the second time what was read is still there.

| | | asked |
| --- | ---: | ---: |
| events, rated by both engines | {result["rows"]:,} | 1,000,000,000 |
| replayed in, from disk | {result["from_disk_s"]:.1f} s | {SECONDS} s |
| events a second | {speed(result["from_disk_s"])} | |
| replayed in, from memory | {result["from_memory_s"]:.1f} s | {SECONDS} s |
| events a second | {speed(result["from_memory_s"])} | |
| memory at its peak | {result["peak_kib"] / 2**20:.2f} GiB | {KIB >> 20} GiB |
| line items, the same bytes | {result["lines"]:,} | |
| verdict | {result["verdict"]} | |
| history on disk | {result["bytes"] / 1e9:.1f} GB | 30 GB |
| generated in (once, apart) | {result["generated_s"]:,.0f} s | |

{machine["processor"]}, {machine["cores"]} cores, {machine["memory"]}; {machine["system"]}; {machine["compiler"]};
{result["jobs"]} threads.
"""


def drop_from_memory(folder):
    """The kernel's cached pages of the files below it."""
    for path in folder.rglob("*.p*"):
        with open(path, "rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


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
    ground.peak_kib = 0
    taken = []
    for is_cold in (True, False):
        workspace = without_results(ground, data)
        if is_cold:
            drop_from_memory(workspace / "usage")
        begun = time.perf_counter()
        found = ground.run_json("replay", "--workspace", workspace, "--jobs", options.jobs, "--quiet")
        taken.append(time.perf_counter() - begun)
    ground.close()
    periods = found["contracts"][0]["periods"]
    rows = sum(period["usage_records"] for period in periods)
    lines = sum(period["lines"]["equal"] for period in periods)
    size = sum(path.stat().st_size for path in (workspace / "usage").rglob("*.p*"))
    result = {"rows": rows, "from_disk_s": taken[0], "from_memory_s": taken[1], "jobs": options.jobs,
              "peak_kib": ground.peak_kib, "lines": lines, "verdict": found["contracts"][0]["verdict"], "bytes": size,
              "generated_s": generated["seconds"]}
    text = document(result, machine.describe(ground))
    print(text)
    if options.rows >= 1_000_000_000:
        DOCUMENT.write_text(text, encoding="utf-8")
    is_full = options.rows >= 1_000_000_000
    return 0 if not is_full or (max(taken) < SECONDS and ground.peak_kib < KIB and size < BYTES) else 1


if __name__ == "__main__":
    sys.exit(main())
