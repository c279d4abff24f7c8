"""The tester is tested: every rule refuses trees that break it and takes one that does not."""

import pathlib
import tempfile
import unittest

from rules import RULES
from source_tree import SourceTree, code_only

GOOD = {
    "README.md": "[model](corpus/model/decimal.h) [web](https://example.org) [here](#top)\n",
    "corpus/model/CMakeLists.txt": "twinbill_library(m HEADERS decimal.h SOURCES decimal.cc LINK fmt::fmt)\n",
    "corpus/model/decimal.h": "// Decimal: exact.\n#pragma once\n",
    "corpus/model/decimal.cc": '#include "corpus/model/decimal.h"\n'
                               '// a double; system("x"); strtod(x)\n'
                               'auto a = Code{"too_long"}; auto b = "double stod(x)"; auto c = file.system();\n',
    "docs/errors/model.md": "| code | meaning | test |\n| --- | --- | --- |\n| `too_long` | x | `Decimal.Refuses` |\n",
    "tests/unit/corpus/model/decimal_test.cc": "TEST(Decimal, Refuses) {}\n",
    "harness/cli/CMakeLists.txt": "add_executable(twinbill main.cc)\n",
    "harness/cli/main.cc": '#include "corpus/model/decimal.h"\n',
}

# For every rule, trees that it must refuse: what to change in the good one, and the finding's path and line.
BAD = {
    "includes": [
        ({"corpus/model/decimal.h": '// D\n#pragma once\n#include "harness/cli/main.cc"\n'}, "corpus/model/decimal.h", 3),
        ({"corpus/model/decimal.h": '// D\n#pragma once\n#include "decimal.h"\n'}, "corpus/model/decimal.h", 3),
        ({"standard_engine/a.cc": '#include "legacy_adapters/b.h"\n', "legacy_adapters/b.h": "// B\n"}, "standard_engine/a.cc", 1),
        ({"legacy_adapters/a.cc": '#include "standard_engine/b.h"\n', "standard_engine/b.h": "// B\n"}, "legacy_adapters/a.cc", 1),
        ({"translators/a.cc": '#include "standard_engine/billing/b.h"\n', "standard_engine/billing/b.h": "// B\n"}, "translators/a.cc", 1),
        ({"reports/a.cc": '#include "standard_engine/b.h"\n', "standard_engine/b.h": "// B\n"}, "reports/a.cc", 1),
        ({"harness/compare/a.cc": '#include "harness/cli/b.h"\n', "harness/cli/b.h": "// B\n"}, "harness/compare/a.cc", 1),
        ({"harness/evidence/a.h": '// A\n#include "standard_engine/b.h"\n', "standard_engine/b.h": "// B\n"}, "harness/evidence/a.h", 2),
        ({"corpus/a.cc": '#include "tests/b.h"\n', "tests/b.h": "// B\n"}, "corpus/a.cc", 1),
    ],
    "file_sizes": [
        ({"corpus/a.h": "// a\n" * 151}, "corpus/a.h", 151),
        ({"corpus/a.cc": "\n" * 501}, "corpus/a.cc", 501),
        ({"tests/a.cc": "\n" * 601}, "tests/a.cc", 601),
    ],
    "file_sets": [
        ({"corpus/model/other.h": "// O\n#pragma once\n"}, "corpus/model/other.h", 1),
        ({"corpus/model/deep/decimal.h": "// O\n#pragma once\n"}, "corpus/model/deep/decimal.h", 1),
        ({"corpus/model/other.cc": "\n"}, "corpus/model/other.cc", 1),
        ({"reports/a.cc": "\n"}, "reports/a.cc", 1),
        ({"harness/cli/CMakeLists.txt": "# main.cc\n"}, "harness/cli/main.cc", 1),
        ({"corpus/model/CMakeLists.txt": "twinbill_library(m SOURCES decimal.h decimal.cc)\n"}, "corpus/model/decimal.h", 1),
    ],
    "headers_begin_well": [
        ({"corpus/model/decimal.h": "#pragma once\n"}, "corpus/model/decimal.h", 1),
        ({"corpus/model/decimal.h": "// Decimal.\n"}, "corpus/model/decimal.h", 1),
    ],
    "banned_calls": [
        ({"harness/cli/main.cc": "int a;\nauto b = strtod(c, nullptr);\n"}, "harness/cli/main.cc", 2),
        ({"harness/cli/main.cc": "auto b = std::stod(c);\n"}, "harness/cli/main.cc", 1),
        ({"harness/cli/main.cc": 'std::setlocale(LC_ALL, "");\n'}, "harness/cli/main.cc", 1),
        ({"harness/cli/main.cc": "char a = '\\'';\nreturn ::system(command);\n"}, "harness/cli/main.cc", 2),
    ],
    "binary_floats": [
        ({"standard_engine/a.cc": "int a = 1'000'000;\ndouble b = 0;\n"}, "standard_engine/a.cc", 2),
        ({"corpus/model/decimal.h": "// D\nfloat a;\n"}, "corpus/model/decimal.h", 2),
        ({"legacy_adapters/cbas/formula.cc": "double a;\n"}, "legacy_adapters/cbas/formula.cc", 1),
    ],
    "unfinished_words": [
        ({"harness/cli/main.cc": "// TODO: more\n"}, "harness/cli/main.cc", 1),
        ({"README.md": "\nFor now it does nothing.\n"}, "README.md", 2),
    ],
    "folders": [
        ({"scripts/a.sh": "\n"}, "scripts/a.sh", 1),
        ({"NOTES.md": "\n"}, "NOTES.md", 1),
    ],
    "names": [
        ({"corpus/BadName.cc": "\n"}, "corpus/BadName.cc", 1),
        ({"corpus/string_util.cc": "\n"}, "corpus/string_util.cc", 1),
        ({"corpus/helpers/a.cc": "\n"}, "corpus/helpers/a.cc", 1),
    ],
    "error_codes": [
        ({"harness/cli/main.cc": 'auto a = Code{"not_listed"};\n'}, "harness/cli/main.cc", 1),
        ({"harness/cli/main.cc": 'auto a = Code{"Too-Long"};\n'}, "harness/cli/main.cc", 1),
        ({"docs/errors/cli.md": "| `never_raised` | x | `Decimal.Refuses` |\n"}, "docs/errors/cli.md", 1),
        ({"docs/errors/cli.md": "| `too_long` | again | `Decimal.Refuses` |\n"}, "docs/errors/model.md", 1 + 2),
        ({"docs/errors/model.md": "| `too_long` | x | `Decimal.IsGone` |\n"}, "docs/errors/model.md", 1),
        ({"docs/errors/model.md": "| `too_long` | x | none |\n"}, "docs/errors/model.md", 1),
    ],
    "sentence_tests": [
        ({"docs/specification/a.md": "\n| it refuses | `Decimal.IsGone` |\n"}, "docs/specification/a.md", 2),
    ],
    "links": [
        ({"README.md": "\n[gone](docs/gone.md#part)\n"}, "README.md", 2),
        ({"docs/a.md": "![picture](picture.png)\n"}, "docs/a.md", 1),
    ],
}


def findings(rule, changes):
    with tempfile.TemporaryDirectory() as folder:
        for path, text in {**GOOD, **changes}.items():
            file = pathlib.Path(folder, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return list(RULES[rule](SourceTree(folder)))


class Rules(unittest.TestCase):
    def test_take_a_good_tree(self):
        for rule in RULES:
            with self.subTest(rule=rule):
                self.assertEqual(findings(rule, {}), [])

    def test_each_refuse_their_bad_trees(self):
        self.assertEqual(set(BAD), set(RULES))
        for rule, trees in BAD.items():
            for changes, path, line in trees:
                with self.subTest(rule=rule, changes=list(changes)):
                    self.assertIn((path, line), [found[:2] for found in findings(rule, changes)])

    def test_allow_binary_floats_where_the_legacy_side_had_them(self):
        self.assertEqual(findings("binary_floats", {"legacy_adapters/cbas/binary64_number.cc": "double a;\n"}), [])

    def test_see_code_behind_strings_and_digit_marks(self):
        self.assertEqual(code_only("a = 'x'; /* b */ c = 1'000; // d").split(), "a = ; c = 1'000;".split())
        self.assertEqual(code_only('a = R"x(double ")x"; b').split(), "a = ; b".split())


if __name__ == "__main__":
    unittest.main()
