"""For any compound and any tampering: the verifier says bad exactly when bytes differ."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tamper.place_world import PLACE, Log, money, said
from tests.tamper.test_property import HOW, tampered

STREAMS = ("ledger", "votes", "resolutions")


def made(history: list[tuple[int, bool]], older: list[int]) -> dict[str, bytes]:
    """`history`: of each entry its stream, and whether it is the compound's own."""
    log = Log()
    log.add(f"votes:{PLACE}", "opened", {"title": "修电梯"})
    for number, (stream, own) in enumerate(history):
        log.add(f"{STREAMS[stream]}:{PLACE if own else 9}", "happened", {"number": number})
        if number % 5 == 0:
            log.add("offices", "given", {"number": number})
    log.close()
    return log.bundle(older=sorted({size for size in older if size < len(log.rows)}))


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 2), st.booleans()), max_size=25),
    st.lists(st.integers(1, 20), max_size=2),
    st.lists(st.sampled_from(HOW), max_size=2),
    st.randoms(use_true_random=False),
)
def test_the_verifier_says_bad_exactly_when_bytes_differ(history, older, acts, chance):
    files = made(history, older)
    other = files
    for how in sorted(acts, key=lambda how: how in {"flip", "write", "cut", "put in"}):
        other = tampered(other, how, chance)
    problems = said(other)
    if "older.jsonl" not in other or other["older.jsonl"] != files["older.jsonl"]:
        lost = files["older.jsonl"].startswith(other.get("older.jsonl", b""))
        rest = {name: data for name, data in other.items() if name != "older.jsonl"}
        if lost and rest == {name: files.get(name) for name in rest}:
            return  # a proof that was left out: whoever holds that checkpoint is told to ask for it
    assert bool(problems) == (other != files), problems


def test_the_control_an_honest_bundle_of_many_entries_is_intact():
    log = Log()
    for kind, body in money([number * 7 - 300 for number in range(300)]):
        log.add(f"ledger:{PLACE}", kind, body)
    log.close()
    files = log.bundle(older=[1, 2, 128, 255, 256, 300])
    assert said(files, codes=[log.code(255)]) == []
    chance = random.Random(1)
    for name in files:
        changed = bytearray(files[name])
        changed[chance.randrange(len(changed))] ^= 4
        assert said({**files, name: bytes(changed)}), name
