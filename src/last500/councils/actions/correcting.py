"""What was written wrong in published minutes: a new row beneath them, never another word in them.

Written by the desk, confirmed by another person who was there; until then it hangs nowhere.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.councils import queries
from last500.councils.actions.step import held, must_handle, tell, write_down
from last500.councils.models import REASON_MOST, SAID_MOST, WORDS_MOST, Correction, Meeting
from last500.councils.queries import Spot
from last500.councils.rules import Part, State
from last500.councils.sentences import spot_hash
from last500.topics.actions.step import public_text

NONE_WAITS = N_("没有等确认的更正，请看看现在的情况。")
LONG = {Part.WORDS, Part.DECISION}


def _published(meeting: Meeting) -> Meeting:
    meeting = held(meeting)
    if meeting.state != State.PUBLISHED:
        raise Conflict(_("记录还没有公布，直接改就行。"))
    return meeting


@transaction.atomic
def correct(actor: Actor, meeting: Meeting, spot: Spot, *, said: str, reason: str) -> Correction:
    """Say what one place of the minutes should have said, and why. Its old words are named as they
    stand now. Raises Forbidden, Refused, Conflict where another one waits.
    """
    meeting = _published(meeting)
    must_handle(actor, meeting.place)
    most = WORDS_MOST if spot.part in LONG else SAID_MOST
    new = public_text(said, most, "said", lines=True)
    why = public_text(reason, REASON_MOST, "reason")
    was = queries.words_of(meeting, spot)
    if not was:
        raise Conflict(_("记录里没有这一处。"))
    if not new:
        raise Refused(_("请写应该是什么。"), "said")
    if new == was:
        raise Refused(_("和原来写的一样。请改成应该是的话。"), "said")
    if not why:
        raise Refused(_("请写一句为什么，大家会看到。"), "reason")
    try:
        with transaction.atomic():
            row = Correction.objects.create(
                meeting=meeting, point=spot.point, part=spot.part, was=was, said=new, reason=why,
                written_by_id=actor.person, written_at=clock.now(),
            )  # fmt: skip
    except IntegrityError:
        raise Conflict(_("有一处更正还等着确认，先把那一处办完。")) from None
    others = [one for one in queries.who_may_confirm(meeting) if one.pk != actor.person]
    tell(meeting, "correction_written", others)
    return row


@transaction.atomic
def confirm_correction(actor: Actor, meeting: Meeting) -> Correction:
    """By another person than the writer, who was there. From here on it stands beneath the minutes.

    Raises Forbidden, Conflict.
    """
    meeting = _published(meeting)
    if not queries.may_confirm(actor, meeting):
        raise Forbidden("neither a neighbour nor a member nor a desk")
    row = _waiting(meeting)
    if row.written_by_id is None:
        raise Conflict(_("写更正的人不在了，请小区值守收回，再写一次。"))
    if row.written_by_id == actor.person:
        raise Conflict(_("写更正的人自己不能确认，要另一位当时在场的人。"))
    values = {"confirmed_by_id": actor.person, "confirmed_at": clock.now()}
    rows = Correction.objects.filter(pk=row.pk, confirmed_at=None)
    if not rows.exclude(written_by=actor.person).update(**values):
        raise Conflict(_(NONE_WAITS))
    order = row.point.order if row.point else 0
    hashes = {"was": spot_hash(row.was), "now": spot_hash(row.said)}
    write_down(meeting, "minutes corrected", point=order, part=str(row.part), **hashes)
    row.refresh_from_db()
    return row


@transaction.atomic
def take_back(actor: Actor, meeting: Meeting) -> None:
    """The desk takes an unconfirmed correction away again. Raises Forbidden, Conflict."""
    meeting = _published(meeting)
    must_handle(actor, meeting.place)
    rows = Correction.objects.filter(pk=_waiting(meeting).pk, confirmed_at=None)
    if not rows.delete()[0]:
        raise Conflict(_(NONE_WAITS))


def _waiting(meeting: Meeting) -> Correction:
    row = queries.waiting_correction(meeting)
    if row is None:
        raise Conflict(_(NONE_WAITS))
    return row
