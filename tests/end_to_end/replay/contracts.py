"""Workspaces with contracts for the tests of replay, and the program that runs over them."""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "history"))

from workspaces import Program, copy_of, plain_rows, report  # noqa: E402, F401


def rule_book(name, payer, percent="0.10", **settings):
    return {"cbas": 1,
            "contract": {"id": name, "payer": payer, "currency": "USD", "start": "2025-01-01",
                         "end": "2026-01-01"},
            "settings": {"arithmetic": "decimal", "scale": 20, **settings},
            "rules": [{"id": "R10", "clause": "2.1", "credit": f"{percent} * cost",
                       "spread": ["account", "service", "region", "usage_type"], "spread_cut": "line",
                       "line": {"type": "Discount", "text": "Ten per cent"}}]}


def standard(name, payer, percent="10", mode="HALF_UP"):
    return {"twinbill": 1,
            "contract": {"id": name, "payer": payer, "currency": "USD",
                         "term": {"start": "2025-01-01", "end": "2026-01-01"}},
            "constructs": [{"id": "R10", "construct": "primitive", "clause": "2.1",
                            # As the rules spread it: where costs add up to 0, each line's is 0.
                            "meter": {"measure": "list_cost"}, "spread": "list_cost",
                            "benefit": {"percent_off": percent},
                            "line": {"type": "Discount", "description": "Ten per cent"},
                            "rounding": {"mode": mode, "digits": 2}}]}


def put(workspace, name, legacy, other):
    folder = pathlib.Path(workspace) / "contracts" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "legacy.json").write_text(json.dumps(legacy, indent=1), encoding="utf-8")
    (folder / "standard.json").write_text(json.dumps(other, indent=1), encoding="utf-8")
    return folder


def workspace(program, root, payers=("1", "2"), months=(1, 2, 3), rows=240, per_payer=2):
    """A workspace with usage, and `per_payer` contracts a payer that are at parity."""
    program.done("init", root)
    usage = root.parent / (root.name + ".csv")
    usage.write_text(report(plain_rows(0, rows, payers, months)), encoding="utf-8")
    program.done("import", usage, "--workspace", root)
    for payer in payers:
        for number in range(per_payer):
            name = f"C{payer}-{number}"
            put(root, name, rule_book(name, payer), standard(name, payer))
    return root


def replay(program, root, *arguments):
    """The result of `twinbill replay --json`, and the exit code."""
    run = program.run("replay", "--workspace", root, "--json", "--quiet", *arguments)
    if run.returncode not in (0, 1, 3):
        raise AssertionError(f"exit code {run.returncode}\n{run.stderr}")
    return json.loads(run.stdout), run.returncode


def run_file(program, root, path, *arguments):
    """The bytes of `twinbill replay -o`."""
    run = program.run("replay", "--workspace", root, "--quiet", "-o", path, *arguments)
    if run.returncode not in (0, 1, 3):
        raise AssertionError(f"exit code {run.returncode}\n{run.stderr}")
    return pathlib.Path(path).read_bytes()
