"""The pages: what a neighbour, an organiser and a stranger see and do; how many statements."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse

from last500.activities import actions
from last500.activities.models import Activity, SignUp
from last500.activities.tests.town import (
    after,
    coming,
    fresh,
    fresh_activity,
    guests,
    helpers,
    one_role,
    role_of,
    set_up,
)
from last500.base import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def login(cast, client):
    def sign_in(name: str) -> None:
        client.force_login(cast.people[name], backend="last500.people.backend.CodeBackend")

    return sign_in


def page(client, name: str, *args: object) -> str:
    answer = client.get(reverse(f"activities:{name}", args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def press(client, name: str, *args: object, **data: object):
    return client.post(reverse(f"activities:{name}", args=args), {"once": uuid4().hex, **data})


def form_data(**more: object) -> dict:
    said = {
        "title": "周六读书会",
        "audience": "parents",
        "what": "一起读绘本。",
        "where": "活动室",
        "on": (clock.today() + 8 * clock.DAY).isoformat(),
        "start": "09:00",
        "minutes": "120",
        "repeat": "once",
        "risk": "none",
        "remind_before": "1440",
        "opens": "on",
        "anyway": "on",
        "roles-0-name": "布置",
        "roles-0-places": "2",
        "roles-1-name": "来读书",
        "roles-1-side": "participant",
        "roles-1-places": "12",
        "roles-1-brings": "2",
    }
    for order in range(6):
        said.setdefault(f"roles-{order}-side", "helper")
        said.setdefault(f"roles-{order}-least_age", "0")
    return {key: value for key, value in (said | more).items() if value is not None}


def test_the_gate_shows_dates_and_names_nobody(cast, client):
    activity = set_up(cast)
    actions.sign_up(cast.actor("wang"), role_of(activity))
    text = page(client, "at", cast.a.slug)
    assert "周六上午亲子读书会" in text
    assert "2 个位置，还有 1 个" in text
    text = page(client, "show", activity.pk)
    assert "我要报名，先登录" in text
    assert "王师傅" not in text and "林静" not in text


def test_a_planned_activity_is_there_for_its_organisers_only(cast, client, login):
    activity = set_up(cast, opens=False)
    address = reverse("activities:show", args=[activity.pk])
    assert client.get(address).status_code == 404
    login("wang")
    assert client.get(address).status_code == 404
    login("lin")
    assert "还没有开放报名" in page(client, "show", activity.pk)
    assert press(client, "open", activity.pk).status_code == 303
    assert fresh_activity(activity).is_open


def test_a_neighbour_signs_up_brings_two_and_cancels_on_the_page(cast, client, login):
    role = one_role(cast, places=4, side="participant", brings=3)
    login("hua")
    assert "我要参加" in page(client, "show", role.activity_id)
    assert press(client, "sign_up", role.pk, brings="2").status_code == 303
    assert "一共 3 位" in page(client, "show", role.activity_id)
    assert press(client, "cancel", role.pk).status_code == 303
    assert fresh(role).taken == 0


def test_who_comes_too_late_reads_so_and_may_wait(cast, client, login):
    role = one_role(cast)
    login("li")
    actions.sign_up(cast.actor("wang"), role)
    answer = press(client, "sign_up", role.pk)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert "最后的位置刚刚有邻居报走了" in text
    assert reverse("activities:join", args=[role.pk]) in text
    assert press(client, "join", role.pk).status_code == 303
    assert "你排在最前面" in page(client, "show", role.activity_id)


def test_an_overlap_is_told_with_the_way_to_mend_it(cast, client, login):
    one, two = one_role(cast), one_role(cast, title="另一场读书会")
    login("wang")
    press(client, "sign_up", one.pk)
    answer = press(client, "sign_up", two.pk)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "先取消那一场" in text
    assert reverse("activities:show", args=[one.activity_id]) in text


def test_a_desk_sets_up_one_date(cast, client, login):
    login("lin")
    assert "现在就开放报名" in page(client, "new", cast.a.pk)
    assert press(client, "new", cast.a.pk, **form_data()).status_code == 303
    made = Activity.objects.get()
    assert made.is_open and made.made_by == cast.lin
    assert [role.name for role in made.roles.order_by("order")] == ["布置", "来读书"]
    assert "周六读书会" in page(client, "desk", cast.a.pk)


def test_a_proposed_day_takes_the_place_of_a_crowded_one(cast, client, login):
    """Everything else that was typed stays, and nothing is set up yet."""
    login("lin")
    other = (clock.today() + 9 * clock.DAY).isoformat()
    answer = press(client, "new", cast.a.pk, **form_data(anyway=None, take=other))
    text = answer.content.decode()
    assert f'value="{other}"' in text and "一起读绘本。" in text
    assert not Activity.objects.exists()


def test_a_series_is_as_easy_as_one_date(cast, client, login):
    login("lin")
    until = (clock.today() + 8 * clock.DAY + 49 * clock.DAY).isoformat()
    assert (
        press(client, "new", cast.a.pk, **form_data(repeat="weekly", until_on=until)).status_code
        == 303
    )
    days = list(Activity.objects.order_by("starts_at"))
    assert len(days) == 8
    assert len({one.series_id for one in days}) == 1
    assert {one.starts_at.weekday() for one in days} == {days[0].starts_at.weekday()}


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": ""}, "请填写：活动叫什么"),
        ({"on": "2020-01-01"}, "这个时间已经过了"),
        ({"on": "明天"}, "日期请写成"),
        ({"minutes": "5"}, "最短 15 分钟"),
        ({"risk": None}, "请选一个"),
        ({"risk": "some"}, "请写清楚是什么风险"),
        ({"risk": "high", "risk_note": "登高"}, "满 18 岁"),
        ({"roles-0-name": "", "roles-1-name": ""}, "至少写一项"),
        ({"roles-0-places": "0"}, "人数请写 1 到 200"),
        ({"roles-0-starts": "06:00"}, "要在活动的时间里"),
        ({"roles-0-brings": "2"}, "带人来的请写成"),
        ({"repeat": "weekly"}, "请写到哪一天为止"),
        ({"insured_on": "2026-01-01"}, "请写保的是哪家"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(cast, client, login, wrong, told):
    login("lin")
    answer = press(client, "new", cast.a.pk, **form_data(**wrong))
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Activity.objects.exists()


def test_a_neighbour_proposes_and_the_desk_agrees(cast, client, login):
    login("hua")
    address = reverse("activities:propose", args=[cast.a.slug])
    assert client.get(address).status_code == 403  # not reported in
    login("wang")
    assert client.post(address, form_data(once=uuid4().hex)).status_code == 303
    made = Activity.objects.get()
    assert made.leader == cast.wang and made.waits_for_consent
    assert press(client, "open", made.pk).status_code == 422
    login("lin")
    assert "同意，开放报名" in page(client, "show", made.pk)
    assert press(client, "consent", made.pk).status_code == 303
    assert fresh_activity(made).is_open
    assert "一位邻居牵头" in page(client, "show", made.pk)


def test_an_organiser_changes_calls_off_and_speaks(cast, client, login):
    activity = set_up(cast)
    actions.sign_up(cast.actor("wang"), role_of(activity))
    login("lin")
    page(client, "change", activity.pk)
    data = form_data(title="改了名字", start="10:00")
    assert press(client, "change", activity.pk, **data).status_code == 303
    changed = fresh_activity(activity)
    assert changed.title == "改了名字" and changed.version == 1
    row = SignUp.objects.get()
    assert clock.local(row.starts_at).hour == 10
    assert press(client, "say", activity.pk, text="请带剪刀。").status_code == 303
    assert press(client, "call_off", activity.pk, reason="").status_code == 422
    login("wang")
    assert "请带剪刀。" in page(client, "show", activity.pk)
    login("hua")
    assert "请带剪刀。" not in page(client, "show", activity.pk)
    login("lin")
    assert press(client, "call_off", activity.pk, reason="下雨").status_code == 303
    assert "下雨" in page(client, "show", activity.pk)


def test_the_tick_page(cast, client, login):
    activity = set_up(cast)
    role = role_of(activity)
    row = actions.sign_up(cast.actor("wang"), role)
    with after(role, hours=1):
        login("lin")
        text = page(client, "tick", activity.pk)
        assert "王师傅" in text
        data = {"who": str(row.pk), f"minutes-{row.pk}": "90"}
        assert press(client, "tick", activity.pk, **data).status_code == 303
    row.refresh_from_db()
    assert row.minutes == 90 and row.came_at


def test_the_code_on_the_table(cast, client, login):
    activity = set_up(cast, with_code=True)
    role = role_of(activity)
    actions.sign_up(cast.actor("wang"), role)
    login("lin")
    assert "<svg" in page(client, "code", activity.pk)
    key = activity.here_key
    login("wang")
    with clock.at(activity.starts_at):
        assert "我到了" in page(client, "here", key)
        assert press(client, "here_now", role.pk).status_code == 303
        assert "说过到了" in page(client, "here", key)
    login("li")
    assert "你没有报这一场" in page(client, "here", key)


def test_mine(cast, client, login):
    role = one_role(cast)
    other = one_role(cast, title="满了的一场", days=8)
    actions.sign_up(cast.actor("li"), other)
    login("wang")
    assert "你还没有报活动" in page(client, "mine")
    press(client, "sign_up", role.pk)
    press(client, "join", other.pk)
    text = page(client, "mine")
    assert "周六上午亲子读书会" in text and "满了的一场" in text and "你排在最前面" in text


def test_a_long_list_costs_as_much_as_a_short_one(
    cast, client, login, django_assert_max_num_queries
):
    for number in range(12):
        activity = set_up(cast, helpers(), guests(), days=3 + number, title=f"第{number}场")
        actions.sign_up(cast.actor("wang"), role_of(activity))
    with django_assert_max_num_queries(5):
        page(client, "at", cast.a.slug)
    login("lin")
    with django_assert_max_num_queries(14):
        page(client, "desk", cast.a.pk)
    login("wang")
    with django_assert_max_num_queries(12):
        page(client, "mine")
    with django_assert_max_num_queries(18):
        text = page(client, "show", activity.pk)
    assert len(text) < 60_000


def test_a_link_and_a_named_exchange_on_the_page(cast, client, login):
    activity = set_up(
        cast, helpers(0, 1, name="早班", ends=10 * 60), helpers(1, 1, name="晚班", starts=10 * 60)
    )
    early, late = role_of(activity, 0), role_of(activity, 1)
    actions.sign_up(cast.actor("wang"), early)
    theirs = actions.sign_up(cast.actor("li"), late)
    login("wang")
    assert "李师傅" in page(client, "show", activity.pk)
    assert press(client, "swap", early.pk, other=str(theirs.pk)).status_code == 303
    login("li")
    text = page(client, "show", activity.pk)
    found = re.search(r"/activities/swap/([0-9a-f-]+)/", text)
    assert press(client, "answer_swap", found[1], answer="yes").status_code == 303
    assert coming(early) == {cast.li.pk} and coming(late) == {cast.wang.pk}
    login("wang")
    assert press(client, "offer", late.pk).status_code == 303
    link = re.search(r"/activities/t/([\w-]+)/", page(client, "show", activity.pk))
    login("zhou")
    assert "邻居想请你替 TA 来" in page(client, "take_over", link[1])
    assert press(client, "take_over", link[1]).status_code == 303
    assert coming(late) == {cast.zhou.pk}
    assert client.get(reverse("activities:take_over", args=[link[1]])).status_code == 404
