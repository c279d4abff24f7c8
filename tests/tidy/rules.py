"""The rules of the house that a program can check. Each takes a SourceTree and yields what breaks it, as
(path, line, what). RULES names them all; check_tree_test.py shows each of them a tree that it must refuse."""

import fnmatch
import posixpath
import re

from source_tree import ROOMS, code_only, line_of, without_comments

TOP_FOLDERS = {*ROOMS, "tests", "docs", "cmake"}
TOP_FILES = {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE", "Makefile",
             "CMakeLists.txt", "CMakePresets.json"}

# What a folder may include; the first that is the file's own folder or above it counts.
ARROWS = (
    ("corpus/model", ("corpus/model",)),
    ("corpus", ("corpus",)),
    ("legacy_adapters", ("corpus", "legacy_adapters")),
    ("standard_engine", ("corpus", "standard_engine")),
    # The data headers of the two sides, never an evaluator.
    ("translators", ("corpus", "translators", "standard_engine/contract", "legacy_adapters/cbas/rule_book")),
    ("harness/evidence", ("corpus/model", "harness/evidence")),
    ("harness/cli", ROOMS),
    ("harness", ("corpus", "legacy_adapters", "standard_engine", "translators", "harness/compare",
                 "harness/coverage", "harness/replay", "harness/shrink", "harness/fuzz", "harness/prove", "harness/mutate",
                 "harness/evidence")),
    ("reports", ("corpus/model", "harness/evidence", "reports")),
)
INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]+"([^"\n]+)"', re.MULTILINE)

LINES_MAX = {".h": 150, ".cc": 500}
TEST_LINES_MAX = 600
# Longer, with a reason.
LONG_FILES = {
    # The third opinion is one class, in the order of the specification's page, to be read beside it.
    "tests/support/rational_biller.cc": 640,
    # The parsed form of a contract, all of it, to be read beside the specification's page.
    "standard_engine/contract/contract.h": 190,
}

BANNED_CALLS = ("strtod", "strtof", "strtold", "stod", "stof", "stold", "atof", "setlocale", "localtime",
                "localtime_r", "system", "popen", "rand", "srand")
# Where a binary floating point number may stand (docs/adr/0003-no-binary-floats.md).
FLOATS_ALLOWED = ("legacy_adapters/cbas/binary64_*", "legacy_adapters/sql/*",
                  "legacy_adapters/process/samples/*", "corpus/readers/parquet_values.cc",
                  "corpus/generate/generate_parquet.cc", "harness/cli/progress.*", "tests/*")

UNFINISHED = re.compile(
    r"\b(TODO|FIXME|XXX|placeholder|for now|dummy|stub|not implemented|simplified version)\b", re.IGNORECASE)
VAGUE_NAME = re.compile(r"(^|_)(util|utils|utility|helper|helpers|common|manager|misc)(_|$)")

CODE = re.compile(r'\bCode\{\s*"([^"\n]*)"\s*\}')
TABLE_ROW = re.compile(r"^\|\s*`([a-z0-9_]+)`\s*\|(.*)\|\s*$", re.MULTILINE)
TEST_NAME = re.compile(r"`([A-Za-z_]\w*)\.([A-Za-z_]\w*)`")
DEFINED_TEST = re.compile(r"\b(?:TEST|TEST_F|TEST_P|TYPED_TEST|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)\(\s*(\w+)\s*,\s*(\w+)")
PYTHON_TEST = re.compile(r"^class (\w+)\(|^    def (test_\w+)\(", re.MULTILINE)
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)|!\[[^\]\n]*\]\(([^)\s]+)\)")


def is_below(path, folder):
    return path == folder or path.startswith(folder + "/")


def includes(tree):
    """The arrows between the rooms; every include in quotes is a file's path from the root."""
    for path in tree.in_rooms(".h", ".cc"):
        text = without_comments(tree.text(path))
        allowed = next(may for folder, may in ARROWS if is_below(path, folder))
        for match in INCLUDE.finditer(text):
            target, line = match.group(1), line_of(text, match.start(1))
            if not (tree.root / target).is_file():
                yield path, line, f'"{target}" is no file, seen from the root'
            elif not any(is_below(target, folder) or target.startswith(folder) for folder in allowed):
                yield path, line, f"{path.rsplit('/', 1)[0]} may not include {target}"


def file_sizes(tree):
    for path in tree.ending(".h", ".cc", ".py"):
        in_tests = path.startswith("tests/")
        limit = TEST_LINES_MAX if in_tests else LINES_MAX.get(path[path.rindex("."):], 500)
        limit = LONG_FILES.get(path, limit)
        count = tree.text(path).count("\n")
        if count > limit:
            yield path, limit + 1, f"{count} lines, at most {limit}"


def file_sets(tree):
    """Every header of a room is in a library's HEADERS, every source in a target, named by the nearest
    CMakeLists.txt at or above it."""
    for path in tree.in_rooms(".h", ".cc"):
        folder, text = posixpath.dirname(path), None
        while folder and text is None:
            lists = f"{folder}/CMakeLists.txt"
            text = tree.text(lists) if (tree.root / lists).is_file() else None
            folder = folder if text is not None else posixpath.dirname(folder)
        name = posixpath.relpath(path, folder) if folder else path
        text = re.sub(r"#[^\n]*", "", text or "")
        if path.endswith(".h"):
            words = " ".join(re.findall(r"\bHEADERS\b(.*?)(?=\b(?:SOURCES|LINK|PRIVATE_LINK)\b|\))", text, re.DOTALL))
            if name not in words.split():
                yield path, 1, "in no library's HEADERS, so nothing compiles it alone"
        elif name not in re.split(r"[\s()]+", text):
            yield path, 1, "in no target"


def headers_begin_well(tree):
    """A header begins with its purpose, and has a guard."""
    for path in tree.ending(".h"):
        text = tree.text(path)
        if not text.startswith("// "):
            yield path, 1, "the first line says no purpose"
        if "#pragma once" not in text:
            yield path, 1, "no #pragma once"


def banned_calls(tree):
    pattern = re.compile(r"(?<![\w.>])(?:std::|::)?(" + "|".join(BANNED_CALLS) + r")\s*\(")
    for path in tree.in_rooms(".h", ".cc"):
        text = code_only(tree.text(path))
        for match in pattern.finditer(text):
            yield path, line_of(text, match.start(1)), f"{match.group(1)}: depends on locale, clock or shell"


def binary_floats(tree):
    for path in tree.cpp():
        if any(fnmatch.fnmatch(path, allowed) for allowed in FLOATS_ALLOWED):
            continue
        text = code_only(tree.text(path))
        for match in re.finditer(r"\b(double|float)\b", text):
            yield path, line_of(text, match.start()), f"{match.group()}: numbers are exact here"


def unfinished_words(tree):
    for path in tree.ending(".h", ".cc", ".py", ".md", ".sh", ".cmake", "CMakeLists.txt", "Makefile", ".def"):
        if path.startswith("tests/tidy/"):
            continue  # the words are the subject there
        text = tree.text(path)
        for match in UNFINISHED.finditer(text):
            yield path, line_of(text, match.start()), f"'{match.group()}' promises work that is not done"


def folders(tree):
    for path in tree.paths:
        top, _, rest = path.partition("/")
        if top.startswith("."):
            continue
        if top not in (TOP_FOLDERS if rest else TOP_FILES):
            yield path, 1, f"'{top}' is no folder or file of the root"


def names(tree):
    for path in tree.ending(".h", ".cc"):
        stem = posixpath.splitext(posixpath.basename(path))[0]
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", stem):
            yield path, 1, "file names are snake_case"
        for part in path.split("/")[:-1] + [stem]:
            if VAGUE_NAME.search(part):
                yield path, 1, f"'{part}' does not say what it holds"


def codes_in_sources(tree):
    found = {}
    for path in tree.in_rooms(".h", ".cc"):
        text = without_comments(tree.text(path))
        for match in CODE.finditer(text):
            found.setdefault(match.group(1), (path, line_of(text, match.start())))
    return found


def tests_in_tree(tree):
    found = set()
    for path in tree.paths:
        if not path.startswith("tests/"):
            continue
        if path.endswith(".cc"):
            found.update(DEFINED_TEST.findall(tree.text(path)))
        elif path.endswith(".py"):
            subject = None
            for match in PYTHON_TEST.finditer(tree.text(path)):
                subject = match.group(1) or subject
                if match.group(2):
                    found.add((subject, match.group(2)))
    return found


def error_codes(tree):
    """Each code of the sources is in one row of docs/errors, each row's code is in the sources, and names a
    test that is there."""
    codes, tests, listed = codes_in_sources(tree), tests_in_tree(tree), {}
    for path in [path for path in tree.ending(".md") if path.startswith("docs/errors/")]:
        text = tree.text(path)
        for match in TABLE_ROW.finditer(text):
            code, line = match.group(1), line_of(text, match.start())
            if code in listed:
                yield path, line, f"'{code}' is listed in {listed[code]} already"
            listed[code] = path
            if code not in codes:
                yield path, line, f"no source has Code{{\"{code}\"}}"
            named = TEST_NAME.findall(match.group(2).rsplit("|", 1)[-1])
            if not named:
                yield path, line, f"'{code}' names no test (`Subject.Behaviour`)"
            for test in named:
                if test not in tests:
                    yield path, line, f"'{code}' names {'.'.join(test)}, which is no test"
    for code, (path, line) in codes.items():
        if not re.fullmatch(r"[a-z][a-z0-9]*(_[a-z0-9]+)*", code):
            yield path, line, f"'{code}' is no code (lower case, words joined by '_')"
        if code not in listed:
            yield path, line, f"'{code}' is in no table of docs/errors"


def sentence_tests(tree):
    """Every test that docs/specification names is there."""
    tests = tests_in_tree(tree)
    for path in [path for path in tree.ending(".md") if path.startswith("docs/specification/")]:
        text = tree.text(path)
        for match in TEST_NAME.finditer(text):
            if match.groups() not in tests:
                yield path, line_of(text, match.start()), f"{'.'.join(match.groups())} is no test"


def links(tree):
    for path in tree.ending(".md"):
        text = re.sub(r"```.*?```", lambda match: re.sub(r"[^\n]", " ", match.group()), tree.text(path),
                      flags=re.DOTALL)
        for match in LINK.finditer(text):
            target = (match.group(1) or match.group(2)).split("#")[0]
            if not target or re.match(r"[a-z]+:", target):
                continue
            if not (tree.root / posixpath.dirname(path) / target).exists():
                yield path, line_of(text, match.start()), f"leads to '{target}', which is not there"


RULES = {rule.__name__: rule for rule in (
    includes, file_sizes, file_sets, headers_begin_well, banned_calls, binary_floats, unfinished_words, folders,
    names, error_codes, sentence_tests, links)}
