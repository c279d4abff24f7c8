"""Contracts for the benches of the standard engine: one of each of the seven shipped kinds, and more of them."""
import json


def scope(*services):
    return {"service": list(services)}


def construct(name, by, **keys):
    return {"id": name, "construct": "primitive", "clause": name,
            "line": {"type": name, "description": name, "by": by}, **keys}


def steps(kind, *pairs):
    return [{"up_to": up_to, kind: value} for up_to, value in pairs]


def seven():
    """A usage based discount, a flat and a tiered rate, a cross-service discount, a prepayment, a volume
    discount, and a discount with commitment: what standard_rival.sql computes."""
    return [
        construct("ubd", ["account"], scope=scope("AmazonGuardDuty"), benefit={"unit_discount": "0.0000125"}),
        construct("flat_prc", ["account"], scope=scope("AWSGlue"), benefit={"unit_price": "0.35"}),
        construct("tiered_ubtd", ["account"], scope=scope("AmazonEC2"),
                  meter={"measure": "quantity", "window": "contract_year", "per": ["account"]},
                  benefit={"tiers": {"mode": "graduated", "steps": steps(
                      "unit_price", ("100000", "0.00009"), ("10000000", "0.00008"), (None, "0.00007"))}}),
        construct("csd", ["account"], scope=scope("AmazonS3"),
                  meter={"measure": "list_cost", "per": ["account"], "scope": scope("AmazonEC2")},
                  benefit={"tiers": {"mode": "volume", "steps": steps(
                      "percent_off", ("1", "2"), ("100", "5"), (None, "9"))}}),
        construct("prepayment", [], scope=scope("AmazonRDS"),
                  benefit={"prepaid": {"amount": "2700", "grant": "3000", "window": "term",
                                       "fee": {"type": "fee", "description": "fee"}}}),
        construct("vpa", ["service"], meter={"measure": "list_cost", "window": "contract_quarter"},
                  benefit={"tiers": {"mode": "volume", "steps": steps(
                      "percent_off", ("1000", "0"), ("100000", "1.5"), (None, "3"))}}),
        construct("edp", ["account"], scope={"not": scope("AmazonRDS")}, base="net",
                  benefit={"percent_off": "9"},
                  commit={"amount": "100000000", "window": "contract_year", "measure": "net_cost",
                          "charge": {"type": "shortfall", "description": "shortfall"}}),
    ]


def twenty():
    """The seven, and thirteen that take usage by attribute, region, account or type."""
    more = []
    for number in range(13):
        key, patterns = (("usage_type", ["*-Requests-*", f"*{number}*"]), ("region", ["us-*", "eu-*"]),
                         ("operation", ["*Instances*"]), ("tag.user_team", ["data", "payments"]),
                         ("account", [f"*{number % 10}"]))[number % 5]
        more.append(construct(f"more_{number}", ["account", "service"], scope={key: patterns},
                              base=("list", "net")[number % 2], benefit={"percent_off": f"0.{number + 1}"}))
    return seven()[:-1] + more + seven()[-1:]


def contract(name, constructs):
    return {"twinbill": 1,
            "contract": {"id": name, "payer": "111122223333", "currency": "USD",
                         "term": {"start": "2025-01-01", "end": "2026-01-01"}},
            "constructs": constructs}


def family(count):
    """Contracts of one payer that differ in what they give."""
    contracts = []
    for number in range(count):
        constructs = seven()
        constructs[-1]["benefit"]["percent_off"] = f"{number % 30}.{number}"
        contracts.append(contract(f"C{number:03}", constructs))
    return contracts


def write(folder, contracts):
    """The files of these contracts."""
    paths = []
    for one in contracts:
        path = folder / f"{one['contract']['id']}.json"
        path.write_text(json.dumps(one, indent=1), encoding="utf-8")
        paths.append(path)
    return paths
