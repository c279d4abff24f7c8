"""The published JSON Schemas give the readers' verdict on the same files, but for what a schema can't say.

contract_schema_test.py --root ROOT
"""

import argparse
import json
import pathlib
import sys
import unittest

import fastjsonschema

import contract_schemas

OPTIONS = argparse.Namespace()

# What JSON Schema can't say, by the code that the reader has for it; docs/formats/standard_contract.md tells it to
# readers. Of these codes every bad case is one that the schema takes.
CONTRACT_NEVER = {
    "contract_duplicate_key",      # gone before a schema sees the value
    "contract_open_step",          # an element's place in its array
    "contract_repeated_id",        # one part of a file compared with another: these and all below
    "contract_round_group_by",
    "contract_steps_rising",
    "contract_term_order",
    "contract_unknown_id",
}
# Cases of other codes that the schema takes.
CONTRACT_CASES = {
    "decimal_long",     # 38 digits, counted over two sides of a point
    "digits_fraction",  # 2.0 is an integer to a schema; the reader takes a whole number as it is written
    # Wrong only in what a named construct expands to.
    "named_graduated_metered", "named_graduated_price_by_cost", "named_no_benefit", "named_two_benefits",
    "named_window_end_cap",
}
DEFINITION_NEVER = {
    "contract_duplicate_key", "contract_entitlement_benefit", "contract_expands_to_nothing",
    "definition_condition", "definition_default_reference", "definition_dollar", "definition_each",
    "definition_example_name", "definition_file_name", "definition_no_text", "definition_parameter_not_shown",
    "definition_part_key", "definition_part_name", "definition_template_key", "definition_type_misfit",
    "definition_unknown_parameter", "definition_unused_parameter",
}
# Wrong only in what the template makes, or as a value of a type that stands elsewhere in the file.
DEFINITION_CASES = {
    "default_no_choice", "default_no_window", "default_wrong_form", "example_bad_value", "example_missing_parameter",
    "example_unknown_parameter", "example_wrong_line", "missing_field", "missing_text_without_optional",
    "missing_without_optional", "primitive_missing_key", "primitive_unknown_choice", "primitive_unknown_inner_key",
    "primitive_unknown_key", "primitive_wrong_form",
}


def load(path):
    """The value, or None where the file is no JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (ValueError, RecursionError):
        return None


def takes(check, value):
    try:
        check(value)
    except fastjsonschema.JsonSchemaValueException:
        return False
    return True


def expected(folder):
    """By case, the code that the reader has."""
    rows = [row.split() for row in (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
            if not row.startswith("#")]
    return {row[0]: row[1] for row in rows}


class Schemas(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.root = OPTIONS.root
        formats = cls.root / "docs/formats"
        cls.contract = staticmethod(fastjsonschema.compile(load(formats / "standard_contract.schema.json")))
        cls.definition = staticmethod(fastjsonschema.compile(load(formats / "construct_definition.schema.json")))

    def test_are_those_that_the_definitions_make(self):
        for file, text in contract_schemas.schemas(self.root).items():
            self.assertEqual(file.read_text(encoding="utf-8"), text,
                             f"run contract_schemas.py --root {self.root}")

    def test_take_every_good_contract(self):
        good = sorted((self.root / "tests/conformance/standard/cases").rglob("contract.json"))
        self.assertGreaterEqual(len(good), 80)
        for path in good:
            with self.subTest(path=path.name):
                self.contract(load(path))

    def test_take_every_example(self):
        count = 0
        for definition in contract_schemas.shipped(self.root):
            for example in definition["examples"]:
                with self.subTest(definition=definition["name"], example=example["about"]):
                    count += 1
                    self.contract({"twinbill": 1, "constructs": [example["construct"]],
                                   "contract": {"id": "K", "payer": "1", "currency": "USD",
                                                "term": {"start": "2024-02-29", "end": "2025-01-01"}}})
        self.assertGreater(count, 14)

    def test_take_every_good_definition(self):
        files = sorted((self.root / "standard_engine/contract/definitions").glob("*.json"))
        files += sorted((self.root / "docs/samples").rglob("constructs/*.json"))
        self.assertGreaterEqual(len(files), 9)
        for path in files:
            with self.subTest(path=path.name):
                self.definition(load(path))

    def check_bad(self, folder, check, never, cases):
        codes = expected(folder)
        taken = {name for name in codes if (value := load(folder / f"{name}.json")) is not None
                 and takes(check, value)}
        unsayable = {name for name, code in codes.items() if code in never} | cases
        self.assertEqual(sorted(taken - unsayable), [], "taken, though the reader refuses them")
        self.assertEqual(sorted(unsayable - taken), [], "refused, so the schema can say what is wrong with them")
        self.assertEqual(sorted(never - set(codes.values())), [], "codes without a case")

    def test_refuse_every_bad_contract_but_what_they_cant_say(self):
        self.check_bad(self.root / "tests/negative/standard_contracts/cases", self.contract, CONTRACT_NEVER,
                       CONTRACT_CASES)

    def test_refuse_every_bad_definition_but_what_they_cant_say(self):
        self.check_bad(self.root / "tests/negative/standard_definitions/cases", self.definition, DEFINITION_NEVER,
                       DEFINITION_CASES)

    def test_know_a_day_that_does_not_exist(self):
        for day, exists in (("2024-02-29", True), ("2025-02-29", False), ("2000-02-29", True), ("1900-02-29", False),
                            ("0000-01-01", False), ("2025-04-31", False), ("2025-12-31", True), ("0004-02-29", True)):
            contract = {"twinbill": 1, "constructs": [],
                        "contract": {"id": "K", "payer": "1", "currency": "USD",
                                     "term": {"start": day, "end": "2999-01-01"}}}
            self.assertEqual(takes(self.contract, contract), exists, day)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--root", required=True, type=pathlib.Path)
    parser.parse_args(namespace=OPTIONS)
    unittest.main(argv=sys.argv[:1])
