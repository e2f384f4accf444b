"""Free places of projects and activities on 一起看: beside requests, told by the desk's press."""

import re

import pytest

from last500.activities import actions as activities
from last500.activities.tests.town import fresh, helpers, plan, role_of, set_up
from last500.base.ids import uuid7
from last500.dispatch.models import WantedNote
from last500.notify.models import Message
from last500.people.leaving import restrict
from last500.projects.tests.world import called
from last500.service_requests.models import Invitation
from last500.web.desk.tests.test_desk import as_, text
from last500.web.desk.tests.test_planning import HOME, address, ticked


@pytest.fixture
def lin(cast):
    return as_(cast.lin)


@pytest.fixture
def reading(cast):
    """One free place at a reading on a Saturday or so."""
    return role_of(set_up(cast, helpers(0, 1, skills=("story_telling",))))


def code(role):
    return f"activity-{role.pk}"


def told(kind="activity_free"):
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def test_a_free_place_stands_there_with_whom_to_tell_and_somebody_else(cast, lin, reading):
    page = text(lin.get(address(cast)))
    assert "项目和活动里缺人" in page and "建议告诉" in page
    assert f'href="/activities/{reading.activity_id}/"' in page and reading.name in page
    assert "要会讲故事陪读" in page and "还缺 1 个人" in page
    fields = ticked(page)
    assert len(fields[f"helpers-{code(reading)}"]) == 1
    assert page.count(f'name="helpers-{code(reading)}"') == 3, "one proposed and two others"
    assert "换了也差不多" in page and "本小区" in page


def test_beside_requests_nobody_stands_twice_while_others_have_room(cast, lin, reading):
    requests = [cast.verified(**HOME), cast.verified(by="hua", **HOME)]
    fields = ticked(text(lin.get(address(cast))))
    names = [*(request.number for request in requests), code(reading)]
    given = [fields[f"helpers-{name}"][0] for name in names]
    assert len(set(given)) == 3


def test_the_other_request_or_place_is_called_by_its_name(cast, lin, reading):
    """Whoever stands in the plan for the place and would go to the request is said to be missed."""
    for who in ("li", "zhou"):
        row = cast.people[who].report_ins.get()
        row.free = []
        row.save(update_fields=["free"])
    cast.verified(**HOME)
    page = text(lin.get(address(cast)))
    name = f"“{reading.activity.title} · {reading.name}”"
    assert f"{name}那边要另请人" in page or f"{name}就没有合适的人了" in page


def test_pressed_one_message_goes_out_and_no_invitation(cast, lin, reading):
    fields = ticked(text(lin.get(address(cast))))
    answer = lin.post(address(cast, "send/"), fields)
    assert (answer.status_code, answer["Location"]) == (303, address(cast))
    (who,) = told()
    assert [str(who)] == fields[f"helpers-{code(reading)}"]
    assert not Invitation.objects.exists() and WantedNote.objects.count() == 1
    page = text(lin.get(address(cast)))
    assert "1 处空位告诉邻居了" in page and code(reading) not in page
    assert "还有 1 处空位刚告诉过邻居" in page and "没有缺人的事" not in page


def test_requests_and_places_go_out_by_one_press(cast, lin, reading):
    request = cast.verified(**HOME)
    lin.post(address(cast, "send/"), ticked(text(lin.get(address(cast)))))
    assert Invitation.objects.get().request_id == request.pk and len(told()) == 1


def test_only_what_is_ticked_is_told(cast, lin, reading):
    cast.verified(**HOME)
    fields = ticked(text(lin.get(address(cast))))
    fields.pop(f"helpers-{code(reading)}")
    lin.post(address(cast, "send/"), fields)
    assert Invitation.objects.count() == 1 and not told()


def test_what_was_filled_meanwhile_is_left_and_said(cast, lin, reading):
    fields = ticked(text(lin.get(address(cast))))
    for who in ("wang", "li", "zhou"):
        if str(cast.people[who].pk) not in fields[f"helpers-{code(reading)}"]:
            activities.sign_up(cast.actor(who), fresh(reading), age=30)
            break
    assert lin.post(address(cast, "send/"), fields).status_code == 303
    assert not told() and "刚有变化，没有发" in text(lin.get(address(cast)))


def test_garbage_tells_nobody(cast, lin, reading):
    fields = ticked(text(lin.get(address(cast))))
    shown = {n: v for n, v in fields.items() if not n.startswith("helpers-")}
    for wrong in (
        {f"helpers-{code(reading)}": ["x", str(uuid7())]},
        {f"helpers-activity-{uuid7()}": [str(cast.wang.pk)]},
        {"helpers-activity-": [str(cast.wang.pk)]},
        {f"helpers-{code(reading)}": [str(cast.chen.pk), str(cast.zhao.pk)]},
        {f"helpers-{code(reading)}": [str(cast.wang.pk)], f"seen-{code(reading)}": ""},
    ):
        answer = lin.post(address(cast, "send/"), shown | wrong | {"once": uuid7().hex})
        assert answer.status_code in (303, 422)
    assert not told()


def test_with_nobody_ticked_the_plan_is_kept(cast, lin, reading):
    fields = ticked(text(lin.get(address(cast))))
    none = {n: v for n, v in fields.items() if not n.startswith("helpers-")}
    answer = lin.post(address(cast, "send/"), none)
    assert answer.status_code == 422 and "还没有选人" in text(answer)
    assert ticked(text(answer))[f"shown-{code(reading)}"] == fields[f"shown-{code(reading)}"]


def test_projects_too_with_their_days(cast, lin):
    project = called(cast)
    page = text(lin.get(address(cast)))
    assert f'href="/projects/{project.pk}/"' in page and "要会教用手机" in page
    lin.post(address(cast, "send/"), ticked(page))
    assert len(told("project_free")) == 2


def test_where_nobody_fits_it_says_so(cast, lin, reading):
    for who in ("wang", "li", "zhou"):
        restrict(cast.actor(who))
    assert "现在没有合适的邻居可以单独说" in text(lin.get(address(cast)))


def test_without_free_places_the_page_looks_as_before(cast, lin):
    cast.verified(**HOME)
    page = text(lin.get(address(cast)))
    assert "项目和活动里缺人" not in page and "发出勾上的邀请" in page


def test_it_takes_the_same_statements_for_one_place_and_for_many(
    cast, lin, reading, django_assert_max_num_queries
):
    called(cast)
    cast.verified(**HOME)
    with django_assert_max_num_queries(22):
        lin.get(address(cast))
    for number in range(3):
        activities.set_up(cast.actor("lin"), cast.a, plan(helpers(0, 2), days=8 + number))
        cast.verified(by="hua", **HOME)
    with django_assert_max_num_queries(22):
        page = text(lin.get(address(cast)))
    assert len(set(re.findall(r'name="seen-activity-[^"]+"', page))) == 4


def test_whoever_was_told_reads_why_and_how_to_hear_no_more(cast, lin, reading):
    lin.post(address(cast, "send/"), ticked(text(lin.get(address(cast)))))
    (who,) = told()
    client = as_(next(one for one in cast.people.values() if one.pk == who))
    inbox = text(client.get("/me/inbox/"))
    assert "附近的活动缺个人手" in inbox and "哪些不想" in inbox
    page = text(client.get("/me/wishes/unwanted/"))
    assert "项目和活动里缺人" in page
    assert client.post(
        "/me/wishes/unwanted/", {"once": uuid7().hex, "unwanted": ["free_places"]}
    ).status_code == 303  # fmt: skip
    row = cast.people["wang"].report_ins.model.objects.get(person=who, state="confirmed")
    assert row.unwanted == ["free_places"]
