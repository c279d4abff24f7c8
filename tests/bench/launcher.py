"""Starts programs for the benches and says how much memory each took.

A process of its own, and a small one: the kernel counts what the starter has in memory as the most that its child
ever had, and the benches hold DuckDB's tables. Reads a command a line, writes how it ended a line.
"""
import json
import os
import sys


def main():
    for line in sys.stdin:
        order = json.loads(line)
        flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
        child = os.posix_spawn(order["command"][0], order["command"], os.environ, file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, order["out"], flags, 0o600), (os.POSIX_SPAWN_OPEN, 2, order["error"], flags, 0o600)])
        _, status, usage = os.wait4(child, 0)
        print(json.dumps({"code": os.waitstatus_to_exitcode(status), "peak_kib": usage.ru_maxrss}), flush=True)


if __name__ == "__main__":
    main()
