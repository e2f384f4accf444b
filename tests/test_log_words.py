"""Whatever the code can write into the log has words for the page that shows it.

The first and second argument of every call of `proof.actions.record` are read from the source. What
is a literal has its words; where it is put together, FORMS says from what, and must be complete.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from last500.calls.rules import Action as CallAction
from last500.complaints.actions import revealing
from last500.exports.rules import State as ExportState
from last500.organisations.two_people import MATTER_KINDS
from last500.projects.rules import Action as ProjectAction
from last500.units.rules import Action as UnitAction
from last500.votes.rules import Action as VoteAction
from last500.web.security.words import KIND_WORDS, STREAM_WORDS

SOURCE = Path(__file__).resolve().parent.parent / "src" / "last500"
# Functions that hand a kind on to the log: file, function, place of the kind among its arguments.
HANDS_ON = {
    ("people/actions.py", "note_security"): 0,
    ("organisations/accounts.py", "_write"): 2,
    ("organisations/break_glass.py", "_write"): 2,
    ("organisations/actions.py", "tell_the_log"): 0,
    ("organisations/two_people.py", "_write"): 2,
    ("lists/actions/profile.py", "_log"): 1,
    ("records/actions/correcting.py", "_prove"): 0,
    ("teams/actions/arranging.py", "_on_record"): 2,
    ("complaints/actions/revealing.py", "_write_down"): 0,
    ("cli/keys.py", "_write_down"): 0,
    ("consultations/actions/life.py", "_record"): 1,
    ("covenants/actions/life.py", "_write_down"): 1,
}
# Kinds that are put together from a closed list, by file.
A = ProjectAction
# The turns of a project; what the desk's consent, a reminder and a climb are is not of the log.
TURNS = set(A) - {A.CONSENT, A.REMIND, A.MOVE_UP}
VOTE_KINDS = {
    *("vote seat", "vote owner change", "vote ballot", "vote result", "vote outcome", "vote sign"),
    *("vote objection", "vote objection withdrawn", "vote objection answered", "vote thaw"),
    *("vote recounted", "vote stands", "vote void"),
}
FORMS = {
    "exports/actions.py": {ExportState.RELEASED.value, ExportState.REFUSED.value},
    "calls/actions/step.py": {f"call {action}" for action in CallAction},
    "councils/actions/step.py": {
        *("meeting announced", "meeting moved", "meeting called off", "minutes published"),
        "minutes corrected",
    },
    "projects/actions/life.py": {f"project {action}" for action in TURNS},
    "votes/actions/step.py": {f"vote {action}" for action in VoteAction} | VOTE_KINDS,
    "units/actions/step.py": {str(action) for action in UnitAction},
}
ANYWHERE = {"note_security", "tell_the_log"}  # called from other files too
# The words around what is handed on.
WRAPPED = {
    "organisations/break_glass.py": lambda word: [f"break-glass {word}"],
    "organisations/two_people.py": lambda word: [
        f"{kind} {word}" for kind in MATTER_KINDS.values()
    ],
}


def calls(nodes: list[ast.AST]) -> Iterator[tuple[str, ast.Call]]:
    for node in nodes:
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node


def sources() -> Iterator[tuple[str, list[ast.AST]]]:
    for path in sorted(SOURCE.rglob("*.py")):
        parts = path.relative_to(SOURCE).parts
        if not {"tests", "migrations", "demo"} & set(parts):
            yield "/".join(parts), list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def names_of_record(nodes: list[ast.AST]) -> set[str]:
    """Under which names this file calls `proof.actions.record`."""
    found = set()
    for node in nodes:
        if isinstance(node, ast.ImportFrom) and node.module == "last500.proof.actions":
            found |= {one.asname or one.name for one in node.names if one.name == "record"}
        if isinstance(node, ast.ImportFrom) and node.module == "last500.proof":
            found |= {"record" for one in node.names if one.name == "actions"}
    return found


def literals(node: ast.expr) -> set[str] | None:
    """What a literal, or a choice between literals, can be; None for anything else."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return {node.value}
    if isinstance(node, ast.IfExp):
        one, other = literals(node.body), literals(node.orelse)
        return one | other if one is not None and other is not None else None
    return None


def first_words(node: ast.expr) -> set[str] | None:
    """The stream: what stands before a colon."""
    if isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        return {str(node.values[0].value).split(":")[0]}
    if isinstance(node, ast.IfExp):
        one, other = first_words(node.body), first_words(node.orelse)
        return one | other if one is not None and other is not None else None
    return literals(node)


Called = tuple[str, ast.Call]  # in which file, and the call


def read() -> tuple[list[Called], dict[str, list[Called]]]:
    """Calls that record, and of each function that hands on; every process collects this file,
    so each source is walked once, and no more of it is kept than that."""
    recorded: list[Called] = []
    handing: dict[str, list[Called]] = {function: [] for _file, function in HANDS_ON}
    for file, nodes in sources():
        names = names_of_record(nodes)
        for name, call in calls(nodes):
            if name in names and len(call.args) >= 3:
                recorded.append((file, call))
            if name in handing:
                handing[name].append((file, call))
    return recorded, handing


RECORDED, HANDING = read()


def handed_on(file: str, function: str, place: int) -> set[str] | None:
    """The literals with which this function is called, wherever it may be called from."""
    found: set[str] = set()
    for other, call in HANDING[function]:
        if other != file and function not in ANYWHERE:
            continue
        words = literals(call.args[place])
        if words is None:
            return None
        found |= words
    wrap = WRAPPED.get(file, lambda word: [word])
    return {kind for word in found for kind in wrap(word)}


def test_the_reader_finds_the_calls():
    assert len(RECORDED) >= 25
    assert revealing.record


@pytest.mark.parametrize(("file", "call"), RECORDED, ids=lambda one: getattr(one, "lineno", one))
def test_every_stream_has_words(file, call):
    streams = first_words(call.args[0])
    if streams is None:  # chosen a line above: all that the file names
        assert file == "organisations/two_people.py"
        streams = {"security", "offices"}
    assert streams <= set(STREAM_WORDS), file


@pytest.mark.parametrize(("file", "call"), RECORDED, ids=lambda one: getattr(one, "lineno", one))
def test_every_kind_has_words(file, call):
    kinds = literals(call.args[1]) or FORMS.get(file)
    if kinds is None:
        mine = [(f, place) for (where, f), place in HANDS_ON.items() if where == file]
        assert mine, f"{file}: say in HANDS_ON or FORMS which kinds this call can write"
        ((function, place),) = mine
        kinds = handed_on(file, function, place)
    assert kinds, f"{file}: a kind that is not a word there; say it in FORMS"
    assert kinds <= set(KIND_WORDS), file


def test_no_word_is_left_over_of_a_kind_that_nothing_writes():
    known: set[str] = set()
    for file, call in RECORDED:
        known |= literals(call.args[1]) or FORMS.get(file) or set()
    for (file, function), place in HANDS_ON.items():
        known |= handed_on(file, function, place) or set()
    assert set(KIND_WORDS) - known == set()
