"""The table that is printed, and docs/benchmarks.md."""

PREAMBLE = """# Benchmarks

Written by `make bench` (`tests/bench/run_bench.py`). Each bench makes its data from a fixed rule, checks
that the rival's result is equal to ours, then runs both in turn, three times each, with the same number of
threads; the medians count. The ratio is the rival's time divided by ours: above 1, ours is ahead. Ours
includes the start of the program; the rival's does not include Python, nor opening its connection. Files
are read from the page cache. The rival's statements are in `tests/bench/sql`.

Ratios are meant to be compared, seconds are not: they depend on the machine and on what else it does.
"""


def table_head():
    return f"{'bench':<26} {'rows':>12} {'ours':>9} {'theirs':>9} {'ratio':>7} {'target':>7}  rival"


def table_row(result):
    target = f"{result['target']:.1f}x" if result["headline"] else "-"
    return (f"{result['name']:<26} {result['rows']:>12,} {result['ours_s']:>7.2f} s "
            f"{result['theirs_s']:>7.2f} s {result['ratio']:>6.1f}x {target:>7}  "
            f"{result['rival']}")


def document(details):
    machine = details["machine"]
    results = [result for key, result in details.items() if key != "machine"]
    results.sort(key=lambda result: (result["name"], result["rows"]))
    lines = [PREAMBLE, "| bench | what | rows | ours | theirs | ratio | target | rival | statement |",
             "| --- | --- | ---: | ---: | ---: | ---: | ---: | --- | --- |"]
    for result in results:
        target = f"{result['target']:g}" if result["headline"] else "-"
        statement = f"`{result['statement']}`" if result["statement"] else "-"
        lines.append(
            f"| `{result['name']}` | {result['title']} | {result['rows']:,} | {result['ours_s']:.2f} s "
            f"| {result['theirs_s']:.2f} s | {result['ratio']:.1f} | {target} | {result['rival']} "
            f"| {statement} |")
    lines += ["", "All runs in seconds, in the order they were made:", "",
              "| bench | rows | ours | theirs | our memory at its peak | load before |",
              "| --- | ---: | --- | --- | ---: | ---: |"]
    for result in results:
        ours = ", ".join(f"{run:.2f}" for run in result["ours_runs"])
        theirs = ", ".join(f"{run:.2f}" for run in result["theirs_runs"])
        lines.append(f"| `{result['name']}` | {result['rows']:,} | {ours} | {theirs} "
                     f"| {result['peak_mib']:,} MiB | {result['load']} |")
    lines += ["", "## The machine", "",
              f"{machine['processor']}, {machine['cores']} cores, {machine['memory']}; {machine['system']}; "
              f"{machine['compiler']}; DuckDB {machine['duckdb']} from PyPI; {machine['threads']} threads "
              "on either side.", ""]
    return "\n".join(lines)
