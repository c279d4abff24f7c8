"""A legacy program for tests of fuzzing: 12.5 % off list cost, by account, in exact decimals; level 1 of the protocol.

exact_biller.py [FAULT [ANYTHING]]: with a fault it does something else, but only for usage that is seldom drawn.
"""

import decimal
import hashlib
import io
import json
import os
import signal
import sys
import time

FAULT = sys.argv[1] if len(sys.argv) > 1 else ""
LARGE = decimal.Decimal(1_000_000)  # what is seldom drawn: a record that costs as much
CENT = decimal.Decimal("0.01")
decimal.getcontext().prec = 100


def say(**message):
    line = (json.dumps(message) + "\n").encode()
    sys.stdout.buffer.write(line)
    return line


class Request:
    def __init__(self):
        self.cost, self.read, self.large = {}, hashlib.sha256(), False

    def take(self, row, line):
        self.read.update(line)
        if row["line_item_type"] != "Usage":
            return
        cost = decimal.Decimal(row["cost"])
        self.large = self.large or cost >= LARGE
        if FAULT == "crash" and self.large:
            os.kill(os.getpid(), signal.SIGSEGV)
        if FAULT == "hang" and self.large:
            time.sleep(1000)
        self.cost[row["account"]] = self.cost.get(row["account"], decimal.Decimal()) + cost

    def lines(self, kept):
        mode = decimal.ROUND_HALF_EVEN if FAULT == "half_even" else decimal.ROUND_HALF_UP
        for account, cost in sorted(self.cost.items()):
            amount = (-cost * decimal.Decimal("0.125")).quantize(CENT, rounding=mode)
            if FAULT == "remembers" and kept["requests"] > 40:
                amount += CENT
            if amount != 0:
                yield {"usage_account_id": account, "line_item_type": "T", "clause": "1", "description": "D",
                       "amount": format(amount, "f")}


def answer(request, number, nonce, kept):
    if FAULT == "error" and request.large:
        say(type="ERROR", nonce=nonce, request=number, message="too large for me")
        sys.stdout.buffer.flush()
        return
    kept["requests"] += 1
    if FAULT == "tires" and kept["requests"] > 20:
        sys.exit(3)
    said, count = hashlib.sha256(), 0
    for fields in request.lines(kept):
        count += 1
        said.update(say(type="RESULT", nonce=nonce, request=number, result=count, **fields))
    end = {"type": "END", "nonce": nonce, "request": number, "rows": count, "sha256": said.hexdigest(),
           "input": request.read.hexdigest()}
    if FAULT == "miscounts" and request.large:
        end["rows"] += 1
    say(**end)
    if FAULT == "talks_on" and request.large:
        sys.stdout.buffer.write(b"done\n")
    sys.stdout.buffer.flush()
    if FAULT == "one_question":
        sys.exit(0)


def requests_of(source):
    """(message, its line), for ever. With `forgetful`, what was read ahead of an END is lost."""
    reader = io.BufferedReader(source)
    while True:
        line = reader.readline()
        if not line:
            return
        message = json.loads(line)
        yield message, line
        if FAULT == "forgetful" and message["type"] == "END":
            reader.detach()
            reader = io.BufferedReader(source)


def main():
    messages = requests_of(io.FileIO(0, closefd=False))
    hello = next(messages)[0]
    say(type="READY", version=1, nonce=hello["nonce"], name="exact", build=FAULT)
    sys.stdout.buffer.flush()
    kept = {"requests": 0}
    request = Request()
    for message, line in messages:
        if message["type"] == "ROW":
            request.take(message, line)
        else:
            answer(request, message["request"], hello["nonce"], kept)
            request = Request()


main()
