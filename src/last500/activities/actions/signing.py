"""Sign up, wait, answer, come with more or fewer, cancel: each by one's own press.

Cancelling is possible until the start, needs no reason and leaves no mark.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.activities.actions.step import (
    Full,
    append,
    ask_next,
    close,
    first_waiting,
    freed,
    give_back,
    held,
    may_come,
    me,
    no_clash,
    said_by_the_table,
    seat,
    take_places,
)
from last500.activities.models import Role, SignUp
from last500.activities.queries import own_row
from last500.activities.rules import PRESENT, Says
from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.people.models import Person

GONE = N_("最后的位置刚刚有邻居报走了。可以排队，空出来先问你。")
LINE_FIRST = N_("前面还有人在排队，先问他们。你也可以排队，空出来按先后问。")
TOO_LATE = N_("这一次的时间过了。还想来的话，可以再排队。")
ALREADY = N_("你已经报了这一项。")


@transaction.atomic
def sign_up(actor: Actor, role: Role, *, age: int = 0, brings: int = 0) -> SignUp:
    """Come, by one's own press. Exactly as many heads win as there are places.

    `age` is their own word, in years; `brings` whom they bring along. Raises Full when the last
    place has gone, Clash when they come to another date at that time.
    """
    person = me(actor)
    may_come(actor, role, age)
    heads = _heads(role, brings)
    role = held(role)
    own = own_row(actor, role)
    if own is not None and own.state == Says.ASKED:
        return _say_yes(role, own, person)
    if own is not None and own.state == Says.COMES:
        raise Conflict(_(ALREADY))
    no_clash(person, role)
    if own is not None or first_waiting(role) is not None:
        raise Full(_(LINE_FIRST))
    if not take_places(role, heads):
        raise Full(_(GONE) if heads == 1 else _too_few(role))
    row = seat(role, person, heads)
    append(role.activity, "signed_up", role=role.name)
    return row


def _heads(role: Role, brings: int) -> int:
    if not 0 <= brings <= role.brings:
        said = _("这一项最多带 %(n)d 位。") if role.brings else _("这一项各报各的名，不带人。")
        raise Refused(said % {"n": role.brings} if role.brings else said, "brings")
    return 1 + brings


def _too_few(role: Role) -> str:
    said = _("只剩 %(n)d 个位置了，坐不下这么多位。可以少带几位，或者排队。")
    return said % {"n": role.free}


@transaction.atomic
def join(actor: Actor, role: Role, *, age: int = 0, brings: int = 0) -> SignUp:
    """Wait for a place of a full role. Raises Conflict when there is one to take at once."""
    person = me(actor)
    may_come(actor, role, age)
    heads = _heads(role, brings)
    role = held(role)
    own = own_row(actor, role)
    if own is not None:
        raise Conflict(_("你已经在排队了。") if own.state == Says.WAITING else _(ALREADY))
    if role.free >= heads and first_waiting(role) is None:
        raise Conflict(_("刚好有空位，可以直接报名。"))
    row = SignUp.objects.create(
        role=role,
        person=person,
        state=Says.WAITING,
        heads=heads,
        starts_at=role.starts_at,
        ends_at=role.ends_at,
        at=clock.now(),
    )
    append(role.activity, "joined", role=role.name)
    return row


def _own(actor: Actor, role: Role) -> SignUp:
    """Raises Conflict for whoever was in it before, Forbidden for whoever never was."""
    row = own_row(actor, role)
    if row is not None:
        return row
    if actor.person and SignUp.objects.filter(role=role, person=actor.person).exists():
        raise Conflict(_("你已经不在这一项里了。"))
    raise Forbidden("not signed up")


@transaction.atomic
def answer(actor: Actor, role: Role, *, yes: bool, age: int = 0) -> None:
    """The answer of whoever is asked. Raises Conflict when the time for it is over."""
    _own(actor, role)
    if yes:
        may_come(actor, role, age)
    role = held(role)
    row = _own(actor, role)
    if row.state != Says.ASKED:
        raise Conflict(_(TOO_LATE))
    if yes:
        _say_yes(role, row, me(actor))
        return
    close(row, Says.DECLINED)
    give_back(role, row.heads)
    freed(role)
    append(role.activity, "declined", role=role.name)


def _say_yes(role: Role, row: SignUp, person: Person) -> SignUp:
    """Take the place that is kept for them."""
    if row.ends_ask_at is None or row.ends_ask_at <= clock.now():
        raise Conflict(_(TOO_LATE))
    no_clash(person, role)
    with said_by_the_table():
        taken = SignUp.objects.filter(pk=row.pk, state=Says.ASKED)
        if not taken.update(state=Says.COMES, ends_ask_at=None, at=clock.now()):
            raise Conflict(_(TOO_LATE))
    append(role.activity, "signed_up", role=role.name)
    row.refresh_from_db()
    return row


@transaction.atomic
def cancel(actor: Actor, role: Role) -> None:
    """Not come after all, or wait no longer: until the start, without a reason."""
    _own(actor, role)
    role = held(role)
    row = _own(actor, role)
    if role.begun:
        raise Conflict(_("已经开始了，不用取消：没来也不会留下什么。"))
    let_go(role, row)


def let_go(role: Role, row: SignUp, state: Says = Says.CANCELLED) -> None:
    """In the caller's transaction, the role's row held."""
    had = row.state in PRESENT
    close(row, state)
    if had:
        give_back(role, row.heads)
        freed(role)
    else:
        ask_next(role)  # a large party that stood in front may have kept others waiting
    append(role.activity, "cancelled", role=role.name)


@transaction.atomic
def bring(actor: Actor, role: Role, *, brings: int) -> SignUp:
    """Come with more or fewer than was said. More only while there is room and nobody waits."""
    _own(actor, role)
    heads = _heads(role, brings)
    role = held(role)
    row = _own(actor, role)
    if role.begun or row.state == Says.ASKED:
        raise Conflict(_("先回一声来不来，再改几位。") if not role.begun else _("已经开始了。"))
    more = heads - row.heads
    if row.state == Says.COMES and more > 0:
        if first_waiting(role) is not None:
            raise Full(_(LINE_FIRST))
        if not take_places(role, more):
            raise Full(_too_few(role))
    with said_by_the_table():
        SignUp.objects.filter(pk=row.pk, state=row.state).update(heads=heads)
    if row.state == Says.COMES and more < 0:
        give_back(role, -more)
    ask_next(role)
    row.refresh_from_db()
    return row
