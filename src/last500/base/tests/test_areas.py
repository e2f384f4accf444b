import pytest

from last500.base.areas import m2_words, read_m2


@pytest.mark.parametrize(
    ("text", "cm2"),
    [
        ("127.38", 1273800),
        ("１２７．３８㎡", 1273800),
        ("330,900 平方米", 3309000000),
        ("60", 600000),
        ("0.0001", 1),
    ],
)
def test_an_area_is_read_exactly(text, cm2):
    assert read_m2(text) == cm2


@pytest.mark.parametrize("text", ["", "-3", "1.23456", "约60", "1e3", "60-70"])
def test_what_is_no_area_is_refused(text):
    with pytest.raises(ValueError):
        read_m2(text)


@pytest.mark.parametrize(("cm2", "words"), [(1273800, "127.38"), (600000, "60"), (1, "0.0001")])
def test_an_area_is_shown_without_noughts(cm2, words):
    assert m2_words(cm2) == words
    assert read_m2(words) == cm2
