"""Through the pages: prepared, announced, held, written down, confirmed, published, read."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.councils.models import Meeting, Seat
from last500.councils.rules import NOBODY_AGAINST, Outcome
from last500.councils.tests.world import (
    after,
    announced,
    body,
    client_of,
    corrected,
    fresh,
    heard,
    page,
    press,
    published,
    text,
    written,
)
from last500.resolutions.models import Resolution
from last500.topics.tests.world import lives, on_agenda

pytestmark = pytest.mark.django_db


def minutes_of(meeting, **more):
    day = clock.local(meeting.starts_at).date()
    found = {"residents": 20, "owners": 10, "members": 0, "guests": 2}
    for n in range(1, meeting.points.count() + 1):
        found |= {f"words_{n}": "说了两个办法。", f"said_for_{n}": "消防车进得来。",
                  f"said_against_{n}": NOBODY_AGAINST, f"outcome_{n}": "heard"}  # fmt: skip
    found |= {
        "outcome_1": "agreed", "in_favour_1": 20, "against_1": 9, "abstained_1": 1,
        "decision_1": "画四十个车位。", "what_1_1": "画线", "who_1_1": "物业",
        "until_1_1": (day + timedelta(days=20)).isoformat(),
        "review_on_1": (day + timedelta(days=90)).isoformat(),
    }  # fmt: skip
    return found | more


def test_from_a_draft_to_published_minutes(cast):
    topic, lin = on_agenda(cast), client_of(cast, "lin")
    assert press(lin, "bodies", cast.a.pk, kind="open_air").status_code == 303
    day = (clock.today() + timedelta(days=5)).isoformat()
    fields = {
        "body": str(body(cast).pk), "title": "院子里的车怎么停", "day": day, "hour": "19:00",
        "spot": "黄葛树下", "led_by": "desk", "topics": [str(topic.pk)], "free_1": "楼道的灯",
    }  # fmt: skip
    assert press(lin, "new", cast.a.pk, **fields).status_code == 303
    meeting = Meeting.objects.get()
    assert Client().get(reverse("councils:show", args=[meeting.pk])).status_code == 404
    assert press(lin, "announce", meeting.pk).status_code == 303
    seen = page(Client(), "show", meeting.pk)
    assert "黄葛树下" in seen and topic.title in seen and "不签到" in seen
    lives(cast, "hua")
    with after(meeting):
        lin, hua = client_of(cast, "lin"), client_of(cast, "hua")
        assert press(lin, "minutes", meeting.pk, **minutes_of(meeting)).status_code == 303
        assert "消防车进得来" not in page(Client(), "show", meeting.pk)
        assert "我当时在场，写得对" in page(hua, "show", meeting.pk)
        assert press(lin, "confirm", meeting.pk).status_code == 409
        assert press(hua, "confirm", meeting.pk).status_code == 303
        assert press(lin, "publish", meeting.pk).status_code == 303
        seen = page(Client(), "show", meeting.pk)
    row = Resolution.objects.get()
    assert "消防车进得来" in seen and NOBODY_AGAINST in seen and row.shown_number in seen
    assert "来了 32 人" in seen
    for name in ("林静", "华平", "王建"):
        assert name not in seen


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast):
    meeting = announced(cast, on_agenda(cast))
    with after(meeting):
        lin = client_of(cast, "lin")
        answer = press(lin, "minutes", meeting.pk, **minutes_of(meeting, in_favour_1=31))
        assert answer.status_code == 422
        assert "比到场能举手的人还多" in text(answer) and "画四十个车位" in text(answer)
        answer = press(lin, "minutes", meeting.pk, **minutes_of(meeting, said_against_1=""))
        assert answer.status_code == 422 and "没有人说反对" in text(answer)


def test_the_owners_matter_offers_a_vote_and_no_agreement(cast):
    topic = on_agenda(cast, whose="owners", ground="owners_use")
    meeting = announced(cast, topic)
    assert "会上只能先准备" in page(Client(), "show", meeting.pk)
    with after(meeting):
        seen = page(client_of(cast, "lin"), "minutes", meeting.pk)
        assert 'name="outcome_1" value="agreed"' not in seen
        assert 'name="outcome_2" value="agreed"' in seen
        written(cast, meeting, heard(meeting, 1, Outcome.NEEDS_VOTE))


def test_a_seat_is_answered_on_its_own_page(cast):
    lives(cast, "wang")
    council = body(cast, "residents")
    lin, wang = client_of(cast, "lin"), client_of(cast, "wang")
    until = (clock.today() + timedelta(days=400)).isoformat()
    invited = press(lin, "body", council.pk, who=str(cast.wang.pk), until=until)
    assert invited.status_code == 303
    seat = Seat.objects.get()
    assert client_of(cast, "li").get(reverse("councils:seat", args=[seat.pk])).status_code == 404
    assert press(wang, "seat", seat.pk, answer="yes", called="").status_code == 422
    assert press(wang, "seat", seat.pk, answer="yes", called="三单元王师傅").status_code == 303
    assert "三单元王师傅" in page(Client(), "at", cast.a.slug)
    assert press(wang, "seat", seat.pk, answer="leave").status_code == 303
    assert "三单元王师傅" not in page(Client(), "at", cast.a.slug)


def test_it_is_moved_and_called_off_on_the_page(cast):
    meeting, lin = announced(cast), client_of(cast, "lin")
    day = (clock.today() + timedelta(days=8)).isoformat()
    moved = press(lin, "move", meeting.pk, day=day, hour="19:30", spot="活动室", reason="下雨")
    assert moved.status_code == 303
    assert "下雨" in page(Client(), "show", meeting.pk)
    assert press(lin, "call_off", meeting.pk, reason="").status_code == 422
    assert press(lin, "call_off", meeting.pk, reason="没有地方").status_code == 303
    assert "没有地方" in page(Client(), "notice", meeting.pk)


def test_pages_take_few_statements_however_many_meetings(cast, django_assert_max_num_queries):
    for number in range(6):
        announced(cast, title=f"第 {number} 次")
    lin = client_of(cast, "lin")
    page(lin, "desk", cast.a.pk)
    with django_assert_max_num_queries(4):
        page(Client(), "at", cast.a.slug)
    with django_assert_max_num_queries(9):
        page(lin, "desk", cast.a.pk)
    meeting = fresh(announced(cast, on_agenda(cast)))
    with django_assert_max_num_queries(3):
        page(Client(), "show", meeting.pk)
    with django_assert_max_num_queries(3):
        page(Client(), "notice", meeting.pk)


@pytest.mark.parametrize("code", ["first", "small", "books", "covenant", "complaint"])
def test_each_template_fills_the_form(cast, code):
    body(cast)
    lin = client_of(cast, "lin")
    address = reverse("councils:new", args=[cast.a.pk])
    seen = text(lin.get(f"{address}?template={code}"))
    assert "怎么开" in seen and 'name="free_3"' in seen


def test_the_desk_chooses_an_outline_first_and_a_topic_goes_along(cast):
    topic, lin = on_agenda(cast), client_of(cast, "lin")
    body(cast)
    handled = text(lin.get(reverse("topics:handle", args=[topic.pk])))
    way = f"{reverse('councils:new', args=[cast.a.pk])}?topic={topic.pk}"
    assert f'class="btn do" href="{way}"' in handled
    chosen = text(lin.get(way))
    assert "第一次坐到一起" in chosen and f"template=books&amp;topic={topic.pk}" in chosen
    form = text(lin.get(f"{way}&template=small"))
    assert f'value="{topic.title}"' in form and 'name="topics"' in form and " checked" in form


def test_a_meeting_that_is_over_is_not_to_come(cast):
    meeting = announced(cast)
    assert "要开的会" in page(Client(), "at", cast.a.slug)
    with after(meeting):
        seen = page(Client(), "at", cast.a.slug)
        assert "要开的会" not in seen and "开过了，等记录" in seen


def test_a_corrected_point_says_so_beside_the_old_words(cast):
    meeting = published(cast)
    corrected(cast, meeting)
    assert "#corrections" not in page(Client(), "show", meeting.pk)
    press(client_of(cast, "he"), "confirm_correction", meeting.pk)
    assert page(Client(), "show", meeting.pk).count('href="#corrections"') == 1
