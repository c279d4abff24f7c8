"""Checks a tree against one rule of the house: check_tree.py ROOT RULE. Exit code 1 where it is broken."""

import sys

from rules import RULES
from source_tree import SourceTree


def main(arguments):
    root, rule = arguments
    findings = list(RULES[rule](SourceTree(root)))
    for path, line, what in findings:
        print(f"{path}:{line}: {rule}: {what}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
