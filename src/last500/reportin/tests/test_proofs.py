"""Papers that the law asks for: said, seen by a desk, good until a day, reminded of."""

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.people.models import AccessEvent
from last500.proof.models import Entry
from last500.reportin import actions
from last500.reportin.models import Proof
from last500.reportin.queries import own, proofs_of
from tests.test_access import BACKEND

BY_LIN = "小区值守看过原件"


def as_(client, person):
    client.force_login(person, backend=BACKEND)
    return client


@pytest.fixture
def said(cast):
    return actions.say_proof(cast.actor("wang"), "electric")


def counts(cast) -> frozenset[str]:
    return proofs_of(own(cast.actor("wang")))


def test_saying_it_counts_for_nothing_until_a_desk_has_looked(cast, said):
    assert counts(cast) == frozenset()
    assert Message.objects.filter(kind="desk_proof", person=cast.lin).exists()
    until = clock.today() + 400 * clock.DAY
    actions.see_proof(cast.actor("lin"), said, cast.a, valid_until=until)
    assert counts(cast) == {"electric"}
    with clock.at(clock.now() + 401 * clock.DAY):
        assert counts(cast) == frozenset()
    with pytest.raises(Conflict):
        actions.see_proof(cast.actor("lin"), said, cast.a, valid_until=None)


def test_through_the_pages_and_the_member_sees_who_looked_and_when(cast, client):
    wang = as_(client, cast.wang)
    wang.post("/me/wishes/proofs/", {"qualification": "electric", "once": "p" * 32})
    proof = Proof.objects.get(person=cast.wang)
    assert "等值守看" in wang.get("/me/wishes/proofs/").content.decode()
    lin = as_(client, cast.lin)
    desk = f"/desk/{cast.a.pk}/"
    assert "有证要看" in lin.get(desk).content.decode()
    page = lin.get(f"{desk}report-ins/?show=proofs").content.decode()
    assert "电工证" in page and "王师傅" in page
    there = f"{desk}report-ins/proofs/{proof.pk}/"
    assert lin.post(there, {"answer": "yes", "once": "q" * 32}).status_code == 422
    past = {"answer": "yes", "valid_until": "2001-01-01", "once": "r" * 32}
    assert lin.post(there, past).status_code == 422
    until = clock.today() + 90 * clock.DAY
    good = {"answer": "yes", "valid_until": until.isoformat(), "once": "s" * 32}
    assert lin.post(there, good).status_code == 303
    wang = as_(client, cast.wang)
    page = wang.get("/me/wishes/proofs/").content.decode()
    assert BY_LIN in page and f"{until.month}月{until.day}日为止" in page
    assert cast.lin.name not in page
    # That the desk looked at the wish stands among the looks at one's data.
    assert AccessEvent.objects.filter(subject=cast.wang, fields="proof").exists()


def test_it_is_written_down_with_nothing_of_a_person_in_the_clear(cast, said):
    actions.see_proof(cast.actor("lin"), said, cast.a, valid_until=None)
    entry = Entry.objects.get(stream="report_ins")
    assert entry.kind == "proof seen"
    for person in (cast.wang, cast.lin):
        assert str(person.pk) not in entry.body


def test_nobody_looks_at_their_own_paper_and_the_table_says_so_too(cast):
    cast.report_in("lin", cast.a)
    own_paper = actions.say_proof(cast.actor("lin"), "law")
    with pytest.raises(Forbidden):
        actions.see_proof(cast.actor("lin"), own_paper, cast.a, valid_until=None)
    with pytest.raises(IntegrityError, match="nobody_sees_their_own_proof"), transaction.atomic():
        cast.shown("lin", "medicine", seen_by=cast.lin)
    actions.see_proof(cast.actor("he"), own_paper, cast.a, valid_until=None)


def test_a_seen_paper_says_when_and_by_which_office(cast):
    for missing in ({"as_what": ""}, {"checked_at": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            cast.shown("wang", **missing)


def test_a_stranger_finds_no_paper(cast, said, client):
    assert list(Proof.objects.visible_to(cast.actor("wang"))) == [said]
    assert list(Proof.objects.visible_to(cast.actor("he"))) == [said]
    for name in ("zhao", "qian", "li", "tang"):
        assert not Proof.objects.visible_to(cast.actor(name)).exists()
    with pytest.raises(Forbidden):
        actions.see_proof(cast.actor("qian"), said, cast.a, valid_until=None)
    there = f"/desk/{cast.b.pk}/report-ins/proofs/{said.pk}/"
    answer = as_(client, cast.qian).post(there, {"answer": "no", "once": "z" * 32})
    assert answer.status_code == 404


def test_a_new_paper_takes_the_place_of_the_old_one_which_counts_meanwhile(cast):
    old = cast.shown("wang", valid_until=clock.today() + 5 * clock.DAY)
    new = actions.say_proof(cast.actor("wang"), "electric")
    assert counts(cast) == {"electric"}
    with pytest.raises(Conflict):
        actions.say_proof(cast.actor("wang"), "electric")
    actions.see_proof(cast.actor("lin"), new, cast.a, valid_until=None)
    old.refresh_from_db()
    assert (old.state, counts(cast)) == ("over", {"electric"})


def test_not_what_was_said_counts_for_nothing_and_may_be_shown_again(cast, said):
    actions.not_seen(cast.actor("lin"), said, cast.a)
    assert counts(cast) == frozenset()
    assert Message.objects.filter(kind="proof_not_seen", person=cast.wang).exists()
    assert actions.say_proof(cast.actor("wang"), "electric").state == "said"


def test_a_member_takes_their_own_back_at_once_and_nobody_elses(cast):
    paper = cast.shown("wang")
    with pytest.raises(Forbidden):
        actions.take_back_proof(cast.actor("li"), paper)
    actions.take_back_proof(cast.actor("wang"), paper)
    assert counts(cast) == frozenset()
    with pytest.raises(Conflict):
        actions.take_back_proof(cast.actor("wang"), paper)


def test_a_month_before_it_runs_out_they_are_told_once(cast):
    cast.shown("wang", valid_until=clock.today() + 31 * clock.DAY)
    cast.shown("li", valid_until=None)
    assert actions.remind_of_proofs() == 0
    with clock.at(clock.now() + clock.DAY):
        assert actions.remind_of_proofs() == 1
        assert actions.remind_of_proofs() == 0
    told = Message.objects.get(kind="proof_runs_out", channel="inbox")
    assert told.person == cast.wang
    page = "/me/wishes/proofs/"
    assert told.params["what"] == "电工证" and page


def test_whoever_has_left_is_not_reminded(cast):
    cast.shown("wang", valid_until=clock.today() + 3 * clock.DAY)
    actions.end(cast.actor("wang"), own(cast.actor("wang")))
    assert actions.remind_of_proofs() == 0


def test_first_one_reports_in_and_the_kind_is_one_of_ours(cast):
    with pytest.raises(Refused):
        actions.say_proof(cast.actor("chen"), "law")
    with pytest.raises(Refused):
        actions.say_proof(cast.actor("wang"), "pilot")
