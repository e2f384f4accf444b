"""What stands in the log is said in words: no kind of entry is left as the code writes it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import last500
from last500.exports.rules import State
from last500.web.security.words import KIND_WORDS, STREAM_WORDS

WRITERS = {"record", "note_security", "_write_down"}


def kinds() -> Iterator[str]:
    """The second literal of record(stream, kind, …) and the first of those who call it."""
    for file in Path(last500.__file__).parent.rglob("*.py"):
        if "tests" in file.parts:
            continue
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call):
                name = getattr(call.func, "id", getattr(call.func, "attr", ""))
                said = call.args[:2] if name in WRITERS else []
                words = [one.value for one in said if isinstance(one, ast.Constant)]
                if "log" not in words:  # the log's own book-keeping is not on that page
                    yield from (str(word) for word in words if word not in STREAM_WORDS)


def test_every_kind_of_entry_has_its_words():
    found = set(kinds())
    assert {"denied", "revealed", "taken", "complainant_asked"} <= found
    assert found | {State.RELEASED, State.REFUSED} <= set(KIND_WORDS)
