"""Replay against DuckDB doing both sides as SQL: what its benches share."""
import shutil

from contest import Contest, Mismatch
from replay_contracts import put

PAYER = "111122223333"


def without_results(ground, data):
    """The workspace as it was before its first replay."""
    workspace = data / "workspace"
    shutil.rmtree(workspace / "evidence", ignore_errors=True)
    shutil.copy2(data / "twinbill.db", workspace / "twinbill.db")
    return workspace


class Replay(Contest):
    name = "replay"
    title = "both sides of a contract of six rules over the history, compared"
    rival = "DuckDB, both sides as exact SQL and a full outer join of their lines"
    target = 5.0
    rows = 20_000_000
    statement = "replay_rival.sql"

    def make(self, ground, folder, rows):
        workspace = folder / "workspace"
        ground.run("init", workspace)
        ground.run("generate", "--workspace", workspace, "--rows", rows, "--accounts", 200, "--months", 3,
                   "--payer", PAYER)
        put(workspace, "BENCH", PAYER)
        shutil.copy2(workspace / "twinbill.db", folder / "twinbill.db")

    def prepare(self, ground, rows):
        return ground.kept_folder(f"replay-{rows}", lambda folder: self.make(ground, folder, rows))

    def verify(self, ground, data):
        found = ground.run_json("replay", "--workspace", without_results(ground, data), "--jobs", ground.threads,
                                "--quiet")
        periods = found["contracts"][0]["periods"]
        ours = (sum(period["lines"]["equal"] for period in periods),
                sum(sum(period["differences"].values()) for period in periods))
        self.before_theirs(ground, data)
        theirs = self.result(ground, data)
        if ours != theirs or ours[0] == 0:
            raise Mismatch(f"equal and different lines: ours {ours}, theirs {theirs}")

    def before_ours(self, ground, data):
        without_results(ground, data)

    def ours(self, ground, data):
        ground.run("replay", "--workspace", data / "workspace", "--jobs", ground.threads, "--quiet")

    def before_theirs(self, ground, data):
        self.connection = ground.connect()

    def result(self, ground, data):
        return self.connection.execute(
            ground.sql(self.statement, usage=data / "workspace" / "usage")).fetchone()

    def theirs(self, ground, data):
        self.result(ground, data)


class Again(Contest):
    """A workspace of 1,000 contracts whose results are there, replayed again; the rival does all of it anew."""
    rival = "twinbill replay --fresh: the same, with nothing reused"
    target = 5.0
    rows = 240_000
    contracts = 1000
    payers = 100

    def make(self, ground, folder, rows):
        workspace = folder / "workspace"
        ground.run("init", workspace)
        payers = min(self.payers, max(1, rows // 100))
        for number in range(payers):
            payer = f"{number + 1:012}"
            ground.run("generate", "--workspace", workspace, "--rows", rows // payers, "--accounts", 3, "--months", 12,
                       "--payer", payer, "--seed", number + 1)
            for contract in range(self.contracts // self.payers if payers == self.payers else 2):
                put(workspace, f"C{number}-{contract}", payer)
        ground.run("replay", "--workspace", workspace, "--quiet", "--jobs", ground.threads, exit_codes=(0, 1))

    def prepare(self, ground, rows):
        return ground.kept_folder(f"replay-again-{rows}", lambda folder: self.make(ground, folder, rows))

    def reused(self, ground, data):
        found = ground.run_json("replay", "--workspace", data / "workspace", "--quiet", exit_codes=(0, 1))
        return len(found["contracts"]), found["reused"]

    def theirs(self, ground, data):
        ground.run("replay", "--workspace", data / "workspace", "--quiet", "--fresh", "--jobs", ground.threads,
                   exit_codes=(0, 1))


class NothingChanged(Again):
    name = "replay_nothing_changed"
    title = "replay of 1,000 contracts, nothing changed"

    def verify(self, ground, data):
        self.reused(ground, data)  # the results that are there may be another program's
        contracts, reused = self.reused(ground, data)
        if contracts == 0 or contracts != reused:
            raise Mismatch(f"{reused} of {contracts} results were reused")

    def ours(self, ground, data):
        ground.run("replay", "--workspace", data / "workspace", "--quiet", "--jobs", ground.threads,
                   exit_codes=(0, 1))


class OneChanged(NothingChanged):
    name = "replay_one_changed"
    title = "replay of 1,000 contracts, one of them changed"
    changes = 0

    def change(self, data):
        OneChanged.changes += 1
        # To what it never was before, so that nothing of it is there.
        put(data / "workspace", "C0-0", f"{1:012}", percent=f"10.{data.stat().st_mtime_ns % 10**6:06}{self.changes}")

    def verify(self, ground, data):
        self.reused(ground, data)
        self.change(data)
        contracts, reused = self.reused(ground, data)
        if contracts != reused + 1:
            raise Mismatch(f"{reused} of {contracts} results were reused")

    def before_ours(self, ground, data):
        self.change(data)
