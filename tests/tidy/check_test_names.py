"""Every test has a name of its own.

check_test_names.py --ctest CTEST --build BUILD

ctest keeps the properties of a test by its name: of two with one name both get the labels of either, and a test
that shall run in `make test` is then left out with its nightly twin, in silence.
"""

import argparse
import collections
import json
import subprocess
import sys


def doubled(names):
    return sorted(name for name, count in collections.Counter(names).items() if count > 1)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--ctest", required=True)
    parser.add_argument("--build", required=True)
    options = parser.parse_args()
    listed = subprocess.run([options.ctest, "--test-dir", options.build, "--show-only=json-v1"],
                            capture_output=True, text=True, check=True)
    names = [test["name"] for test in json.loads(listed.stdout)["tests"]]
    if not names:
        print("no tests are listed")
        return 1
    twice = doubled(names)
    for name in twice:
        print(f"test_names: two tests are named {name}")
    return 1 if twice else 0


if __name__ == "__main__":
    sys.exit(main())
