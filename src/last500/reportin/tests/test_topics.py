"""The overview and a page for each topic: short, kept as typed, refused in words."""

import pytest

from last500.base import clock
from last500.base.errors import Refused
from last500.reportin import actions
from last500.reportin.models import HelperNumber
from last500.reportin.queries import own
from last500.reportin.views.wishes import TOPICS
from last500.reportin.week import Window
from tests.test_access import BACKEND

ALL = [*TOPICS, "days", "proofs", "number", "unit", "move"]


@pytest.fixture
def wang(cast, client):
    client.force_login(cast.wang, backend=BACKEND)
    return client


def post(client, topic, once="o" * 32, **form):
    return client.post(f"/me/wishes/{topic}/", form | {"once": once})


def mine(cast):
    return own(cast.actor("wang"))


def test_the_overview_says_each_topic_in_a_line_and_leads_to_it(cast, wang):
    page = wang.get("/me/wishes/").content.decode()
    for topic in ALL:
        assert f'href="/me/wishes/{topic}/"' in page
    assert "每天 18:00–21:00" in page and "21:30–08:00" in page and "同时最多 3 件" in page


def test_the_overview_costs_few_statements(cast, wang, django_assert_max_num_queries):
    wang.get("/me/wishes/")
    with django_assert_max_num_queries(10):
        wang.get("/me/wishes/")


@pytest.mark.parametrize("topic", ALL)
def test_every_page_is_short_and_opens_for_whoever_is_reported_in(cast, wang, topic):
    answer = wang.get(f"/me/wishes/{topic}/")
    assert answer.status_code == 200 and len(answer.content) < 40_000


def test_hours_beside_the_parts_of_a_day(cast, wang):
    form = {"free": ["0-morning"], "from_0_0": "11:00", "to_0_0": "12:30",
            "from_2_0": "19:00", "to_2_0": "00:00"}  # fmt: skip
    assert post(wang, "times", **form).status_code == 303
    assert mine(cast).windows == [Window(0, 480, 750), Window(2, 1140, 1440)]
    page = wang.get("/me/wishes/times/").content.decode()
    assert 'value="08:00"' in page and 'value="12:30"' in page and 'value="00:00"' in page
    # Sent as it is shown, it stays the same.
    again = {"from_0_0": "08:00", "to_0_0": "12:30", "from_2_0": "19:00", "to_2_0": "00:00"}
    post(wang, "times", "p" * 32, **again)
    assert mine(cast).windows == [Window(0, 480, 750), Window(2, 1140, 1440)]


@pytest.mark.parametrize(
    ("topic", "form", "said"),
    [
        ("times", {"from_1_0": "19:00"}, "开始和结束都要写"),
        ("times", {"from_1_0": "19:00", "to_1_0": "18:00"}, "结束晚一些"),
        ("times", {"from_1_0": "二十点", "to_1_0": "21:00"}, "19:30 这样"),
        ("peace", {"quiet_from": "22:00"}, "两个时间都写"),
        ("reach", {"reach": "chosen"}, "至少选一个小区"),
        ("reach", {"reach": "moon"}, ""),
        ("load", {"most_open": "2", "most_month": "0"}, "1 到 60"),
        ("load", {"most_open": "2", "most_month": "许多"}, "请写一个数字"),
        ("about", {"age": "under_14"}, ""),
        ("days", {"free": "", "first": "2001-01-01"}, "也不能已经过去"),
        ("days", {"free": "", "first": "明天"}, "2026-03-05"),
        ("days", {"free": "", "first": ""}, "请选是哪一天"),
        ("days", {"free": "1", "first": "2098-01-01", "start": "10:00", "end": "09:00"}, "晚一些"),
        ("days", {"free": "", "first": "2098-01-01"}, "一年以内"),
        ("proofs", {}, "请选是哪一种资格"),
        ("number", {"other_number": "X-1"}, "请写是哪个系统"),
        ("number", {"other_system": "甲系统"}, "请写那个系统里的编号"),
        ("unwanted", {"avoid": "1000000"}, "1000000"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_changed(cast, wang, topic, form, said):
    before = actions.wishes_of(mine(cast))
    answer = post(wang, topic, **form)
    assert answer.status_code == 422 and said in answer.content.decode()
    assert actions.wishes_of(mine(cast)) == before
    assert not HelperNumber.objects.exclude(other_number=b"").exists()


def test_chosen_compounds_are_of_the_own_street(cast, wang):
    page = wang.get("/me/wishes/reach/").content.decode()
    assert "纸厂宿舍" in page and "玉桥家园" not in page
    assert post(wang, "reach", reach="chosen", nearby=[str(cast.c.pk)]).status_code == 303
    assert (mine(cast).reach, mine(cast).nearby) == ("chosen", [cast.c.pk])
    assert post(wang, "reach", "q" * 32, reach="chosen", nearby=[str(cast.b.pk)]).status_code == 422
    # The verb itself lets no other street in, whatever a form says.
    far = actions.Wishes(reach="chosen", nearby=(cast.b.pk, cast.c.pk))
    actions.change(cast.actor("wang"), mine(cast), far)
    assert mine(cast).nearby == [cast.c.pk]


def test_days_are_added_listed_and_taken_away(cast, wang):
    day = clock.today() + 9 * clock.DAY
    form = {"free": "", "first": day.isoformat(), "last": (day + 2 * clock.DAY).isoformat()}
    assert post(wang, "days", **form).status_code == 303
    page = wang.get("/me/wishes/days/").content.decode()
    assert "没空" in page
    (one,) = mine(cast).other_days
    mark = "_".join(str(part) for part in one.as_list())
    for _time in range(2):
        assert wang.post("/me/wishes/days/gone/", {"which": mark}).status_code == 303
    assert mine(cast).other_days == []


def test_more_than_thirty_days_are_enough(cast):
    from last500.reportin.week import OtherDays

    days = tuple(OtherDays(clock.today() + n * clock.DAY, clock.today() + n * clock.DAY)
                 for n in range(31))  # fmt: skip
    with pytest.raises(Refused):
        actions.change(cast.actor("wang"), mine(cast), actions.Wishes(other_days=days))


def test_no_quiet_hours_when_both_are_empty(cast, wang):
    assert post(wang, "peace", urgent_any_hour="on").status_code == 303
    row = mine(cast)
    assert (row.quiet_from, row.quiet_until, row.urgent_any_hour) == (0, 0, True)
    assert "没有设" in wang.get("/me/wishes/").content.decode()


def test_how_much_and_the_wish_to_hear(cast, wang):
    post(wang, "load", most_open="1", most_month="4", wish_to_hear="on")
    row = mine(cast)
    assert (row.most_open, row.most_month, row.wish_to_hear) == (1, 4, True)
    post(wang, "load", "q" * 32, most_open="1", most_month="")
    assert (mine(cast).most_month, mine(cast).wish_to_hear) == (None, False)


def test_age_and_gender_lie_sealed_and_are_shown_to_nobody_else(cast, wang, client):
    post(wang, "about", age="14_17", gender="f")
    row = mine(cast)
    assert (row.age, row.gender) == ("14_17", "f")
    raw = type(row).objects.filter(pk=row.pk).values("age", "gender")[0]
    assert all(bytes(value)[:2] != b"14" and bytes(value) != b"f" for value in raw.values())
    client.force_login(cast.lin, backend=BACKEND)
    page = client.get(f"/desk/{cast.a.pk}/report-ins/?show=here").content.decode()
    assert "王师傅" in page and "14 到 17" not in page and "女" not in page


def test_the_number_is_random_unique_and_never_another(cast, wang):
    post(wang, "number", other_system="全国志愿服务信息系统", other_number="5101-77")
    first = HelperNumber.objects.get(person=cast.wang)
    assert (first.other_number, first.other_system) == ("5101-77", "全国志愿服务信息系统")
    other = actions.number_for(cast.li)
    assert first.number != other.number and first.number not in str(cast.wang.pk)
    assert actions.number_for(cast.wang).pk == first.pk
    assert b"5101-77" not in bytes(
        HelperNumber.objects.values_list("other_number", flat=True).get(pk=first.pk)
    )


def test_a_teen_says_so_when_reporting_in(cast, client):
    from last500.reportin.tests.test_pages import FILLED, HERE

    client.force_login(cast.hua, backend=BACKEND)
    assert client.post(HERE, FILLED | {"is_teen": "on"}).status_code == 303
    assert own(cast.actor("hua")).age == "14_17"


def test_under_14_a_guardian_agrees_and_the_band_says_so(cast, client):
    from last500.reportin.tests.test_pages import FILLED, HERE

    client.force_login(cast.hua, backend=BACKEND)
    assert client.post(HERE, FILLED | {"under_14": "on"}).status_code == 422
    with_guardian = {"under_14": "on", "guardian_name": "华母", "guardian_phone": "10000090077",
                     "guardian_agrees": "on"}  # fmt: skip
    assert client.post(HERE, FILLED | with_guardian | {"once": "g" * 32}).status_code == 303
    assert own(cast.actor("hua")).age == "under_14"
