"""One more neighbour is asked for an offer that is open already; its deadline stays as it is."""

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import CLOCK
from last500.base.errors import Conflict
from last500.people.models import Person
from last500.service_requests.actions.desk import tell_invited, who_fits
from last500.service_requests.actions.step import append
from last500.service_requests.models import Invitation, ServiceRequest
from last500.service_requests.rules import Action, Role, State


@transaction.atomic
def ask_besides(request: ServiceRequest, person: Person, *, reasons: Sequence[str]) -> Invitation:
    """Invite one neighbour who fits, while the offer still wants more than it has and is asking.

    The request's row is held while that is counted. Raises Conflict when somebody was faster, or
    the hard rules are against it.
    """
    here = ServiceRequest.objects.filter(pk=request.pk, state=State.OFFERED)
    if not here.filter(taken__lt=F("wanted")).update(state=State.OFFERED):
        raise Conflict(_("这件事已经往前走了，请看看现在的情况。"))
    request.refresh_from_db(fields=["taken", "wanted"])
    asked = Invitation.objects.filter(request=request, answer=Invitation.Answer.ASKED).count()
    if request.taken + asked >= request.wanted or not who_fits(request, [person.pk]):
        raise Conflict(_("这件事现在不用再请人了。"))
    try:
        with transaction.atomic():
            invitation = Invitation.objects.create(
                request=request, helper=person, asked_at=clock.now(), reasons=list(reasons)
            )
    except IntegrityError:
        raise Conflict(_("这件事现在不用再请人了。")) from None
    append(
        CLOCK,
        request,
        Action.OFFER,
        State.OFFERED,
        State.OFFERED,
        role=Role.CLOCK,
        facts={"asked": 1},
    )
    tell_invited(request, [person])
    return invitation
