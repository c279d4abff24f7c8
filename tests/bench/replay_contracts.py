"""The contracts that replay's benches run: both sides, and the same in SQL."""
import json

START, END = "2025-01-01", "2026-01-01"


# A discount for each service, as contracts have them, and one on everything by account.
SERVICES = {"AmazonEC2": "10", "AmazonS3": "12", "AmazonRDS": "7", "AWSLambda": "15", "AmazonCloudWatch": "4"}


def rule_book(name, payer, percent=None):
    rules = [{"id": f"R{number}", "clause": f"2.{number}", "match": f"service = '{service}'",
              "credit": f"cost * {percent if percent and number == 1 else share} / 100",
              "spread": ["account", "service", "region", "usage_type"], "spread_cut": "line",
              "line": {"type": "Discount", "text": service}}
             for number, (service, share) in enumerate(SERVICES.items(), 1)]
    rules.append({"id": "R0", "clause": "1", "credit": "0.05 * cost", "spread": ["account"], "spread_cut": "line",
                  "line": {"type": "EdpDiscount", "text": "Enterprise discount"}})
    return {"cbas": 1,
            "contract": {"id": name, "payer": payer, "currency": "USD", "start": START, "end": END},
            "settings": {"arithmetic": "decimal", "scale": 20}, "rules": rules}


def standard(name, payer, percent=None):
    constructs = [{"id": f"R{number}", "construct": "primitive", "clause": f"2.{number}",
                   "scope": {"service": [service]},
                   "benefit": {"percent_off": percent if percent and number == 1 else share},
                   "line": {"type": "Discount", "description": service}}
                  for number, (service, share) in enumerate(SERVICES.items(), 1)]
    constructs.append({"id": "R0", "construct": "primitive", "clause": "1", "benefit": {"percent_off": "5"},
                       "line": {"type": "EdpDiscount", "description": "Enterprise discount", "by": ["account"]}})
    return {"twinbill": 1,
            "contract": {"id": name, "payer": payer, "currency": "USD", "term": {"start": START, "end": END}},
            "constructs": constructs}


def put(workspace, name, payer, percent=None):
    folder = workspace / "contracts" / name
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "legacy.json").write_text(json.dumps(rule_book(name, payer)), encoding="utf-8")
    (folder / "standard.json").write_text(json.dumps(standard(name, payer, percent)), encoding="utf-8")
