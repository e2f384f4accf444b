"""Somebody has looked at an unusual concentration; the person concerned can read that."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.organisations.actions import require
from last500.organisations.rules import Permission
from last500.people.rules import clean_text
from last500.places.models import Place
from last500.records import queries
from last500.records.actions.confirming import REASON_MOST
from last500.records.models import Review
from last500.records.unusual import Outcome


@transaction.atomic
def looked_at(actor: Actor, place: Place, mark: str, *, outcome: Outcome, note: str = "") -> Review:
    """Write down that a person has looked at this, and what it was. Nothing follows by itself.

    `mark` names the finding on the page. Raises Forbidden for one's own, Conflict when it is not
    listed any more.
    """
    require(actor, Permission.RECORD_REVIEW, place)
    found = next((one for one in queries.unusual_at(actor, place) if one.mark == mark), None)
    if found is None or actor.person is None:
        raise Conflict(_("这一条已经有人看过了。"))
    if actor.person in {found.person, found.other}:
        raise Forbidden("nobody looks at their own")
    review = Review(
        kind=found.kind,
        place=place,
        person_id=found.person,
        other_id=found.other,
        count=len(found.facts),
        minutes=found.minutes,
        outcome=outcome,
        looked_by_id=actor.person,
        looked_at=clock.now(),
    )
    review.note = clean_text(note)[:REASON_MOST]
    review.save(force_insert=True)
    return review
