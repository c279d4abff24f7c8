"""The contracts that replay's benches run: both sides, and the same in SQL."""
import json

START, END = "2025-01-01", "2026-01-01"


def rule_book(name, payer, percent="0.10"):
    return {"cbas": 1,
            "contract": {"id": name, "payer": payer, "currency": "USD", "start": START, "end": END},
            "settings": {"arithmetic": "decimal", "scale": 20},
            "rules": [
                {"id": "R1", "clause": "2.1", "match": "service = 'AmazonEC2'", "credit": f"{percent} * cost",
                 "spread": ["account", "service", "region", "usage_type"], "spread_cut": "line",
                 "line": {"type": "Discount", "text": "Compute"}},
                {"id": "R2", "clause": "1", "credit": "0.05 * cost", "spread": ["account"], "spread_cut": "line",
                 "line": {"type": "EdpDiscount", "text": "Enterprise discount"}}]}


def standard(name, payer, percent="10"):
    return {"twinbill": 1,
            "contract": {"id": name, "payer": payer, "currency": "USD", "term": {"start": START, "end": END}},
            "constructs": [
                {"id": "R1", "construct": "primitive", "clause": "2.1", "scope": {"service": ["AmazonEC2"]},
                 "benefit": {"percent_off": percent}, "line": {"type": "Discount", "description": "Compute"}},
                {"id": "R2", "construct": "primitive", "clause": "1", "benefit": {"percent_off": "5"},
                 "line": {"type": "EdpDiscount", "description": "Enterprise discount", "by": ["account"]}}]}


def put(workspace, name, payer, percent="10"):
    folder = workspace / "contracts" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "legacy.json").write_text(json.dumps(rule_book(name, payer)), encoding="utf-8")
    (folder / "standard.json").write_text(json.dumps(standard(name, payer, percent)), encoding="utf-8")
