#!/usr/bin/env python3
"""A billion events through both sides: `make bench-billion`.

Generated straight into a history (kept in BUILD/bench-data for the next time), replayed with all results thrown
away; prints seconds and the most memory. Refuses where the disk has not the room.
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

BYTES_A_ROW = 30  # on disk, with what sorting a month spills
MONTHS = 12
SECONDS, KIB = 90, 2 << 20


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
    print(f"{machine.describe(ground)}\n"
          f"generated {options.rows:,} rows in {generated['seconds']:.0f} s, {size / 2**30:.1f} GiB\n"
          f"replayed {rows:,} events through both sides in {seconds:.1f} s: {rows / seconds / 1e6:.1f} M events/s, "
          f"{rows / seconds / options.jobs / 1e6:.1f} M a core, {ground.peak_kib / 2**20:.2f} GiB at most\n"
          f"{found['contracts'][0]['verdict']}: {lines:,} line items, the same bytes")
    is_full = options.rows >= 1_000_000_000
    return 0 if not is_full or (seconds < SECONDS and ground.peak_kib < KIB) else 1


if __name__ == "__main__":
    sys.exit(main())
