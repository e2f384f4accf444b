"""Kinds and routes are suggested from words and from what desks verified; never decided."""

import json

import pytest

from last500.service_requests.categories import BY_CODE
from last500.service_requests.rules import Route
from last500.service_requests.suggestions import (
    ENOUGH_EXAMPLES,
    GROUNDS,
    Example,
    Model,
    learn,
    suggest,
)


@pytest.mark.parametrize(
    ("text", "category", "route"),
    [
        ("厨房水龙头关不严，想请人换个垫圈", "small_repair", "helpers"),
        ("单元门的门禁又失灵了", "public_facility", "property"),
        ("周四上午要去医院复查，想找人陪着挂号取药", "hospital_company", "helpers"),
        ("工地半夜还在施工打桩，吵得睡不着", "environment", "hotline"),
        ("劳动仲裁已经开庭了，想请社区给说句话", "law_mediation", "court"),
        ("老楼想装电梯，请社区牵头开个坝坝会", "public_facility", "topic"),
        ("要开一份居住证明，不晓得带哪些材料", "digital_help", "community"),
        ("电动车在车棚被偷了，怎么报案", "law_mediation", "police"),
    ],
)
def test_words_suggest_a_kind_and_a_route(text, category, route):
    first = suggest(text)[0]
    assert (first.category, first.route) == (category, route)
    assert first.because
    assert all(word in text for word in first.because)


def test_danger_goes_before_everything():
    assert suggest("父亲晕倒在家里，水龙头还开着")[0].route == "emergency"


def test_what_says_nothing_suggests_nothing():
    assert suggest("") == []
    assert suggest("嗯嗯") == []
    assert suggest("\x00" * 10) == []


def test_every_route_has_a_ground_and_every_suggestion_is_known():
    assert set(GROUNDS) == {str(route) for route in Route}
    for one in suggest("垃圾 手机 孩子 医院 物业 老人 闲置 门禁 律师", limit=12):
        assert one.category in BY_CODE
        assert one.route in GROUNDS


def examples(count):
    lamp = Example("楼道灯坏了看不清", "public_facility", "property")
    phone = Example("手机不会用想学视频", "digital_help", "helpers")
    return [lamp, phone] * (count // 2)


def test_the_model_learns_from_what_was_verified():
    model = learn(examples(ENOUGH_EXAMPLES))
    first = model.suggest("楼道的灯又坏了")[0]
    assert (first.category, first.route) == ("public_facility", "property")
    assert first.because
    assert model.suggest("想学手机")[0].category == "digital_help"


def test_the_model_is_silent_before_it_has_seen_enough():
    assert learn(examples(ENOUGH_EXAMPLES - 2)).suggest("楼道灯坏了") == []
    assert learn([]).suggest("楼道灯坏了") == []
    assert learn(examples(ENOUGH_EXAMPLES)).suggest("xyz") == []


def test_the_model_survives_json_and_keeps_no_rare_word():
    named = Example("张三丰家的灯坏了", "public_facility", "property")
    model = learn([*examples(ENOUGH_EXAMPLES), named])
    stored = json.dumps(model.to_dict(), ensure_ascii=False)
    assert "张三" not in stored
    again = Model.from_dict(json.loads(stored))
    assert again.suggest("楼道灯坏了") == model.suggest("楼道灯坏了")
