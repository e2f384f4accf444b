"""One step of a claim or a booking: check the side, change on condition, append, tell the other."""

from collections.abc import Mapping
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.base.errors import Conflict, Forbidden, Refused
from last500.exports.rules import without_phones
from last500.lists import rules
from last500.lists.actions import stock, tally
from last500.lists.models import Booking, Claim, ListEvent, Need, Resource
from last500.lists.rules import Act, Deal, Side
from last500.notify.actions import post
from last500.organisations.models import Organisation
from last500.organisations.queries import is_liaison, liaisons_of, people_who_may
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.people.rules import clean_line, clean_text
from last500.places.models import Place

NOTE_MOST = 300
Asked = Claim | Booking


def public_line(text: str, most: int, field: str) -> str:
    """A line that stands on a list: no telephone of anybody in it. Raises Refused."""
    line = clean_line(text)[:most]
    if without_phones(line) != line.translate(_SAME):
        raise Refused(_("清单大家都看得到，不要写手机号。办事的时候再互相留。"), field)
    return line


# without_phones reads full-width digits as plain ones; that alone is no telephone.
_SAME = str.maketrans("０１２３４５６７８９＋－", "0123456789+-")


def steps_of(row: Asked) -> Mapping[Act, rules.Step]:
    return rules.CLAIM_STEPS if isinstance(row, Claim) else rules.BOOKING_STEPS


def speaks_for_place(actor: Actor, place: Place) -> bool:
    """For a community its desk and above; for a compound its own desk too."""
    own = place.level == "compound" and actor.may(Permission.POST_EDIT, place.path)
    return own or actor.may(Permission.LIST_EDIT, place.path)


def _stands_for(actor: Actor, organisation: Organisation | None, place: Place | None) -> bool:
    if organisation is not None:
        return is_liaison(actor, organisation)
    return place is not None and speaks_for_place(actor, place)


def sides_of(actor: Actor, row: Asked) -> frozenset[Side]:
    """On which sides of it the actor stands today; asked of the tables, not of the page."""
    if actor.door == Door.CLOCK:
        return frozenset({Side.CLOCK})
    found = set()
    if _stands_for(actor, *_asker(row)):
        found.add(Side.ASKER)
    if _stands_for(actor, *_host(row)):
        found.add(Side.HOST)
    return frozenset(found)


def _asker(row: Asked) -> tuple[Organisation | None, Place | None]:
    if isinstance(row, Claim):
        return row.organisation, None
    return row.for_organisation, row.for_place


def _host(row: Asked) -> tuple[Organisation | None, Place | None]:
    if isinstance(row, Claim):
        return None, row.need.community
    return row.resource.organisation, row.resource.community


def people_of(
    side: tuple[Organisation | None, Place | None], but: UUID | None = None
) -> list[Person]:
    """Who is told for this side: a unit's liaisons, or the desk of the place."""
    organisation, place = side
    if organisation is not None:
        return [person for person in liaisons_of(organisation) if person.pk != but]
    if place is None:
        return []
    compound = place.level == "compound"
    permission = Permission.POST_EDIT if compound else Permission.LIST_EDIT
    told = people_who_may(permission, place, but=[but] if but else [])
    return told[:6]


def about(row: Asked) -> tuple[str, str]:
    """What it is about, in the public words of the list, and its page."""
    if isinstance(row, Claim):
        return row.need.title, f"/lists/claims/{row.pk}/"
    return row.resource.title, f"/lists/bookings/{row.pk}/"


def append(
    row: Asked | Need | Resource, act: str, side: str, actor: Actor, note: str = ""
) -> ListEvent:
    name = type(row).__name__.lower()
    return ListEvent.objects.create(
        **{name: row},
        at=clock.now(),
        action=act,
        side=side,
        to_state=row.state,
        actor_id=actor.person,
        note=clean_text(note)[:NOTE_MOST],
    )


@transaction.atomic
def step(actor: Actor, row: Asked, act: Act, *, note: str = "") -> None:
    """Take one step. Raises Forbidden, Conflict when somebody was faster, Refused without words.

    What it held is free again with a refusal, a cancellation or its date; nothing agrees by itself.
    """
    steps = steps_of(row)
    sides = sides_of(actor, row)
    if not sides & steps[act].sides:
        raise Forbidden(act)
    starts = row.starts_at if isinstance(row, Booking) else None
    if not rules.may(steps, act, row.state, sides, now=clock.now(), starts_at=starts):
        raise Conflict(_("这件事已经往前走了，请看看现在的情况。"))
    if steps[act].needs_words and not clean_text(note):
        raise Refused(_("请写一句为什么，对方会看到。"), "note")
    old, new = Deal(row.state), steps[act].to
    if new is None:
        _remind(actor, row)
        return
    _change(row, old, new)
    side = _side_taken(act, sides)
    append(row, act, side, actor, note)
    _settle(row, old)
    _tell(actor, row, side)


def _side_taken(act: Act, sides: frozenset[Side]) -> Side:
    if Side.CLOCK in sides:
        return Side.CLOCK
    answers = act in {Act.AGREE, Act.REFUSE}
    return Side.HOST if answers or Side.ASKER not in sides else Side.ASKER


def _change(row: Asked, old: Deal, new: Deal) -> None:
    """On condition that it still stands where it was read. Raises Conflict."""
    closed = None if new in rules.UNFINISHED else clock.now()
    here = type(row).objects.filter(pk=row.pk, state=old)
    if not here.update(state=new, due_at=None, closed_at=closed):
        raise Conflict(_("有人刚处理过这件事，请看看现在的情况。"))
    row.state, row.due_at, row.closed_at = new, None, closed


def _settle(row: Asked, old: Deal) -> None:
    """What the step makes of the need, or of the pieces on the shelf."""
    if isinstance(row, Claim):
        tally.after_step(row, old)
    elif row.state not in rules.HOLDING:
        stock.give_back(row)


def _tell(actor: Actor, row: Asked, side: Side) -> None:
    """The side that did not take the step; of what the clock does, both."""
    title, link = about(row)
    words = rules.CLAIM_WORDS if isinstance(row, Claim) else rules.BOOKING_WORDS
    told: list[Person] = []
    if side != Side.ASKER:
        told += people_of(_asker(row), but=actor.person)
    if side != Side.HOST:
        told += people_of(_host(row), but=actor.person)
    people = list({person.pk: person for person in told}.values())
    post("list_moved", people, link=link, what=title, state=words[row.state])


def ask(actor: Actor, row: Asked) -> None:
    """The first row of its history, and a word to whoever has to answer."""
    append(row, Act.ASK, Side.ASKER, actor)
    title, link = about(row)
    asker = next(str(one) for one in _asker(row) if one is not None)
    people = people_of(_host(row), but=actor.person)
    post("list_asked", people, link=link, who=asker, what=title)


def _remind(actor: Actor, row: Asked) -> None:
    """Once, to whoever owes the answer; the time goes on."""
    here = type(row).objects.filter(pk=row.pk, state=Deal.ASKED, reminded_at=None)
    if not here.update(reminded_at=clock.now()):
        raise Conflict(_("有人刚处理过这件事，请看看现在的情况。"))
    append(row, Act.REMIND, Side.CLOCK, actor)
    title, link = about(row)
    post("list_late", people_of(_host(row)), link=link, what=title)
