#!/usr/bin/env python3
"""Faults drawn by a seed into translated contracts: replay names the cause.

faults_test.py PROGRAM FAULTS RIGHT SEED: of so many faults that show in the bill at least so many must be named
right. A fault is one value of the contract, drawn and changed; what is drawn that changes no line is drawn anew.
"""
import copy
import json
import pathlib
import random
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from contracts import Program, replay  # noqa: E402

SEED = int(sys.argv.pop(4))
RIGHT = int(sys.argv.pop(3))
FAULTS = int(sys.argv.pop(2))
PROGRAM = Program(sys.argv.pop(1))
MODES = ["UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN"]
WINDOWS = ["month", "contract_quarter", "contract_year", "term"]
BOOK = {
    "cbas": 1,
    "contract": {"id": "FAULTY", "payer": "111122223333", "currency": "USD", "start": "2025-01-01",
                 "end": "2026-01-01"},
    "settings": {"arithmetic": "decimal", "scale": 20, "remainder": "largest"},
    "tables": {"boxes": [["0", "50", "0.05"], ["50", "700", "0.04"], ["700", None, "0.03"]],
               "volume": [["0", "50", "0.01"], ["50", "250", "0.02"], ["250", None, "0.04"]]},
    "rules": [
        {"id": "R10", "clause": "2.1", "match": "service = 'AmazonEC2' and usage_type like '%BoxUsage%'",
         "window": "quarter",
         "credit": "cost - (tiered(usage_window, boxes) - tiered(usage_before, boxes))", "spread_on": "usage",
         "spread": ["account", "service", "region", "usage_type"],
         "line": {"type": "PrivateRateDiscount", "text": "Boxes"}},
        {"id": "R20", "clause": "2.2", "match": "service = 'AmazonS3'", "credit": "cost * 0.12",
         "spread": ["account", "service"], "line": {"type": "UsageBasedDiscount", "text": "S3"}},
        {"id": "R30", "clause": "2.3", "match": "service = 'AmazonEC2' and not usage_type like '%BoxUsage%'",
         "credit": "cost - usage * 0.005", "spread": ["account", "region"], "spread_on": "usage",
         "line": {"type": "PrivateRateDiscount", "text": "The rest of EC2"}},
        {"id": "R40", "clause": "3.1", "match": "service = 'AmazonRDS'", "window": "year",
         "credit": "cost * band(cost_window, volume)", "line": {"type": "VolumeDiscount", "text": "RDS"}},
        {"id": "R50", "clause": "1", "unless": ["R30"], "credit": "net * 0.05", "spread": ["account"],
         "line": {"type": "EdpDiscount", "text": "Enterprise discount"}},
    ]}


def scaled(text, rng):
    return f"{float(text) * rng.choice((0.5, 0.9, 1.1, 2)):.6f}".rstrip("0").rstrip(".")


def places(value, at=()):
    """Every value of a construct, with where it is."""
    if isinstance(value, dict):
        for key, below in value.items():
            yield from places(below, at + (key,))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        for index, below in enumerate(value):
            yield from places(below, at + (index,))
    else:
        yield at, value


def other(choices, now, rng):
    return rng.choice([choice for choice in choices if choice != now])


def changes(construct, rng):
    """The faults that one construct can have: (kind, where, what stands there then)."""
    found = []
    rounding = construct.get("rounding", {})
    found.append(("rounding mode", ("rounding", "mode"), other(MODES, rounding.get("mode", "HALF_UP"), rng)))
    found.append(("rounding digits", ("rounding", "digits"), other([0, 1, 3, 4], rounding.get("digits", 2), rng)))
    found.append(("rounding place", ("rounding", "at"), other(["line", "total"], rounding.get("at", "line"), rng)))
    found.append(("remainder", ("rounding", "remainder"), rng.choice(["first", "last"])))
    found.append(("delivery", ("delivery",), "out_of_cycle"))
    found.append(("text", ("line", "description"), "Another text"))
    found.append(("text", ("clause",), "9.9"))
    if "base" in construct:
        found.append(("base", ("base",), None))
    elif "benefit" in construct:
        found.append(("base", ("base",), "net"))
    if "unless" in construct:
        found.append(("unless", ("unless",), None))
    if "meter" in construct:
        window = construct["meter"].get("window", "month")
        found.append(("window", ("meter", "window"), other(WINDOWS, window, rng)))
    for at, value in places(construct.get("benefit", {}), ("benefit",)):
        if at[-1] == "up_to" and value is not None:
            found.append(("tier bound", at, scaled(value, rng)))
        elif at[-1] in ("percent_off", "unit_price", "unit_discount"):
            found.append(("price", at, scaled(value, rng)))
        elif at[-1] == "mode":
            found.append(("tier mode", at, other(["volume", "graduated"], value, rng)))
    scope = construct.get("scope", {})
    for key in scope:
        if len(scope) > 1:
            found.append(("scope", ("scope", key), None))
    return found


def fault(contract, rng):
    """(kind, the contract with the fault)."""
    broken = copy.deepcopy(contract)
    constructs = broken["constructs"]
    if rng.random() < 0.06:
        at = rng.randrange(len(constructs) - 1)
        constructs[at], constructs[at + 1] = constructs[at + 1], constructs[at]
        return "order", broken
    construct = rng.choice(constructs)
    kind, at, value = rng.choice(changes(construct, rng))
    holder = construct
    for key in at[:-1]:
        holder = holder.setdefault(key, {}) if isinstance(holder, dict) else holder[key]
    if value is None:
        del holder[at[-1]]
    else:
        holder[at[-1]] = value
    return kind, broken


class Faults(unittest.TestCase):
    def test_are_named(self):
        with tempfile.TemporaryDirectory() as folder:
            here = pathlib.Path(folder) / "w"
            PROGRAM.done("init", here)
            PROGRAM.done("generate", "--workspace", here, "--rows", 6000, "--months", 4, "--accounts", 3)
            contract = here / "contracts" / "FAULTY"
            contract.mkdir()
            (contract / "legacy.json").write_text(json.dumps(BOOK), encoding="utf-8")
            PROGRAM.done("translate", contract / "legacy.json", "-o", contract / "standard.json")
            right = json.loads((contract / "standard.json").read_text(encoding="utf-8"))
            result, code = replay(PROGRAM, here)
            self.assertEqual(code, 0, json.dumps(result)[:3000])
            rng = random.Random(SEED)
            named, wrong, drawn = 0, [], 0
            while named + len(wrong) < FAULTS:
                drawn += 1
                self.assertLess(drawn, 20 * FAULTS, "too many faults change no line")
                kind, broken = fault(right, rng)
                (contract / "standard.json").write_text(json.dumps(broken), encoding="utf-8")
                result, code = replay(PROGRAM, here)
                verdict = result["contracts"][0]["verdict"]
                if verdict != "different":
                    continue  # it changes no line, or is no contract
                causes = [cause["kind"] for cause in result["contracts"][0]["causes"]]
                if causes and causes[0] == kind:
                    named += 1
                else:
                    wrong.append((kind, causes, [c["text"] for c in result["contracts"][0]["causes"]]))
            print(f"{named} of {FAULTS} named right; wrong: {wrong}")
            self.assertGreaterEqual(named, RIGHT, wrong)


if __name__ == "__main__":
    unittest.main()
