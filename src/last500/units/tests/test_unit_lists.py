"""A community's list of units: staged, then entered; each waits for its liaison's own yes."""

import json

import pytest

from last500.base.errors import Forbidden, Refused
from last500.base.sheets import csv_text
from last500.organisations.models import Organisation
from last500.units import exporting, queries
from last500.units.actions import lists, unit_lists
from last500.units.models import LiaisonInvitation, UnitReportIn
from last500.units.tests.world import agreed, asked

pytestmark = pytest.mark.django_db
HEAD = ("单位名称", "类型", "办公电话", "至少多少天做一次", "能提供什么", "联络员", "联络员电话")


def line(n: int = 1, **more: str) -> tuple[str, ...]:
    said = {
        "name": f"第{n}中学", "kind": "单位党组织", "phone": "", "days": "30", "offers": "操场",
        "liaison": f"老师{n}", "liaison_phone": f"1000003{n:04d}",
    } | more  # fmt: skip
    return tuple(said.values())


def staged(cast, *rows, by: str = "he"):
    content = csv_text(HEAD, rows).encode()
    return unit_lists.stage(cast.actor(by), cast.community, content, "单位.csv")


def rows_of(run):
    return list(run.rows.order_by("line").values_list("verdict", "problem"))


def test_units_are_entered_and_wait_for_their_liaisons(cast):
    run = staged(cast, line(1), line(2, kind="merchant", days=""))
    assert not Organisation.objects.filter(name__startswith="第").exists(), "staged is not applied"
    assert unit_lists.apply(cast.actor("he"), run) == 0
    first, second = UnitReportIn.objects.order_by("pk")
    assert (first.state, first.waits_for, first.rhythm_days) == ("asked", "unit", 30)
    assert (second.organisation.kind, second.rhythm_days) == ("merchant", 90)
    assert LiaisonInvitation.objects.filter(answered_at=None).count() == 2
    assert not any(row.data for row in run.rows.all())


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (line(name=""), "没有单位名称"),
        (line(name="长" * 81), "单位名称太长"),
        (line(kind="机关"), "类型要写其中一个"),
        (line(kind="community"), "类型要写其中一个"),
        (line(days="3"), "7 和 366"),
        (line(days="很久"), "7 和 366"),
        (line(liaison=""), "没有联络员"),
        (line(liaison_phone=""), "没有联络员"),
        (line(liaison_phone="100000"), "少一位"),
        (line(offers="话" * 401), "太长"),
    ],
)
def test_a_bad_row_says_what_to_mend_and_the_others_stay_good(cast, row, word):
    run = staged(cast, line(8), row, line(9))
    before, bad, after = rows_of(run)
    assert (before[0], after[0]) == ("new", "new")
    assert bad[0] == "problem" and word in bad[1]


def test_a_unit_twice_is_entered_once_and_one_that_is_there_not_again(cast):
    agreed(cast, name="第3中学")
    run = staged(cast, line(1), line(1, name="第 1 中学"), line(3))
    assert [row[0] for row in rows_of(run)] == ["new", "twice", "invited"]


def test_the_same_file_twice_changes_nothing(cast):
    run = staged(cast, line(1))
    unit_lists.apply(cast.actor("he"), run)
    again = staged(cast, line(1))
    assert again.pk == run.pk
    assert unit_lists.apply(cast.actor("he"), again) == 0
    assert UnitReportIn.objects.count() == Organisation.objects.filter(kind="unit").count() == 1


def test_what_happened_meanwhile_is_said_on_the_row_and_the_rest_goes_on(cast):
    run = staged(cast, line(1), line(2))
    ended = asked(cast, name="第1中学", anew=True)
    UnitReportIn.objects.filter(pk=ended.pk).update(community=cast.community)
    row = run.rows.get(line=2)
    data = json.loads(row.data) | {"organisation": str(ended.organisation_id)}
    row.data = json.dumps(data)
    row.save(update_fields=["data"])
    assert unit_lists.apply(cast.actor("he"), run) == 0
    assert [row[0] for row in rows_of(run)] == ["problem", "new"]
    assert UnitReportIn.objects.filter(organisation__name="第2中学").exists()


def test_a_long_list_is_finished_by_the_worker(cast, monkeypatch):
    monkeypatch.setattr(unit_lists, "AT_ONCE", 1)
    monkeypatch.setattr(unit_lists, "PAGE", 2)
    run = staged(cast, *(line(n) for n in range(5)))
    assert lists.apply(cast.actor("he"), run, most=2000) == 3
    while lists.apply_wanted():
        pass
    assert UnitReportIn.objects.count() == 5
    run.refresh_from_db()
    assert run.state == "applied"


@pytest.mark.parametrize("who", ["hua", "lin", "qian", "tang", "op"])
def test_nobody_else_enters_units(cast, who):
    with pytest.raises(Forbidden):
        staged(cast, line(), by=who)


def test_what_was_exported_is_read_in_again_elsewhere(cast):
    """The JSON holds no person: read in again, each unit still lacks its liaison."""
    agreed(cast)
    found = queries.all_on_desk(cast.actor("he"), cast.community)
    said = exporting.as_json(cast.community, found)
    for unit in said["units"]:
        unit |= {"liaison_name": "新人", "liaison_phone": cast.li.phone}
    far = cast.b.parent
    cast.people["far_officer"] = cast.zhou
    from last500.organisations.models import Office

    Office.objects.create(
        person=cast.zhou, kind="community_officer", place=far, from_on="2020-01-01"
    )
    content = json.dumps(said, ensure_ascii=False).encode()
    run = unit_lists.stage(cast.actor("zhou"), far, content, "units.json")
    unit_lists.apply(cast.actor("zhou"), run)
    row = UnitReportIn.objects.get(community=far)
    assert (row.organisation.name, row.rhythm_days, row.offers) == (
        "区图书馆党支部",
        90,
        "周末故事会",
    )
    assert row.waits_for == "unit"


def test_a_compound_or_street_is_no_place_for_a_list(cast):
    with pytest.raises(Refused):
        unit_lists.stage(cast.actor("sun"), cast.street, b"x", "a.csv")
