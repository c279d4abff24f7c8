"""Generated cases of both sides, in process, against RapidCheck drawing the records itself."""
import json
import pathlib

from contest import Contest, Mismatch

RULES = pathlib.Path(__file__).resolve().parent / "contracts" / "fuzz_rules.json"


class Fuzz(Contest):
    name = "fuzz"
    title = ("cases of a rule book of seven rules and its translation, one core: drawn at what the contract "
             "mentions, billed by both sides, compared")
    rival = "RapidCheck, each record drawn by its generators, the same two sides"
    target = 1.0
    rows = 200_000  # cases
    rival_share = 10  # the rival runs so many times fewer cases, and its time is scaled up

    def prepare(self, ground, rows):
        folder = ground.fresh_folder("fuzz")
        standard = folder / "standard.json"
        ground.run("translate", RULES, "--primitive", "-o", standard)
        return {"standard": standard, "cases": rows}

    def arguments(self, data, cases):
        return ("fuzz", "--legacy", RULES, "--standard", data["standard"], "--cases", cases,
                "--seed", 1, "--jobs", 1)

    def verify(self, ground, data):
        result = ground.run_json(*self.arguments(data, 1000), exit_codes=(0, 1))[0]
        if result["verdict"] != "identical":
            raise Mismatch(json.dumps(result, indent=1)[:4000])

    def ours(self, ground, data):
        ground.run(*self.arguments(data, data["cases"]), "--quiet")

    def theirs(self, ground, data):
        cases = max(data["cases"] // self.rival_share, 100)
        seconds = float(ground.run_tool("twinbill_rapidcheck_cases", RULES, data["standard"], cases))
        return seconds * data["cases"] / cases

    def figures(self, rows, ours_s):
        return {"cases_per_s_core": round(rows / ours_s)}


CONTESTS = [Fuzz()]
