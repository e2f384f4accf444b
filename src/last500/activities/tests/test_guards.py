"""The database's own promises: they stand, and hold where no verb of ours is asked."""

import pytest
from django.db import IntegrityError, connection, transaction

from last500.activities import actions, guards
from last500.activities.models import Activity, Role, SignUp
from last500.activities.tests.town import one_role, set_up
from last500.base import clock

pytestmark = pytest.mark.django_db


def write(role: Role, person, state: str = "comes", heads: int = 1) -> SignUp:
    with transaction.atomic():
        return SignUp.objects.create(
            role=role,
            person=person,
            state=state,
            heads=heads,
            starts_at=role.starts_at,
            ends_at=role.ends_at,
            at=clock.now(),
            ends_ask_at=role.starts_at if state == "asked" else None,
        )


def refused(verb, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        verb()


def test_the_guards_stand():
    """A migration that rebuilds the table on SQLite takes its triggers away: renew them there."""
    assert guards.missing(connection) == set()


def test_no_two_that_overlap_whoever_writes(cast):
    one, two = one_role(cast), one_role(cast, 3, title="另一场", start=10 * 60)
    after = one_role(cast, title="接着", start=11 * 60)
    write(one, cast.wang)
    refused(lambda: write(two, cast.wang), guards.OVERLAP)
    write(two, cast.li)
    write(after, cast.wang)
    waits = write(two, cast.wang, "waiting")
    later = SignUp.objects.filter(pk=waits.pk)
    refused(lambda: later.update(state="comes"), guards.OVERLAP)
    row = SignUp.objects.filter(role=after)
    refused(lambda: row.update(starts_at=one.starts_at), guards.OVERLAP)


def test_no_more_heads_than_places_whoever_writes(cast):
    role = one_role(cast, places=3, side="participant", brings=3)
    write(role, cast.wang, heads=2)
    refused(lambda: write(role, cast.li, heads=2), guards.HEADS)
    kept = write(role, cast.li, "asked")
    refused(lambda: write(role, cast.hua), guards.HEADS)
    waits = write(role, cast.hua, "waiting", heads=4)
    refused(lambda: SignUp.objects.filter(pk=waits.pk).update(state="comes"), guards.HEADS)
    refused(lambda: SignUp.objects.filter(pk=kept.pk).update(heads=2), guards.HEADS)


def test_the_count_never_goes_over_or_below(cast):
    role = one_role(cast)
    rows = Role.objects.filter(pk=role.pk)
    refused(lambda: rows.update(taken=2), "role_never_has_more_than_its_places")
    actions.sign_up(cast.actor("wang"), role)
    refused(lambda: rows.update(places=0), "role_")


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"state": "open"}, "open_activity_has_consent"),
        ({"state": "called_off", "closed_at": "2026-01-01T00:00Z"}, "activity_called_off_says_why"),
        ({"state": "called_off", "reason": "下雨"}, "activity_over_has_its_day"),
        ({"risk": "some"}, "activity_says_its_risk"),
    ],
)
def test_an_activity_keeps_to_its_table(cast, values, name):
    activity = set_up(cast, opens=False)
    Activity.objects.filter(pk=activity.pk).update(consented_at=None)
    refused(lambda: Activity.objects.filter(pk=activity.pk).update(**values), name)


def test_nothing_dangerous_is_open_without_insurance(cast):
    activity = set_up(cast)
    rows = Activity.objects.filter(pk=activity.pk)
    refused(lambda: rows.update(risk="high", risk_note="登高"), "dangerous_activity_is_insured")
