"""Bills a period: 5 % off compute, by account; block storage at private rates, by account and region.

Level 1 of the protocol: docs/formats/process_protocol.md.
"""

import hashlib
import json
import sys

BANDS = ((0.0, 50.0, 0.093), (50.0, 200.0, 0.08), (200.0, None, 0.07))


def tiered(volume):
    total = 0.0
    for low, high, price in BANDS:
        if volume > low:
            total += ((volume if high is None else min(volume, high)) - low) * price
    return total


class Period:
    """The sums of one request."""

    def __init__(self):
        self.compute, self.volume, self.cost = {}, {}, {}
        self.read = hashlib.sha256()

    def take(self, row, line):
        self.read.update(line)
        if row["line_item_type"] != "Usage":
            return
        cost = float(row["cost"])
        if row["service"] == "AmazonEC2":
            self.compute[row["account"]] = self.compute.get(row["account"], 0.0) + cost
        if row["usage_type"].endswith("EBS:VolumeUsage.gp2"):
            key = (row["account"], row["region"])
            self.volume[key] = self.volume.get(key, 0.0) + float(row["quantity"])
            self.cost[key] = self.cost.get(key, 0.0) + cost

    def lines(self):
        for account, cost in sorted(self.compute.items()):
            yield {"usage_account_id": account, "line_item_type": "EdpDiscount", "clause": "Exhibit A 1",
                   "description": "Compute, 5 % off"}, cost * 0.05
        for (account, region), volume in sorted(self.volume.items()):
            yield {"usage_account_id": account, "region": region, "line_item_type": "PrivateRateDiscount",
                   "clause": "Exhibit A 2", "description": "Block storage at private rates"}, \
                max(0.0, self.cost[account, region] - tiered(volume))


def say(**message):
    line = (json.dumps(message) + "\n").encode()
    sys.stdout.buffer.write(line)
    return line


def answer(period, request, nonce):
    said, count = hashlib.sha256(), 0
    for fields, saved in period.lines():
        amount = "%.2f" % -saved
        if float(amount) == 0:
            continue
        count += 1
        said.update(say(type="RESULT", nonce=nonce, request=request, result=count, amount=amount, **fields))
    say(type="END", nonce=nonce, request=request, rows=count, sha256=said.hexdigest(), input=period.read.hexdigest())
    sys.stdout.buffer.flush()


def main():
    hello = json.loads(sys.stdin.buffer.readline())
    if 1 not in hello["versions"]:
        sys.exit("this program speaks version 1 of the protocol")
    nonce = hello["nonce"]
    say(type="READY", version=1, nonce=nonce, name="sample", build="python")
    sys.stdout.buffer.flush()
    period = Period()
    for line in sys.stdin.buffer:
        message = json.loads(line)
        if message["type"] == "ROW":
            period.take(message, line)
        else:
            answer(period, message["request"], nonce)
            period = Period()


main()
