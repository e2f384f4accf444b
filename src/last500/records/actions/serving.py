"""The one served says whether it was so: by a link they were handed, without an account."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden
from last500.base.ids import secret_key
from last500.base.marking import N_
from last500.base.scope import everything, widen
from last500.base.sealing import blind_index
from last500.records.actions.confirming import confirm, disclaim
from last500.records.models import ServedLink, ServiceRecord
from last500.records.rules import LINK_LASTS, ConfirmedAs, State

LINK_INDEX = "records.served_link"
GONE = N_("这条链接已经用过，或者过期了。")


@transaction.atomic
def make_link(actor: Actor, record: ServiceRecord) -> ServedLink:
    """A link for the one served, for a week; the same again while it is open.

    Only for what somebody entered themself: a request is confirmed on its own page.
    Raises Forbidden, Conflict.
    """
    if record.person_id != actor.person:
        raise Forbidden("not your own")
    if not may_hand_out(record):
        raise Conflict(_("这一条不用再请人确认了。"))
    known = ServedLink.objects.filter(record=record).first()
    if known is not None and known.is_open:
        return known
    if known is not None:
        known.delete()
    key = secret_key()
    link = ServedLink(
        record=record,
        key_index=blind_index(LINK_INDEX, key),
        made_at=clock.now(),
        ends_at=clock.now() + LINK_LASTS,
    )
    link.key = key
    link.save(force_insert=True)
    return link


def opened(key: str) -> ServedLink | None:
    """The link that is open under this key, with its record."""
    index = blind_index(LINK_INDEX, key)
    widen(link=index)
    rows = ServedLink.objects.filter(key_index=index).select_related(
        "record__place", "record__person"
    )
    return rows.first()


@transaction.atomic
def say(actor: Actor, link: ServedLink, *, so: bool) -> None:
    """是这样, or 不是这样: by whoever holds the link. Raises Forbidden for the one who served.

    Only another account confirms. Whoever says yes without one may be the one who served, on the
    very telephone that shows the link: that yes waits for an organiser, as a hint.
    """
    record = link.record
    if actor.person == record.person_id:
        raise Forbidden("nobody confirms their own")
    with everything("a link is used once"):
        live = ServedLink.objects.filter(pk=link.pk, used_at=None, ends_at__gt=clock.now())
        if not live.update(used_at=clock.now()):
            raise Conflict(_(GONE))
    if so and actor.person is None:
        with everything("a word without an account is kept beside the record"):
            waiting = ServiceRecord.objects.filter(pk=record.pk, state=State.ENTERED)
            if not waiting.update(vouched_at=clock.now()):
                raise Conflict(_(GONE))
    elif so:
        confirm(record, confirmed_by=actor.person, confirmed_as=ConfirmedAs.SERVED)
    else:
        disclaim(actor, record, reason=_("被服务的人说不是这样。"))


def may_hand_out(record: ServiceRecord) -> bool:
    return record.state == State.ENTERED and record.is_own and record.vouched_at is None
