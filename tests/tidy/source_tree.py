"""The tree that the rules look at: its files, their text, and C++ text without comments and strings."""

import pathlib
import re
import subprocess

ROOMS = ("corpus", "legacy_adapters", "standard_engine", "translators", "harness", "reports")


class SourceTree:
    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.paths = sorted(self._list())

    def _list(self):
        """What git knows or would take; in a folder without git (an unpacked archive), all files."""
        if (self.root / ".git").exists():
            listed = subprocess.run(
                ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
                cwd=self.root, check=True, capture_output=True, text=True).stdout.split("\0")
            return [path for path in listed if path and (self.root / path).is_file()]
        files = (path.relative_to(self.root) for path in self.root.rglob("*") if path.is_file())
        return [str(path) for path in files
                if not path.parts[0].startswith("build") and path.parts[0] != ".venv"]

    def text(self, path):
        return (self.root / path).read_text(encoding="utf-8")

    def ending(self, *endings):
        return [path for path in self.paths if path.endswith(endings)]

    def cpp(self):
        return self.ending(".h", ".cc")

    def in_rooms(self, *endings):
        return [path for path in self.ending(*endings) if path.split("/")[0] in ROOMS]


TOKEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<mark>[^\s()\\]{0,16})\(.*?\)(?P=mark)"|"(?:\\.|[^"\\\n])*"|'
    r"(?<![0-9A-Za-z_])'(?:\\.|[^'\\\n])+'", re.DOTALL)


def code_only(text):
    """`text` with comments, strings and characters blanked; lines keep their numbers."""
    return TOKEN.sub(lambda match: re.sub(r"[^\n]", " ", match.group()), text)


def without_comments(text):
    def blank(match):
        token = match.group()
        return re.sub(r"[^\n]", " ", token) if token.startswith(("//", "/*")) else token
    return TOKEN.sub(blank, text)


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1
