"""告诉我的单位: by one's own tick a unit is told sums in which one is counted, and no more."""

from django.db import transaction

from last500.base.actor import Actor
from last500.base.errors import Forbidden
from last500.base.scope import everything
from last500.organisations.models import Organisation
from last500.people.actions import record_consent
from last500.people.models import Consent, Person
from last500.people.rights import end_consent
from last500.reportin.models import ReportIn

CONSENT = "tell_unit"


@transaction.atomic
def tell_unit(actor: Actor, report_in: ReportIn, unit: Organisation | None) -> None:
    """Be counted in what this unit is told, or (None) in nothing; another unit replaces it.

    A consent of its own (PIPL 29): it is written down, and is taken back as easily.
    """
    if report_in.person_id != actor.person:
        raise Forbidden("not your own")
    if report_in.organisation_id == (unit.pk if unit else None):
        return
    ReportIn.objects.filter(pk=report_in.pk).update(organisation=unit)
    report_in.organisation = unit
    person = Person.objects.get(pk=actor.person)
    end_consent(CONSENT, person=person)
    if unit:
        record_consent(CONSENT, "own_page", person=person)


@transaction.atomic
def forget_unit(actor: Actor) -> None:
    """Taken back where consents are: no report-in of theirs names a unit any more."""
    if actor.person is None:
        raise Forbidden("sign in first")
    ReportIn.objects.filter(person=actor.person).update(organisation=None)
    end_consent(CONSENT, person=Person.objects.get(pk=actor.person))


def settle_unit(report_in: ReportIn) -> None:
    """Confirmed where their unit is not: nothing is told any more, and the consent is over."""
    if report_in.organisation_id is None:
        with everything("a consent ends with what it was for"):
            end_consent(CONSENT, person=report_in.person)


def unit_after_return(old: ReportIn, refused: ReportIn) -> Organisation | None:
    """The unit of before, while the consent holds and no other was named meanwhile."""
    unit = old.organisation
    holds = Consent.objects.filter(person=old.person_id, purpose=CONSENT, withdrawn_at=None)
    if unit and refused.organisation_id in {None, unit.pk} and holds.exists():
        return unit
    end_consent(CONSENT, person=old.person)
    return None
