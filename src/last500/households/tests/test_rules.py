import pytest

from last500.households.rules import ALLOWED, OPEN, State, clean_door


@pytest.mark.parametrize(
    ("text", "door"),
    [
        ("1502", "1502"),
        ("１５０２室", "1502"),
        (" 3 - 1502 ", "3-1502"),
        ("3—502号房", "3-502"),
        ("a101", "A101"),
        ("商铺 12", "商铺-12"),
    ],
)
def test_one_door_is_written_one_way(text, door):
    assert clean_door(text) == door


@pytest.mark.parametrize("text", ["", "   ", "室", "1502；张三", "1" * 21, "-"])
def test_what_is_no_door_is_refused(text):
    with pytest.raises(ValueError):
        clean_door(text)


def test_what_is_over_stays_over():
    assert set(ALLOWED) == OPEN
    assert ALLOWED[State.CONFIRMED] == {State.ENDED}
