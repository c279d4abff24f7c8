"""What a bench is, and the ground it runs on.

A bench is a file `bench_NAME.py` in this folder with a list `CONTESTS`, mostly of one contest of that
name; nothing else names it. A contest pits one command of twinbill against a rival over the same data:

    class Scan(Contest):
        name = "scan"                     # its key in build/bench.json
        title = "quantity and cost per cell over the history"
        rival = "DuckDB, GROUP BY over a CUR Parquet file"
        target = 5.0                      # theirs / ours that is asked for
        rows = 20_000_000                 # how many, where --rows does not say
        statement = "scan_rival.sql"      # the rival's text in tests/bench/sql, for the report

        def prepare(self, ground, rows): ...       # returns the data; kept between runs
        def verify(self, ground, data): ...        # raises Mismatch unless both results are equal
        def ours(self, ground, data): ...          # one run; the frame takes the time
        def theirs(self, ground, data): ...        # one run; may return its own seconds

    CONTESTS = [Scan()]

`verify` runs before any timing. Then ours and theirs run in turn, three times each, with the same
number of threads; the medians count. What a run needs beforehand and is no part of the job (a connection,
an empty folder) goes into `before_ours` and `before_theirs`, which are not timed. A program that only a
bench runs is a target in tests/bench/CMakeLists.txt (`twinbill_bench_program`), run by `ground.run_tool`.
"""
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import duckdb


class Mismatch(Exception):
    """The rival's result is not ours: nothing is timed."""


class Contest:
    name = ""
    title = ""
    rival = ""
    target = 1.0
    rows = 1_000_000
    statement = ""
    connection = None  # to DuckDB, where there is one
    headline = True  # False: in the report, not in build/bench.json

    def prepare(self, ground, rows):
        raise NotImplementedError

    def verify(self, ground, data):
        raise NotImplementedError

    def before_ours(self, ground, data):
        pass

    def ours(self, ground, data):
        raise NotImplementedError

    def before_theirs(self, ground, data):
        pass

    def theirs(self, ground, data):
        raise NotImplementedError

    def after_theirs(self):
        """Ends what the rival left: its threads give memory back for a while, and ours runs next."""
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def figures(self, rows, ours_s):
        """More figures for build/bench.json, by name, from the median of ours."""
        return {}


class Ground:
    def __init__(self, build, threads):
        self.build = pathlib.Path(build).resolve()
        self.program = self.build / "twinbill"
        self.threads = threads
        self.source = pathlib.Path(__file__).resolve().parent
        self.data = self.build / "bench-data"
        self.data.mkdir(parents=True, exist_ok=True)
        self.peak_kib = 0  # the most memory that a program of ours took since it was last set to 0
        self.launcher = subprocess.Popen([sys.executable, "-S", str(self.source / "launcher.py")], text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def close(self):
        self.launcher.stdin.close()
        self.launcher.wait()
        self.launcher.stdout.close()

    def kept_folder(self, name, make):
        """The folder `name` of the data, made once by `make(folder)`.

        `name` has every parameter in it; delete build/bench-data after a change of the maker.
        """
        folder = self.data / name
        if not (folder / "COMPLETE").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            make(folder)
            (folder / "COMPLETE").touch()
        return folder

    def fresh_folder(self, name):
        """An empty folder below the data."""
        folder = self.data / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        return folder

    def sql(self, file, **values):
        """The text of sql/FILE with `{name}` replaced."""
        text = (self.source / "sql" / file).read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def connect(self, database=":memory:"):
        """A DuckDB connection with the contest's threads."""
        connection = duckdb.connect(str(database))
        connection.execute(f"SET threads = {self.threads}")
        connection.execute("SET preserve_insertion_order = false")
        connection.execute("SET enable_progress_bar = false")
        spill = self.data / "duckdb-spill"
        connection.execute(f"SET temp_directory = '{spill}'")
        return connection

    def run(self, *arguments, exit_codes=(0,)):
        """Runs twinbill; gives its standard output."""
        return self._run(self.program, arguments, exit_codes)

    def run_tool(self, tool, *arguments):
        """Runs a program that only the benches have; gives its standard output."""
        return self._run(self.build / tool, arguments, (0,))

    def _run(self, program, arguments, exit_codes):
        command = [str(program), *map(str, arguments)]
        with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as error:
            order = {"command": command, "out": out.name, "error": error.name}
            self.launcher.stdin.write(json.dumps(order) + "\n")
            self.launcher.stdin.flush()
            ended = json.loads(self.launcher.stdout.readline())
            self.peak_kib = max(self.peak_kib, ended["peak_kib"])
            if ended["code"] not in exit_codes:
                message = pathlib.Path(error.name).read_text(encoding="utf-8", errors="replace")
                raise RuntimeError(f"{' '.join(command)}: exit code {ended['code']}\n{message}")
            return pathlib.Path(out.name).read_text(encoding="utf-8")

    def run_json(self, *arguments, exit_codes=(0,)):
        return json.loads(self.run(*arguments, "--json", exit_codes=exit_codes))
