"""Repeated reports are found, different ones are left alone, and the work stays small."""

import time
from datetime import UTC, datetime, timedelta
from random import Random

from last500.service_requests.similar import Item, proposals

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def item(key, text, day=0, **more):
    return Item(key, text, START + timedelta(days=day), **more)


REPEATED = [
    item("a", "垃圾桶旁边堆了好几天，苍蝇多，味道飘到二楼。", 0, author="x"),
    item("b", "垃圾桶那里好几天没清，味道太大了，苍蝇到处飞", 2, author="y"),
    item("c", "活动室的门锁不好使，钥匙要转半天。", 3, author="x"),
]


def with_kind(items, kind):
    return [Item(i.key, i.text, i.at, i.place, kind, i.author) for i in items]


def test_a_repeated_public_matter_is_proposed_with_its_reason():
    (one,) = proposals(with_kind(REPEATED, "environment"))
    assert (one.a, one.b) == ("a", "b")
    assert one.because.days == 2
    assert one.because.same_author is False
    assert "垃圾桶" in one.because.phrases
    assert len(one.because.phrases) == 3


def test_matters_of_a_home_need_more_likeness():
    texts = ("单元门的门禁又失灵了，谁都能推开，晚上不踏实。", "门禁坏了，单元门谁都推得开")
    pair = [item(key, text, day) for key, text, day in zip("ab", texts, (0, 2), strict=True)]
    assert len(proposals(with_kind(pair, "public_facility"))) == 1
    assert proposals(with_kind(pair, "small_repair")) == []


def test_only_texts_of_one_place_are_compared():
    apart = [Item(i.key, i.text, i.at, i.key, "environment", i.author) for i in REPEATED]
    assert proposals(apart) == []


def test_the_same_words_long_after_are_another_matter():
    text = "三单元二楼的灯坏了一个星期，晚上看不清台阶。"
    assert proposals([item("a", text), item("b", text, 400)]) == []
    assert len(proposals([item("a", text), item("b", text, 40)])) == 1


def test_another_entrance_is_another_lamp():
    first = item("a", "三单元的楼道灯坏了，晚上看不清台阶", 0, category="public_facility")
    other = item("b", "五单元的楼道灯不亮，晚上看不清路", 1, category="public_facility")
    same = item("c", "3单元的楼道灯不亮，晚上看不清路", 1, category="public_facility")
    plenty = [item(f"n{n}", text, n) for n, text in enumerate(_other_texts(40))]
    found = {(one.a, one.b) for one in proposals([first, other, *plenty])}
    assert ("a", "b") not in found
    found = {(one.a, one.b) for one in proposals([first, same, *plenty])}
    assert ("a", "c") in found


def test_odd_input_is_harmless():
    assert proposals([]) == []
    assert proposals([item("a", ""), item("b", ""), item("c", "\x00!?"), item("d", "a")]) == []
    assert len(proposals([item("a", "路灯坏了"), item("b", "路灯坏了", 1)])) == 1


def test_many_long_texts_stay_quick():
    texts = _other_texts(1500, 200)
    start = time.perf_counter()
    proposals([item(str(n), text, n % 90) for n, text in enumerate(texts)])
    assert time.perf_counter() - start < 10  # about 1 s alone; wide for a busy machine


def _other_texts(count, length=20):
    rng = Random(5)
    signs = [chr(0x4E00 + n) for n in range(1500)]
    return ["".join(rng.choices(signs, k=length)) for _ in range(count)]
