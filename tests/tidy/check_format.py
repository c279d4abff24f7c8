"""Every C++ source is as clang-format 18 writes it: check_format.py ROOT CLANG_FORMAT."""

import subprocess
import sys

from source_tree import SourceTree


def main(arguments):
    root, clang_format = arguments
    sources = SourceTree(root).cpp()
    if not sources:
        print("no sources found")
        return 1
    found = subprocess.run([clang_format, "--dry-run", "-Werror", *sources], cwd=root).returncode
    if found != 0:
        print("`make format` writes them as they should be")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
