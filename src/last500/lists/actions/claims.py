"""A unit claims a need, the whole of it or a part; the community answers."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.lists import rules
from last500.lists.actions.step import ask, public_line
from last500.lists.actions.tally import lock
from last500.lists.models import Claim, Need
from last500.lists.rules import Deal, NeedState
from last500.organisations.models import Organisation
from last500.organisations.queries import calendar, is_liaison
from last500.units.models import UnitReportIn


def may_claim(organisation: Organisation, need: Need) -> bool:
    """Units reported in somewhere in the street of the need."""
    street = need.community.parent_id
    rows = UnitReportIn.objects.agreed().filter(organisation=organisation)
    return rows.filter(community__parent=street).exists()


@transaction.atomic
def claim(
    actor: Actor, need: Need, organisation: Organisation, *, number: int, words: str = ""
) -> Claim:
    """Ask to meet a need. Raises Forbidden, Refused, Conflict when it was taken meanwhile."""
    if not is_liaison(actor, organisation) or not may_claim(organisation, need):
        raise Forbidden("not your unit, or not reported in here")
    lock(need.pk)
    need.refresh_from_db(fields=["state", "agreed", "wanted", "until_on"])
    _check(need, number)
    until = clock.start_of(need.until_on) + clock.DAY
    row = Claim(
        need=need,
        organisation=organisation,
        number=number,
        words=public_line(words, 200, "words"),
        state=Deal.ASKED,
        asked_at=clock.now(),
        due_at=rules.answer_due(clock.now(), calendar()),
        lapses_at=rules.claim_lapses(clock.now(), until),
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("你们已经认领了这个需求，等着答复。")) from None
    Need.objects.filter(pk=need.pk, state=NeedState.OPEN).update(state=NeedState.CLAIMED)
    need.state = NeedState.CLAIMED
    ask(actor, row)
    return row


def _check(need: Need, number: int) -> None:
    if need.state not in rules.CLAIMABLE:
        raise Conflict(_("这个需求别的单位先说定了，谢谢你们。看看还有没有别的。"))
    if need.until_on < clock.today():
        raise Conflict(_("这个需求过了日子，社区会改日子或者收起来。"))
    if not 1 <= number <= need.open_number:
        raise Refused(_("还差 %(n)d，请写 1 到 %(n)d。") % {"n": need.open_number}, "number")
