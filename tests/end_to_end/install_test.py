"""An installed program runs from elsewhere: with its own libraries and data, wherever its prefix is moved to.

install_test.py --cmake CMAKE --build BUILD
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

OPTIONS = argparse.Namespace()


class InstalledProgram(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="twinbill_install_"))
        subprocess.run([OPTIONS.cmake, "--install", OPTIONS.build, "--prefix", str(cls.folder / "first")],
                       check=True, stdout=subprocess.DEVNULL)
        (cls.folder / "first").rename(cls.folder / "moved")
        cls.prefix = cls.folder / "moved"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.folder)

    def run_program(self, *arguments):
        return subprocess.run([str(self.prefix / "bin" / "twinbill"), *arguments], cwd="/", env={},
                              capture_output=True, text=True)

    def test_says_its_version(self):
        run = self.run_program("--version")
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertTrue(run.stdout.startswith("twinbill "))

    def test_takes_no_library_from_the_build_or_the_wheel(self):
        listed = subprocess.run(["ldd", str(self.prefix / "bin" / "twinbill")], check=True, capture_output=True,
                                text=True).stdout
        self.assertNotIn("not found", listed)
        self.assertNotIn("site-packages", listed)
        self.assertNotIn(OPTIONS.build, listed)

    def test_holds_no_path_of_the_build_as_a_place_to_look_for_libraries(self):
        header = subprocess.run(["readelf", "-d", str(self.prefix / "bin" / "twinbill")], check=True,
                                capture_output=True, text=True).stdout
        paths = [line for line in header.splitlines() if "RPATH" in line or "RUNPATH" in line]
        self.assertEqual(len(paths), 1, header)
        self.assertIn("[$ORIGIN/../", paths[0])
        self.assertNotIn(":", paths[0].split("[")[1])

    def test_shows_the_sample_that_was_installed_with_it(self):
        run = self.run_program("demo", "--out", str(self.folder / "workspace"))
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertIn(str(self.prefix / "share" / "twinbill"), run.stdout)
        self.assertIn("rows read 119307 = taken 119307 + set aside 0", run.stdout)
        self.assertTrue((self.folder / "workspace" / "twinbill.db").is_file())

    def test_bills_the_sample_under_the_constructs_that_were_installed_with_it(self):
        run = self.run_program("demo", "--out", str(self.folder / "billed"))
        self.assertEqual(run.returncode, 0, run.stderr)
        contract = json.loads((self.folder / "billed/contracts/DEMO-2018/standard.json").read_text(encoding="utf-8"))
        names = sorted(construct["construct"] for construct in contract["constructs"])
        self.assertEqual(names, ["csd", "edp", "flat_prc", "prepayment", "tiered_ubtd", "ubd", "vpa"])
        for clause in (construct["clause"] for construct in contract["constructs"]):
            self.assertRegex(run.stdout, rf"\n(Anniversary|OutOfCycle),2018-10,.*,DEMO-2018,{clause},", clause)
        show = self.run_program("constructs", "show", "edp")
        self.assertIn(f"File: {self.prefix}/share/twinbill/constructs/edp.json", show.stdout)

    def test_runs_scripts_in_the_program_that_was_installed_with_it(self):
        sample = self.folder / "sample"
        shutil.copytree(pathlib.Path(__file__).parents[2] / "legacy_adapters/sql/samples/allocation", sample)
        run = self.run_program("bill", "--model", "legacy", "--contract", str(sample / "legacy.json"), "--usage",
                               str(next((self.prefix / "share" / "twinbill").glob("*.parquet"))))
        self.assertEqual((run.returncode, run.stderr), (0, ""))
        self.assertEqual(run.stdout.count("EdpDiscount"), 2)
        self.assertTrue((self.prefix / "libexec" / "twinbill" / "twinbill-keeper").is_file())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--cmake", required=True)
    parser.add_argument("--build", required=True)
    parser.parse_args(namespace=OPTIONS)
    unittest.main(argv=sys.argv[:1])
