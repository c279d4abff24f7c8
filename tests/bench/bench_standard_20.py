"""A contract of twenty constructs costs little more than one of seven."""
import standard_contracts
from standard_contest import AgainstOne


class TwentyConstructs(AgainstOne):
    name = "standard_20"
    title = "one contract of twenty constructs, billed from the history"
    target = 0.5

    def many(self):
        return [standard_contracts.contract("TWENTY", standard_contracts.twenty())]


CONTESTS = [TwentyConstructs()]
