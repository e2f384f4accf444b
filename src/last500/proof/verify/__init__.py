"""The verifier that whoever doubts runs at home: one file of the standard library, made of parts.

Here it is kept in parts that can be read one by one; `one_file()` is what lies in a bundle and
under `/tlog/verify.py`. Nothing in it knows of the product, the framework or the clock.
"""

import ast
from pathlib import Path

from last500.proof.verify.checking import SHOWN, Check
from last500.proof.verify.command import main
from last500.proof.verify.signatures import L, b64, read_key, sha256, signed
from last500.proof.verify.trees import Proved, Tree, tile_names

__all__ = [
    "L", "SHOWN", "Check", "Proved", "Tree", "b64", "main", "one_file", "read_key", "sha256",
    "signed", "tile_names",
]  # fmt: skip
PARTS = ("signatures", "trees", "sums", "checking", "command")
HEAD = '''#!/usr/bin/env python3
"""核验包检查 · Check a bundle of the log, offline: Python 3.9 or newer and nothing else.

    python3 verify.py BUNDLE [--checkpoint FILE …] [--key KEY …] [--code SIZE:CODE …]
                             [--witness KEY …] [--en]

BUNDLE is a ZIP or a .json; KEY is a line or a file; --en answers in English as well.
0 完整 intact · 1 有问题 something is wrong, and where · 2 打不开 cannot be read
It shows that nothing was changed after it was published; not that what was written is true.
"""
'''


def one_file() -> str:
    """The parts one after the other, with the imports of all of them at the top."""
    imports, texts = set(), []
    for part in PARTS:
        source = Path(__file__).with_name(f"{part}.py").read_text(encoding="utf-8")
        lines, last = source.splitlines(), 0
        for node in ast.parse(source).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                last = node.end_lineno or 0
                text = "\n".join(lines[node.lineno - 1 : last])
                imports |= set() if "last500" in text else {text}
        texts.append("\n".join(lines[last:]).strip("\n"))
    order = sorted(imports, key=lambda line: (line.startswith("from"), line))
    return "\n".join([HEAD, *order, "\n", "\n\n\n".join(texts), ""])
