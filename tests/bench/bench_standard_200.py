"""Two hundred contracts of one payer in one pass cost little more than one."""
import standard_contracts
from standard_contest import AgainstOne


class TwoHundredContracts(AgainstOne):
    name = "standard_200"
    title = "200 contracts of one payer, billed from the history in one pass"
    target = 0.334

    def many(self):
        return standard_contracts.family(200)


CONTESTS = [TwoHundredContracts()]
