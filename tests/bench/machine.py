"""What the measurements ran on."""
import os
import pathlib
import platform
import subprocess

import duckdb


def _field(path, name):
    for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines():
        if line.split(":")[0].strip() == name:
            return line.split(":", 1)[1].strip()
    return "unknown"


def describe(ground):
    memory_kib = int(_field("/proc/meminfo", "MemTotal").split()[0])
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True, check=False)
    release = platform.freedesktop_os_release().get("PRETTY_NAME", "unknown")
    return {
        "processor": _field("/proc/cpuinfo", "model name"),
        "cores": os.cpu_count(),
        "memory": f"{memory_kib / 2**20:.0f} GiB",
        "system": f"{release}, Linux {platform.release()}",
        "compiler": compiler.stdout.splitlines()[0] if compiler.stdout else "unknown",
        "duckdb": duckdb.__version__,
        "threads": ground.threads,
    }
