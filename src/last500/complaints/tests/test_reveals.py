"""Two people, for one day, written down: and the database itself refuses one."""

import pytest
from django.db import IntegrityError, transaction

from last500.base import clock
from last500.base.actor import NOBODY
from last500.base.errors import Conflict, Forbidden, Refused, TooMany
from last500.complaints import actions
from last500.complaints.models import RevealAsk
from last500.complaints.tests.test_life import by_link, fresh, told
from last500.notify.models import Message
from last500.organisations.models import Office
from last500.people.models import AccessEvent
from last500.proof.models import Entry

pytestmark = pytest.mark.django_db
NAMED = {"open_name": True, "consent": True, "name": "陈桂英", "phone": "10000000005"}


def asked(cast, **more: object):
    complaint = told(cast, **(NAMED | more))
    return complaint, actions.ask_who(cast.actor("he"), fresh(complaint), reason="要上门道歉")


def test_asking_shows_nothing_and_tells_those_above(cast):
    complaint, _ask = asked(cast)
    with pytest.raises(Forbidden):
        actions.show_who(cast.actor("he"), fresh(complaint))
    told_to = Message.objects.filter(kind="complaint_reveal").values_list("person", flat=True)
    assert set(told_to) == {cast.sun.pk, cast.tang.pk, cast.gao.pk}
    assert not AccessEvent.objects.exists()


def test_whoever_asked_cannot_allow_it_not_even_in_a_higher_office(cast):
    _complaint, ask = asked(cast)
    Office.objects.create(
        person=cast.he, kind="street_officer", place=cast.street, from_on=clock.today()
    )
    with pytest.raises(Forbidden):
        actions.confirm_who(cast.actor("he"), ask.pk)
    assert not RevealAsk.objects.get().allowed


def test_the_database_refuses_one_person_for_both(cast):
    _complaint, ask = asked(cast)
    until = clock.now() + clock.DAY
    rows = RevealAsk.objects.filter(pk=ask.pk)
    with pytest.raises(IntegrityError, match="reveal_takes_two_people"), transaction.atomic():
        rows.update(answered_by=cast.he, allowed=True, shown_until=until, answered_at=clock.now())
    with pytest.raises(IntegrityError, match="reveal_is_allowed_by_somebody"), transaction.atomic():
        rows.update(allowed=True, shown_until=until)
    # The control: with somebody else the same statement goes through.
    assert rows.update(
        answered_by=cast.sun, allowed=True, shown_until=until, answered_at=clock.now()
    )


@pytest.mark.parametrize("name", ["lin", "he", "qian", "chen", "wang", "op"])
def test_nobody_but_those_above_the_desk_may_allow_it(cast, name):
    _complaint, ask = asked(cast)
    with pytest.raises(Forbidden):
        actions.confirm_who(cast.actor(name), ask.pk)


def test_it_opens_for_a_day_and_each_look_is_written_down(cast):
    complaint, ask = asked(cast)
    actions.confirm_who(cast.actor("sun"), ask.pk)
    he = cast.actor("he")
    assert actions.show_who(he, fresh(complaint)) == {"name": "陈桂英", "phone": "10000000005"}
    with pytest.raises(Forbidden):
        actions.show_who(cast.actor("sun"), fresh(complaint))
    kinds = list(Entry.objects.filter(stream="reveals").order_by("seq").values_list("kind", "body"))
    own = [kind for kind, _body in kinds if kind.startswith("complainant")]
    assert own == [
        "complainant_asked", "complainant_allowed", "complainant_seen",
    ]  # fmt: skip
    for _kind, body in kinds:
        for secret in (complaint.pk, cast.he.pk, cast.sun.pk, "陈桂英"):
            assert str(secret) not in body
    assert AccessEvent.objects.filter(about=complaint.pk).count() == 3
    with clock.at(clock.now() + 25 * clock.HOUR), pytest.raises(Forbidden):
        actions.show_who(he, fresh(complaint))


def test_a_refusal_and_an_ask_that_lapsed_open_nothing(cast):
    complaint, ask = asked(cast)
    actions.refuse_who(cast.actor("sun"), ask.pk)
    with pytest.raises(Forbidden):
        actions.confirm_who(cast.actor("tang"), ask.pk)
    again = actions.ask_who(cast.actor("he"), fresh(complaint), reason="还是要道歉")
    with pytest.raises(Conflict):
        actions.ask_who(cast.actor("he"), fresh(complaint), reason="快点")
    with clock.at(clock.now() + 8 * clock.DAY):
        with pytest.raises((Conflict, Forbidden)):
            actions.confirm_who(cast.actor("sun"), again.pk)
        assert actions.ask_who(cast.actor("he"), fresh(complaint), reason="再请一次")


def test_a_reason_is_owed_and_the_anonymous_stay_so(cast):
    complaint = told(cast)
    with pytest.raises(Refused):
        actions.ask_who(cast.actor("he"), fresh(complaint), reason="想知道")
    complaint = told(cast, **NAMED)
    with pytest.raises(Refused):
        actions.ask_who(cast.actor("he"), fresh(complaint), reason="  ")
    assert not RevealAsk.objects.exists()


def test_looking_counts_against_the_limit_of_reveals(cast):
    complaint, ask = asked(cast)
    actions.confirm_who(cast.actor("sun"), ask.pk)
    he = cast.actor("he")
    for _ in range(10):
        actions.show_who(he, fresh(complaint))
    with pytest.raises(TooMany):
        actions.show_who(he, fresh(complaint))


def test_whoever_is_shut_out_meanwhile_sees_no_more(cast):
    complaint, ask = asked(cast)
    actions.confirm_who(cast.actor("sun"), ask.pk)
    Office.objects.create(person=cast.he, kind="deputy", place=cast.a, from_on=clock.today())
    with pytest.raises(Forbidden):
        actions.show_who(cast.actor("he"), fresh(complaint))


def test_after_it_is_closed_nobody_asks_any_more(cast):
    complaint = told(cast, **NAMED)
    actions.withdraw(by_link(complaint), fresh(complaint))
    with pytest.raises(Conflict):
        actions.ask_who(cast.actor("he"), fresh(complaint), reason="想知道")
    with pytest.raises(Forbidden):
        actions.ask_who(NOBODY, fresh(complaint), reason="想知道")
