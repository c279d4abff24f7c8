"""The JSON Schemas of docs/formats: of standard contracts, with the named constructs that the shipped definitions
make, and of definitions.

contract_schemas.py --root ROOT: writes both schemas anew, after a definition was changed or added.
"""

import argparse
import json
import pathlib

SCHEMA = "http://json-schema.org/draft-07/schema#"
DIGITS = r"[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?"
LEAP_YEAR = r"([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][48]|[2468]0|[13579][26])00)"
YEAR = r"(000[1-9]|00[1-9][0-9]|0[1-9][0-9]{2}|[1-9][0-9]{3})"
DAYS = r"((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
GENERAL = ("id", "construct", "clause", "note", "effective", "unless", "sharing", "line", "rounding", "delivery")
RULES = ("percent_off", "unit_price", "unit_discount")
NAME = "^[a-z][a-z0-9_]*$"


def ref(name):
    return {"$ref": f"#/definitions/{name}"}


def words(*choices):
    return {"enum": list(choices)}


def record(required, **optional):
    """An object with these keys and no others; `required` is a dict of keys that are needed."""
    return {"type": "object", "required": sorted(required), "additionalProperties": False,
            "properties": {**required, **optional}}


def array_of(items, **more):
    return {"type": "array", "items": items, **more}


def exactly_one(keys):
    return {"oneOf": [{"required": [key]} for key in keys]}


def is_given(*path, value=None):
    """Holds for objects that have the keys of `path` inside of each other, the last one with `value`."""
    key, rest = path[0], path[1:]
    if rest:
        return {"required": [key], "properties": {key: is_given(*rest, value=value)}}
    inner = {} if value is None else {"enum": value}
    return {"required": [key], "properties": {key: inner}}


def scope_keys(with_not):
    texts = array_of({"type": "string"})
    keys = {key: texts for key in
            ("service", "usage_type", "account", "region", "operation", "line_item_type")}
    if with_not:
        keys["not"] = ref("scope_keys")
    return {"type": "object", "additionalProperties": False, "properties": keys,
            "patternProperties": {r"^(product|tag)\..": texts}}


def shared_definitions():
    window = words("month", "contract_quarter", "contract_year", "term")
    dimension = {"type": "string", "anyOf": [
        words("account", "service", "region", "usage_type", "operation"), {"pattern": r"^(product|tag)\.."}]}
    charge = record({"type": ref("name"), "description": {"type": "string"}})
    step = {**record({"up_to": {"anyOf": [ref("decimal"), {"type": "null"}]}},
                     **{rule: ref("decimal") for rule in RULES}), **exactly_one(RULES)}
    line_keys = {"type": ref("name"), "description": {"type": "string"},
                 "by": array_of(words("account", "service", "region", "usage_type"), uniqueItems=True),
                 "emit_zero": {"type": "boolean"}}
    return {
        "name": {"type": "string", "minLength": 1},
        "decimal": {"type": "string", "pattern": f"^-?{DIGITS}$"},
        "money": {"type": "string", "pattern": rf"^({DIGITS}|-0+(\.0+)?([eE][+-]?[0-9]+)?)$"},
        "date": {"type": "string", "pattern": f"^({YEAR}-{DAYS}|{LEAP_YEAR}-02-29)$"},
        "window": window,
        "scope_keys": scope_keys(False),
        "scope": scope_keys(True),
        "per": array_of(dimension, uniqueItems=True),
        "ids": array_of(ref("name")),
        "steps": {**array_of(step, minItems=1),
                  "anyOf": [{"items": {"required": [rule]}} for rule in RULES]},
        "charge": charge,
        "effective": record({}, **{"from": {"anyOf": [ref("date"), {"type": "null"}]},
                                   "to": {"anyOf": [ref("date"), {"type": "null"}]},
                                   "by": words("usage", "period")}),
        "sharing": {"oneOf": [record({"order": words("pro_rata")}),
                              record({"order": words("owner_first"), "owner": ref("name")})]},
        "line": record({key: line_keys[key] for key in ("type", "description")},
                       by=line_keys["by"], emit_zero=line_keys["emit_zero"]),
        "some_line": record({}, **line_keys),
        "rounding": record({}, mode=words("UP", "DOWN", "CEILING", "FLOOR", "HALF_UP", "HALF_DOWN", "HALF_EVEN"),
                           digits={"type": "integer", "minimum": 0, "maximum": 18},
                           at=words("line", "total", "group"), deal=words("exact", "rounded"),
                           remainder=words("largest", "first", "last")),
        "delivery": words("anniversary", "out_of_cycle"),
    }


def benefit():
    tiers = record({"mode": words("volume", "graduated"), "steps": ref("steps")},
                   bound=words("upper_inclusive", "lower_inclusive"), below_zero=words("first_step", "nothing"))
    prepaid = record({"amount": ref("decimal"), "grant": ref("money"), "fee": ref("charge")}, window=ref("window"))
    forms = (*RULES, "tiers", "prepaid")
    return {**record({}, **{rule: ref("decimal") for rule in RULES}, tiers=tiers, prepaid=prepaid,
                     floor=words("none", "zero", "signed")),
            **exactly_one(forms), "not": {"required": ["prepaid", "floor"]}}


def primitive():
    limits = array_of(record({"scope": ref("scope"), "share": ref("decimal")}))
    prepaid = is_given("benefit", "prepaid")
    graduated = is_given("benefit", "tiers", "mode", value=["graduated"])
    meter = {"required": ["meter"]}
    by_price = is_given("benefit", "tiers", "steps")
    by_price["properties"]["benefit"]["properties"]["tiers"]["properties"]["steps"] = {
        "items": {"anyOf": [{"required": ["unit_price"]}, {"required": ["unit_discount"]}]}}
    settles = is_given("settle", value=["window_end"])
    rules = (
        (is_given("benefit", "tiers"), meter),
        ({"allOf": [graduated, by_price]},
         {"properties": {"meter": {"properties": {"measure": words("quantity")}}}}),
        (graduated, {"properties": {"meter": {"not": {"required": ["scope"]}}}}),
        (settles, {**meter, "not": {"anyOf": [prepaid, {"required": ["cap"]}, {"required": ["commit"]}]}}),
        (prepaid, {"not": {"anyOf": [{"required": ["spread"]}, {"required": ["entitlement"]}]}}),
        (graduated, {"not": {"anyOf": [is_given("spread", value=["own"]), {"required": ["entitlement"]}]}}),
        ({"required": ["entitlement"]}, {"required": ["benefit"]}),
        (is_given("rounding", "at", value=["group"]), meter),
    )
    return {**record(
        {"id": ref("name"), "construct": words("primitive"), "clause": {"type": "string"}, "line": ref("line")},
        note={"type": "string"}, effective=ref("effective"), scope=ref("scope"), unless=ref("ids"),
        base=words("list", "rated", "net"),
        meter=record({"measure": words("quantity", "list_cost", "rated_cost", "net_cost")}, window=ref("window"),
                     per=ref("per"), scope=ref("scope")),
        benefit=benefit(), entitlement=record({"scope": ref("scope"), "ratio": ref("decimal")}),
        cap=record({"amount": ref("money")}, window=ref("window")),
        commit=record({"amount": ref("money"), "measure": words("list_cost", "net_cost"), "charge": ref("charge")},
                      window=ref("window"), scope=ref("scope"), limits=limits, prorate={"type": "boolean"}),
        sharing=ref("sharing"), settle=words("monthly", "window_end"),
        spread=words("own", "quantity", "list_cost", "base"), rounding=ref("rounding"), delivery=ref("delivery")),
        "anyOf": [{"required": ["benefit"]}, {"required": ["commit"]}],
        "allOf": [{"if": when, "then": then} for when, then in rules]}


TYPES = {"decimal": ref("decimal"), "percent": ref("decimal"), "money": ref("money"), "name": ref("name"),
         "text": {"type": "string"}, "texts": array_of({"type": "string"}), "date": ref("date"),
         "boolean": {"type": "boolean"}, "scope": ref("scope"), "window": ref("window"), "steps": ref("steps"),
         "dimensions": ref("per"), "construct_ids": ref("ids")}


def value_of(parameter):
    """What a parameter takes; `parameter` as the definition's file has it."""
    if parameter["type"] == "choice":
        kind = words(*parameter["choices"])
    elif parameter["type"] == "list":
        fields = parameter["fields"]
        needed = {name: value_of(field) for name, field in fields.items() if not field.get("optional")}
        other = {name: value_of(field) for name, field in fields.items() if field.get("optional")}
        kind = array_of(record(needed, **other))
    else:
        kind = dict(TYPES[parameter["type"]])
    return kind


def named(definition):
    """Constructs of the definition."""
    parameters = definition["parameters"]
    needed = {name for name, parameter in parameters.items()
              if not parameter.get("optional") and "default" not in parameter}
    values = {name: value_of(parameter) for name, parameter in parameters.items()}
    return record(
        {"id": ref("name"), "construct": words(definition["name"]), "clause": {"type": "string"},
         **{name: values[name] for name in values if name in needed}},
        note={"type": "string"}, effective=ref("effective"), unless=ref("ids"), sharing=ref("sharing"),
        line=ref("some_line"), rounding=ref("rounding"), delivery=ref("delivery"),
        **{name: values[name] for name in values if name not in needed})


def contract_schema(definitions):
    names = ["primitive", *(definition["name"] for definition in definitions)]
    shapes = {"primitive": primitive(), **{definition["name"]: named(definition) for definition in definitions}}
    construct = {"type": "object", "required": ["construct"], "properties": {"construct": words(*names)},
                 "allOf": [{"if": is_given("construct", value=[name]), "then": ref(f"construct_{name}")}
                           for name in names]}
    head = record({"id": ref("name"), "payer": ref("name"), "currency": {"type": "string", "pattern": "^[A-Z]{3}$"},
                   "term": record({"start": ref("date"), "end": ref("date")})},
                  customer={"type": "string"}, note={"type": "string"}, net=words("exact", "billed"),
                  incomplete={"type": "boolean"})
    return {"$schema": SCHEMA, "title": "A standard contract of twinbill",
            **record({"twinbill": words(1), "contract": head, "constructs": array_of(ref("construct"))}),
            "definitions": {**shared_definitions(), "construct": construct,
                            **{f"construct_{name}": shape for name, shape in shapes.items()}}}


def definition_schema():
    about = {"about": ref("name")}
    plain = [name for name in (*TYPES, "choice", "list")]

    def parameter(kinds, more):
        common = {"type": words(*kinds), **about}
        choice = record({**common, "type": words("choice"), "choices": array_of(ref("name"), minItems=1)}, **more)
        others = record({**common, "type": words(*(kind for kind in kinds if kind not in ("choice", "list")))}, **more)
        return choice, others

    optional = {"optional": {"type": "boolean"}}
    field_choice, field_other = parameter(plain, optional)
    field = {"oneOf": [field_choice, field_other]}
    fields = {"type": "object", "propertyNames": {"pattern": NAME}, "additionalProperties": ref("field")}
    more = {**optional, "default": {}}
    choice, other = parameter(plain, more)
    of_list = record({"type": words("list"), **about, "fields": fields}, **more)
    either = {"not": {"required": ["optional", "default"],
                      "properties": {"optional": {"enum": [True]}}}}
    return {"$schema": SCHEMA, "title": "A definition of a named construct of twinbill",
            **record({"twinbill_definition": words(1), "name": {"type": "string", "pattern": NAME,
                                                               "not": words("primitive")},
                      "title": ref("name"), "about": ref("name"), "documentation": array_of(ref("name")),
                      "parameters": {"type": "object",
                                     "propertyNames": {"pattern": NAME, "not": words(*GENERAL)},
                                     "additionalProperties": ref("parameter")},
                      "template": {"anyOf": [{"type": "object"}, array_of({"type": "object"}, minItems=1)]},
                      "examples": array_of(record({"about": ref("name"), "construct": {"type": "object"}}),
                                           minItems=1)}),
            "definitions": {"name": {"type": "string", "minLength": 1}, "field": field,
                            "parameter": {"oneOf": [choice, other, of_list], **either}}}


def shipped(root):
    folder = root / "standard_engine/contract/definitions"
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.json"))]


def schemas(root):
    """By file, the text that it must have."""
    made = {"standard_contract.schema.json": contract_schema(shipped(root)),
            "construct_definition.schema.json": definition_schema()}
    return {root / "docs/formats" / name: json.dumps(schema, indent=1) + "\n" for name, schema in made.items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True, type=pathlib.Path)
    for file, text in schemas(parser.parse_args().root).items():
        file.write_text(text, encoding="utf-8")
