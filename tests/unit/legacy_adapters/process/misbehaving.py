"""A program that speaks level 1 of the protocol, but for one misbehaviour: misbehaving.py MODE [ANYTHING].

It bills one line for each record of the request, amount = cost rounded to two digits by cutting.
"""

import hashlib
import json
import os
import resource
import signal
import sys
import time

MODE = sys.argv[1]
POISON = "poison"


def say(line):
    sys.stdout.buffer.write(line if isinstance(line, bytes) else line.encode())
    sys.stdout.buffer.flush()


def message(**members):
    return json.dumps(members) + "\n"


def sleep_forever():
    while True:
        time.sleep(100)


def spin_forever():
    while True:
        pass


def start_grandchild():
    import subprocess  # here, since few modes want it and it is slow to load
    subprocess.Popen([sys.executable, "-c", "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); "
                      "time.sleep(1000)", *sys.argv[2:]], start_new_session=True)
    time.sleep(0.1)


def before_ready():
    if MODE == "hang_at_start":
        sleep_forever()
    if MODE == "hang_at_start_busy":
        spin_forever()
    if MODE == "banner":
        say("Biller 3.1 starting\n")
    if MODE == "crash_at_start":
        os.kill(os.getpid(), signal.SIGSEGV)
    if MODE == "byte_order_mark":
        say(b"\xef\xbb\xbf")
    if MODE == "exit_at_start":
        sys.exit(7)
    if MODE == "ends_at_start":
        sys.exit(0)


def ready(nonce):
    if MODE == "version_2":
        return message(type="READY", version=2, nonce=nonce)
    if MODE == "other_nonce":
        return message(type="READY", version=1, nonce="0000")
    if MODE == "result_first":
        return message(type="RESULT", nonce=nonce, request=1, result=1, line_item_type="T", clause="c", amount="1")
    if MODE == "error_first":
        return message(type="ERROR", nonce=nonce, request=0, message="no licence")
    return message(type="READY", version=1, nonce=nonce, name="misbehaving", build=MODE)


def on_row(row, count):
    """Before the row is taken in."""
    if MODE == "hang_mid_row" and count == 3:
        sleep_forever()
    if MODE == "close_stdin" and count == 2:
        os.close(0)
        sleep_forever()
    if row["id"] != POISON:
        return
    if MODE == "crash_on_row":
        os.kill(os.getpid(), signal.SIGSEGV)
    if MODE == "abort_on_row":
        os.abort()
    if MODE == "exit_on_row":
        sys.stderr.write("cannot bill this\n")
        sys.exit(3)
    if MODE == "hang_on_row":
        sleep_forever()
    if MODE == "end_on_row":
        sys.exit(0)


def on_rows_read(nonce):
    if MODE in ("hang_after_rows", "hang_ignoring_term", "hang_grandchild"):
        if MODE != "hang_after_rows":
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
        if MODE == "hang_grandchild":
            start_grandchild()
        sleep_forever()
    if MODE == "hang_busy":
        spin_forever()
    if MODE == "hang_stopped":
        os.kill(os.getpid(), signal.SIGSTOP)
    if MODE == "hang_drip":
        while True:
            say(" ")
            time.sleep(0.05)
    if MODE == "hang_talking":
        while True:
            sys.stderr.write("still working\n")
            sys.stderr.flush()
            time.sleep(0.05)
    if MODE == "close_stdout":
        os.close(1)
        sleep_forever()
    if MODE == "stderr_flood":
        while True:
            os.write(2, b"x" * 65536)
    if MODE == "stdout_flood":
        while True:
            os.write(1, b"x" * 65536)
    if MODE == "fork_crowd":
        for _ in range(200):
            if os.fork() == 0:
                sleep_forever()
        sleep_forever()
    if MODE == "out_of_memory":
        blocks = []
        while True:
            blocks.append(bytearray(64 << 20))
    if MODE == "cpu_limit":
        spin_forever()
    if MODE == "crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if MODE == "killed":
        os.kill(os.getpid(), signal.SIGKILL)
    if MODE == "exit_1":
        sys.stderr.write("Traceback\nValueError: no such price\n")
        sys.exit(1)
    if MODE == "exit_0":
        sys.exit(0)
    if MODE == "crash_first_life" and nonce == hashlib.sha256(b"nonce C P 1").hexdigest()[:16]:
        os.kill(os.getpid(), signal.SIGSEGV)
    lines = {
        "progress": "12% done\n", "blank_line": "\n", "traceback": "Traceback (most recent call last):\n",
        "array": "[1, 2]\n", "number": "42\n", "broken_json": '{"type": "RESULT", \n', "csv": "a,b,c\n",
        "not_utf8": b'{"type": "\xff"}\n', "nul": b'{"type": "\x00"}\n', "latin1": "Größe\n".encode("latin-1"),
        "unknown_type": message(type="RESULTS", nonce=nonce), "no_type": message(nonce=nonce),
        "second_ready": message(type="READY", version=1, nonce=nonce),
        "error": message(type="ERROR", nonce=nonce, request=1, message="no price for it"),
        "error_row": message(type="ERROR", nonce=nonce, request=1, row=2, message="no price for it"),
    }
    if MODE in lines:
        say(lines[MODE])
    if MODE == "long_line":
        say("x" * (2 << 20) + "\n")


AMOUNTS = {
    "amount_nan": "NaN", "amount_infinite": "inf", "amount_comma": "1,234.50", "amount_exponent": "1e2",
    "amount_plus": "+1.00", "amount_minus_zero": "-0.00", "amount_empty": "", "amount_spaces": " 1.00",
    "amount_leading_zero": "01.00", "amount_digits": "1.0000000000000000001", "amount_currency": "$1.00",
}
FIELDS = {
    "other_period": {"billing_period": "2031-01"}, "other_payer": {"payer_account_id": "Q"},
    "other_contract": {"contract_id": "D"}, "other_currency": {"currency": "EUR"}, "empty_clause": {"clause": ""},
    "bad_quantity": {"quantity": "1.50"}, "bad_bill_type": {"bill_type": "Monthly"},
    "number_amount": {"amount": 1.5}, "null_region": {"region": None}, "extra_key": {"note": "x"},
    "random_amount": {"amount": str(int.from_bytes(os.urandom(4), "big"))},
    "clock_amount": {"amount": str(time.time_ns())},
    "address_amount": {"amount": str(id(object()))},
}


def result(nonce, request, number, row):
    whole = row["cost"].split(".")[0].replace("-0", "0")
    members = {"type": "RESULT", "nonce": nonce, "request": request, "result": number,
               "usage_account_id": row["account"], "line_item_type": "T", "clause": "c",
               "amount": AMOUNTS.get(MODE, whole + ".00")}
    members.update(FIELDS.get(MODE, {}))
    if MODE == "missing_key":
        del members["result"]
    if MODE == "missing_amount":
        del members["amount"]
    if MODE == "old_request":
        members["request"] = request - 1
    if MODE == "later_request":
        members["request"] = request + 1
    if MODE == "old_nonce":
        members["nonce"] = "f" * 16
    line = message(**members)
    if MODE == "duplicate_key":
        line = line.replace("}", ', "clause": "d"}')
    return line.replace("\n", "\r\n") if MODE == "crlf" else line


def numbers_of(count):
    numbers = list(range(1, count + 1))
    if MODE == "missing_result":
        del numbers[1]
    if MODE == "duplicate_result":
        numbers.insert(1, 1)
    if MODE == "swapped_results":
        numbers[0], numbers[1] = numbers[1], numbers[0]
    return numbers


def answer(nonce, request, rows, read):
    digest = hashlib.sha256()
    count = 0
    for number in numbers_of(len(rows)):
        if MODE == "hang_mid_answer" and count == 2:
            sleep_forever()
        if MODE == "exit_mid_answer" and count == 2:
            sys.exit(0)
        if MODE == "crash_mid_answer" and count == 2:
            os.kill(os.getpid(), signal.SIGSEGV)
        line = result(nonce, request, number, rows[number - 1])
        if MODE == "partial_line" and count == 2:
            say(line[:20])
            sys.exit(0)
        digest.update(line.encode())
        say(line)
        count += 1
    if MODE == "hang_before_end":
        sleep_forever()
    if MODE == "no_end":
        sys.exit(0)
    end = {"type": "END", "nonce": nonce, "request": request, "rows": count, "sha256": digest.hexdigest(),
           "input": read.hexdigest()}
    end["rows"] += {"end_counts_more": 1, "end_counts_less": -1}.get(MODE, 0)
    if MODE == "end_without_digest":
        del end["sha256"]
    if MODE == "wrong_digest":
        end["sha256"] = "0" * 64
    if MODE == "wrong_input":
        end["input"] = "0" * 64
    line = message(**end)
    if MODE == "second_end":
        line += line
    if MODE == "talks_on":
        line += "bye\n"
    say(line)
    if MODE == "one_question":
        sys.exit(0)


def main():
    if MODE == "leaves_process":
        start_grandchild()
    before_ready()
    hello = json.loads(sys.stdin.readline())
    say(ready(hello["nonce"]))
    if MODE == "hang_not_reading":
        sleep_forever()
    rows, read = [], hashlib.sha256()
    for line in sys.stdin:
        row = json.loads(line)
        if row["type"] == "ROW":
            if MODE == "answers_early" and len(rows) == 1:
                answer(hello["nonce"], row["request"], rows, read)
            on_row(row, len(rows))
            if MODE == "skips_row" and len(rows) == 1:
                MODE_SKIPPED.append(row)
                rows.append(row)
                continue
            rows.append(row)
            read.update(line.encode())
        else:
            on_rows_read(hello["nonce"])
            answer(hello["nonce"], row["request"], rows, read)
            rows, read = [], hashlib.sha256()
    if MODE == "hang_at_exit":
        sleep_forever()
    if MODE == "crash_at_exit":
        os.kill(os.getpid(), signal.SIGSEGV)


MODE_SKIPPED = []
resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
main()
