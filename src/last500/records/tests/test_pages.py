"""One's own page and entry, the link for the one served, the desk: as they are walked."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.people.models import AccessEvent, Person
from last500.records import actions
from last500.records.models import ServedLink, ServiceRecord
from last500.records.rules import ConfirmedAs, State
from last500.records.tests.walk import EVENING, NOON, as_, confirmed, entered, press, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evening():
    with clock.at(EVENING):
        yield


def filled(cast, **more) -> dict:
    return {
        "place": cast.a.pk,
        "kind": "tidying",
        "on": "2026-11-25",
        "began": "12:00",
        "minutes": "60",
        "note": "扫了三号楼前的落叶。",
    } | more


# One's own


def test_a_member_enters_one_and_reads_that_it_waits(cast):
    wang = as_(cast.wang)
    page = text(wang.get("/records/"))
    assert "这里会放你做过的服务" in page
    answer = press(wang, "/records/new/", **filled(cast))
    record = ServiceRecord.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/records/{record.pk}/")
    assert (record.began_at, record.minutes, record.state) == (NOON, 60, State.ENTERED)
    assert record.note not in str(ServiceRecord.objects.values())
    page = text(wang.get("/records/"))
    assert "等人确认" in page and "环境整治" in page and "一共" not in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"minutes": "0"}, "最少 1 分钟"),
        ({"minutes": "700"}, "最多 600 分钟"),
        ({"minutes": "一小时"}, "请写分钟数"),
        ({"on": "昨天"}, "2026-11-30"),
        ({"on": "2026-11-27"}, "还没有过完"),
        ({"on": "2026-06-01"}, "三个月以前"),
        ({"kind": "small_repair"}, "请选一类"),
        ({"place": "999999"}, "请选是哪个小区"),
        ({"note": " "}, "请写一句"),
        ({"note": "长" * 501}, "最多 500 个字，现在 501 个"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays(cast, wrong, said):
    answer = press(as_(cast.wang), "/records/new/", **filled(cast, **wrong))
    assert answer.status_code == 422
    page = text(answer)
    assert said in page and 'value="12:00"' in page
    assert not ServiceRecord.objects.exists()


def test_an_overlap_is_told_beside_the_beginning(cast):
    entered(cast)
    answer = press(as_(cast.wang), "/records/new/", **filled(cast, began="12:30"))
    assert answer.status_code == 422
    assert "这段时间你已经有一条记录了" in text(answer)


def test_a_form_sent_twice_enters_once(cast):
    wang = as_(cast.wang)
    fields = filled(cast) | {"once": "s" * 32}
    first, second = (wang.post("/records/new/", fields) for _again in range(2))
    assert first["Location"] == second["Location"]
    assert ServiceRecord.objects.count() == 1


def test_whoever_is_reported_in_nowhere_is_told_to_report_in_first(cast):
    hua = as_(cast.hua)
    assert "先在住的小区报到" in text(hua.get("/records/new/"))
    assert press(hua, "/records/new/", **filled(cast)).status_code == 422


def test_another_street_is_not_offered(cast):
    page = text(as_(cast.wang).get("/records/new/"))
    assert cast.a.name in page and cast.c.name in page
    assert cast.b.name not in page
    answer = press(as_(cast.wang), "/records/new/", **filled(cast, place=cast.b.pk))
    assert answer.status_code == 422


def test_the_year_counts_what_is_confirmed_in_sentences_and_nobody_elses(cast):
    confirmed(cast)
    confirmed(cast, kind="patrol", began_at=NOON - clock.DAY, minutes=95)
    entered(cast, began_at=NOON - 2 * clock.DAY)
    wrong = confirmed(cast, began_at=NOON - 3 * clock.DAY)
    actions.reverse(cast.actor("he"), wrong, reason="记错了日子。")
    confirmed(cast, "li", began_at=NOON)
    page = text(as_(cast.wang).get("/records/"))
    assert "你服务了 2 次，一共 2 小时 35 分钟" in page
    assert "还有 1 条等人确认" in page
    assert "更正的原因：记错了日子。" in page
    assert page.count("更正了，不再计入") == 1


def test_each_year_has_its_own_page(cast):
    with clock.at(clock.parse("2025-12-31 23:59")):
        confirmed(cast, began_at=clock.parse("2025-12-31 20:00"))
    confirmed(cast)
    wang = as_(cast.wang)
    assert "一共 1 小时" in text(wang.get("/records/"))
    old = text(wang.get("/records/?year=2025"))
    assert "2025 年" in old and "12月31日" in old
    for odd in ("1999", "abc", "99999999", "-1"):
        assert "2026 年" in text(wang.get(f"/records/?year={odd}"))


def test_the_page_costs_the_same_however_many_records_there_are(cast):
    def cost() -> int:
        wang = as_(cast.wang)
        wang.get("/records/")
        with CaptureQueriesContext(
            connection,
        ) as seen:
            page = wang.get("/records/")
        assert len(page.content) < 100_000
        return len(seen)

    confirmed(cast)
    few = cost()
    for day in range(2, 62):
        confirmed(cast, began_at=NOON - day * clock.DAY)
    assert cost() == few <= 9
    assert "较早的" in text(as_(cast.wang).get("/records/"))


def test_one_takes_back_a_waiting_record_and_nobody_elses(cast):
    record = entered(cast)
    assert press(as_(cast.li), f"/records/{record.pk}/take-back/").status_code == 404
    assert press(as_(cast.wang), f"/records/{record.pk}/take-back/").status_code == 303
    record.refresh_from_db()
    assert record.state == State.DECLINED
    assert "自己撤回了" in text(as_(cast.wang).get("/records/"))


# The one served


def handed_out(cast) -> tuple[ServiceRecord, str]:
    record = entered(cast)
    press(as_(cast.wang), f"/records/{record.pk}/link/")
    return record, f"/records/s/{ServedLink.objects.get().key}/"


def test_the_one_served_confirms_with_an_account_of_their_own(cast):
    record, address = handed_out(cast)
    page = text(as_(cast.wang).get(f"/records/{record.pk}/"))
    assert address in page and "<svg" in page
    chen = as_(cast.chen)
    page = text(chen.get(address))
    assert "王师傅说，这样帮过你" in page and record.note in page
    assert cast.wang.name not in page and cast.wang.phone not in page
    assert press(chen, address, so="yes").status_code == 303
    record.refresh_from_db()
    assert record.counts
    assert (record.confirmed_as, record.confirmed_by) == (ConfirmedAs.SERVED, cast.chen)
    assert "谢谢你说一声" in text(chen.get(address))


def test_a_yes_without_an_account_confirms_nothing_and_is_shown_to_the_organiser(cast):
    """Whoever served could be the one who pressed it: signed out, on their own telephone."""
    record, address = handed_out(cast)
    member = as_(cast.wang)
    member.logout()
    assert "由他们确认" in text(member.get(address))
    assert press(member, address, so="yes").status_code == 303
    record.refresh_from_db()
    assert record.state == State.ENTERED and not record.counts
    assert (record.confirmed_as, record.confirmed_by) == ("", None)
    assert "社区的人看过" in text(member.get(address))
    assert "没有登录，不知道是谁" in text(as_(cast.he).get(f"/records/desk/{cast.community.pk}/"))
    # One word by link; another link cannot be had for it.
    assert press(as_(cast.wang), f"/records/{record.pk}/link/").status_code == 409
    assert press(Client(), address, so="yes").status_code == 409 or not record.counts
    confirm_by_organiser(cast, record)


def confirm_by_organiser(cast, record: ServiceRecord) -> None:
    press(as_(cast.he), f"/records/desk/{cast.community.pk}/{record.pk}/confirm/")
    record.refresh_from_db()
    assert record.counts and record.confirmed_as == ConfirmedAs.ORGANISER


def test_the_one_served_may_say_that_it_was_not_so(cast):
    record, address = handed_out(cast)
    press(Client(), address, so="no")
    record.refresh_from_db()
    assert record.state == State.DECLINED
    assert "被服务的人说不是这样" in text(as_(cast.wang).get(f"/records/{record.pk}/"))


def test_whoever_served_cannot_answer_their_own_link(cast):
    record, address = handed_out(cast)
    wang = as_(cast.wang)
    page = text(wang.get(address))
    assert "请让被服务的人用自己的手机打开" in page and "是这样</button>" not in page
    assert press(wang, address, so="yes").status_code == 403
    record.refresh_from_db()
    assert record.state == State.ENTERED


def test_a_link_works_once_and_for_a_week_and_only_while_the_record_waits(cast):
    record, address = handed_out(cast)
    with clock.at(EVENING + timedelta(days=7, minutes=1)):
        assert "不能用了" in text(Client().get(address))
        assert press(Client(), address, so="yes").status_code == 409
    actions.confirm_at_desk(cast.actor("lin"), record)
    assert "不能用了" in text(Client().get(address))
    assert press(Client(), address, so="no").status_code == 409
    record.refresh_from_db()
    assert record.counts


def test_a_wrong_key_and_no_word_are_refused(cast):
    _record, address = handed_out(cast)
    assert Client().get("/records/s/" + "x" * 22 + "/").status_code == 404
    assert Client().get("/records/s/" + "x" * 200 + "/").status_code == 404
    assert press(Client(), address, so="maybe").status_code == 422


def test_what_comes_from_a_request_has_no_link(cast):
    from uuid import uuid4

    record = entered(cast, source="request", about=uuid4(), kind="small_repair")
    assert press(as_(cast.wang), f"/records/{record.pk}/link/").status_code == 409


# The desk


def test_the_desk_confirms_one_after_the_other(cast):
    first = entered(cast)
    entered(cast, "li", note="给张奶奶读了报。")
    lin = as_(cast.lin)
    desk = f"/records/desk/{cast.a.pk}/"
    page = text(lin.get(desk))
    assert "王师傅：环境整治" in page and first.note in page
    assert "后面还有 1 条" in page and "读了报" not in page
    answer = press(lin, f"{desk}{first.pk}/confirm/")
    assert answer["Location"] == desk
    assert "读了报" in text(lin.get(desk))
    first.refresh_from_db()
    assert first.confirmed_by == cast.lin


def test_who_saw_it_is_written_down_for_the_person(cast):
    record = entered(cast)
    as_(cast.lin).get(f"/records/desk/{cast.a.pk}/")
    seen = AccessEvent.objects.get(subject=cast.wang)
    assert (seen.about, seen.fields, seen.viewer) == (record.pk, "record", cast.lin)


def test_declining_needs_a_reason_and_the_person_reads_it(cast):
    record = entered(cast)
    lin, desk = as_(cast.lin), f"/records/desk/{cast.a.pk}/"
    empty = press(lin, f"{desk}{record.pk}/decline/", reason=" ")
    assert empty.status_code == 422 and "请写一句原因" in text(empty)
    assert press(lin, f"{desk}{record.pk}/decline/", reason="那天没有这件事。").status_code == 303
    assert "没有确认的原因：那天没有这件事。" in text(as_(cast.wang).get("/records/"))


def test_an_officer_does_not_find_their_own_on_the_desk(cast):
    record = entered(cast, "lin")
    lin, desk = as_(cast.lin), f"/records/desk/{cast.a.pk}/"
    assert "没有等确认的" in text(lin.get(desk))
    for verb in ("confirm", "decline", "correct"):
        assert press(lin, f"{desk}{record.pk}/{verb}/", reason="x").status_code == 404
    assert "等确认" in text(as_(cast.he).get(desk))


def test_what_somebody_has_locked_is_on_no_desk(cast):
    entered(cast)
    Person.objects.filter(pk=cast.wang.pk).update(restricted_at=clock.now())
    assert "没有等确认的" in text(as_(cast.lin).get(f"/records/desk/{cast.a.pk}/"))


def test_the_minutes_are_corrected_with_a_reason(cast):
    record = confirmed(cast)
    page = f"/records/desk/{cast.a.pk}/{record.pk}/correct/"
    lin = as_(cast.lin)
    assert "原来的一条不会改" in text(lin.get(page))
    missing = press(lin, page, how="minutes", reason="多记了")
    assert missing.status_code == 422 and "请写应该是多少分钟" in text(missing)
    assert press(lin, page, how="minutes", minutes="25", reason="只扫了半截。").status_code == 303
    assert "一共 25 分钟" in text(as_(cast.wang).get("/records/"))
    assert press(lin, page, how="all", reason="再来").status_code == 409


def test_a_whole_record_is_reversed(cast):
    record = confirmed(cast)
    page = f"/records/desk/{cast.a.pk}/{record.pk}/correct/"
    assert press(as_(cast.lin), page, how="all", reason="没有这回事。").status_code == 303
    assert "没有这回事" in text(as_(cast.wang).get(f"/records/{record.pk}/"))


def test_the_desk_costs_the_same_however_much_waits(cast):
    def cost() -> int:
        lin = as_(cast.lin)
        lin.get(f"/records/desk/{cast.a.pk}/")
        with CaptureQueriesContext(connection) as seen:
            page = lin.get(f"/records/desk/{cast.a.pk}/")
        assert len(page.content) < 100_000
        return len(seen)

    entered(cast)
    confirmed(cast, "li")
    few = cost()
    for day in range(2, 32):
        entered(cast, began_at=NOON - day * clock.DAY)
        confirmed(cast, "li", began_at=NOON - day * clock.DAY)
    assert cost() == few <= 10
