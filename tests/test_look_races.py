"""At the same moment: one look is one row, slices of a table do not slip through together."""

import pytest
from django.test import Client

from last500.base import clock
from last500.exports import actions, rules
from last500.exports.models import Export
from last500.exports.registry import TABLES
from last500.exports.rules import Period
from last500.organisations.models import Office
from last500.organisations.rules import OfficeKind
from last500.people.models import AccessEvent
from tests.cast import Cast, build
from tests.test_races import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
BACKEND = "last500.people.backend.CodeBackend"


def ask(cast: Cast) -> Export:
    today = Period(clock.today(), clock.today())
    return actions.ask(cast.actor("he"), TABLES["requests"], cast.a, today, reason="核对路灯")


@pytest.fixture
def town(settings, tmp_path, monkeypatch) -> Cast:
    """One request, and a table of one row is all that a person may take alone in a day."""
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(rules, "ALONE_MOST", 1)
    cast = build()
    cast.placed()
    return cast


def test_of_slices_asked_for_at_once_one_goes_alone(town):
    made = all_at_once(lambda name: ask(town), ["a", "b", "c", "d"])
    assert sorted(export.needs_second for export in made) == [False, True, True, True]


def test_control_counted_before_the_transaction_all_would_go(town, monkeypatch):
    looked = actions.alone_lately(town.he.pk)
    monkeypatch.setattr(actions, "alone_lately", lambda person: looked)
    made = all_at_once(lambda name: ask(town), ["a", "b", "c", "d"])
    assert not any(export.needs_second for export in made)


def test_released_and_refused_at_once_one_of_them_counts(town):
    ask(town)
    export = ask(town)
    for name in ("tang", "gao"):
        Office.objects.create(
            person=town.people[name],
            kind=OfficeKind.STREET_OFFICER,
            place=town.street,
            from_on=clock.today(),
        )
    verbs = {"sun": actions.release, "tang": actions.refuse, "gao": actions.release}
    actors = {name: town.actor(name) for name in verbs}
    answers = all_at_once(
        lambda name: verbs[name](actors[name], Export.objects.get(pk=export.pk)), list(verbs)
    )
    assert [answer for answer in answers if answer is None] == [None]
    decided = Export.objects.get(pk=export.pk)
    assert decided.state == ("refused" if decided.decided_by == town.tang else "released")


def test_a_page_opened_many_times_at_once_is_one_look(town):
    request = town.accepted("wang")

    def look(name: str) -> int:
        client = Client()
        client.force_login(town.wang, backend=BACKEND)
        return client.get(f"/me/help/{request.pk}/").status_code

    assert all_at_once(look, [str(n) for n in range(8)]) == [200] * 8
    assert AccessEvent.objects.filter(viewer=town.wang, kind="view").count() == 1
