#!/usr/bin/env python3
"""Memory does not follow the size of the input: memory_test.py TWINBILL [SHARE]. Needs 10 GB of disk.

SHARE (default 1) is the part of the full size to try: 20 M rows to import, 10 M lines to compare.
"""
import os
import pathlib
import sys
import tempfile
import unittest

TWINBILL = str(pathlib.Path(sys.argv[1]).resolve())
SHARE = float(sys.argv[2]) if len(sys.argv) > 2 else 1.0
HEADER = ("bill_type,billing_period,payer_account_id,usage_account_id,product_code,region,usage_type,"
          "line_item_type,contract_id,clause,description,quantity,amount,currency\n")
GIB = 2**20  # in KiB, as the kernel counts


def run(folder, *arguments, code=0):
    """Runs twinbill; gives the most memory that it took, in KiB."""
    command = [TWINBILL, *map(str, arguments)]
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        os.execv(command[0], command)
    _, status, usage = os.wait4(child, 0)
    if os.waitstatus_to_exitcode(status) != code:
        raise AssertionError(f"{command}: {status}")
    return usage.ru_maxrss


def write_lines(path, rows, step, changed):
    """Line items in canonical order where `step` is 1, else shuffled; one of 1000 may be changed."""
    with open(path, "w", encoding="ascii") as file:
        file.write(HEADER)
        for first in range(0, rows, 100_000):
            lines = []
            for i in range(first, min(first + 100_000, rows)):
                j = i * step % rows
                cents = "02" if changed and j % 1000 == 7 else "01"
                lines.append(f"Anniversary,2025-01,111122223333,{j:012},AmazonEC2,eu-west-1,"
                             "EUW1-BoxUsage:m5.large,EdpDiscount,contract-1,Exhibit B 2.1,"
                             f"Enterprise discount on EC2,{j % 977 + 1}.5,-{j % 9973 + 1}.{cents},"
                             "USD\n")
            file.write("".join(lines))


class Memory(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)

    def test_of_an_import_is_below_two_gibibytes(self):
        rows = int(20_000_000 * SHARE)
        made = run(self.folder, "generate", "-o", "usage.csv", "--rows", rows, "--accounts", 200,
                   "--months", 3, "-q")
        self.assertLess(made, GIB // 4)
        run(self.folder, "init", "workspace", "-q")
        self.assertLess(run(self.folder, "import", "-w", "workspace", "usage.csv", "-q"), 2 * GIB)
        run(self.folder, "init", "direct", "-q")
        self.assertLess(run(self.folder, "generate", "--workspace", "direct", "--rows", rows,
                            "--accounts", 200, "--months", 3, "-q"), 2 * GIB)

    def test_of_a_comparison_is_below_one_gibibyte(self):
        rows = int(10_000_000 * SHARE)
        write_lines(self.folder / "a.csv", rows, 1, False)
        write_lines(self.folder / "b.csv", rows, 1, True)
        self.assertLess(run(self.folder, "compare", "a.csv", "b.csv", "-q", code=1), GIB)
        write_lines(self.folder / "b.csv", rows, 48_611, True)
        self.assertLess(run(self.folder, "compare", "a.csv", "b.csv", "-q", "--temporary",
                            self.folder, code=1), GIB)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
