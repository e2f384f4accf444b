"""The verbs of households: say that one lives in or owns one, see it once, end it oneself."""

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.areas import m2_words
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.marking import N_
from last500.households import rules
from last500.households.models import Household, Relation
from last500.households.rules import Kind, Seen, State
from last500.notify.actions import post as tell
from last500.organisations.actions import require
from last500.organisations.queries import desk_for, desk_holders
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place

HANDLED = N_("这件事已经处理过了。")


@transaction.atomic
def claim(actor: Actor, compound: Place, at: Place, door: str, kinds: list[Kind]) -> list[Relation]:
    """Say that one lives in or owns the household behind this door; the compound answers.

    Raises Forbidden, Refused (with the field: at, door, kinds), Conflict where it was said before.
    """
    if actor.person is None:
        raise Forbidden("sign in first")
    _check(compound, at, kinds)
    person = Person.objects.get(pk=actor.person)
    if Relation.objects.open().filter(person=person).count() >= rules.HOUSEHOLDS_OF_A_PERSON:
        raise Refused(_("已经登记了很多户。先结束不再有关系的，再加新的。"), "door")
    household = find_or_make(compound, at, door)
    now = clock.now()
    due = now + rules.ANSWERED_WITHIN
    said = [
        Relation(household=household, person=person, kind=kind, asked_at=now, due_at=due)
        for kind in dict.fromkeys(kinds)
    ]
    try:
        with transaction.atomic():
            Relation.objects.bulk_create(said)
    except IntegrityError:
        raise Conflict(_("这一户你已经登记过了，见“我的住处和房子”。")) from None
    tell("household_asked", desk_holders(desk_for(compound).pk), place=compound.name)
    return said


def _check(compound: Place, at: Place, kinds: list[Kind]) -> None:
    if compound.level != "compound" or compound.closed_on:
        raise Refused(_("请选你住的小区。"), "at")
    if not at.path.startswith(compound.path) or at.closed_on:
        raise Refused(_("请选一栋楼或者一个单元。"), "at")
    if not kinds:
        raise Refused(_("请说你住在这里，还是这里的业主；两样都是就都勾。"), "kinds")


def find_or_make(compound: Place, at: Place, door: str, area: int | None = None) -> Household:
    """The household behind this door; `area` in cm². Raises Refused for what is no door."""
    try:
        clean = rules.clean_door(door)
    except ValueError:
        raise Refused(_("请写门牌上的号，比如 1502 或者 3-502。"), "door") from None
    found, _made = Household.objects.get_or_create(
        at=at, door=clean, defaults={"compound": compound, "area": area}
    )
    return found


@transaction.atomic
def enter(
    actor: Actor,
    compound: Place,
    at: Place,
    door: str,
    area: int | None,
    *,
    import_index: str | None = None,
) -> Household:
    """A door and its area (cm²) as the register, the survey or the contract has it.

    An area that is there already and is another one is not overwritten by a file: it is set on
    the household's own page. Raises Forbidden, Refused.
    """
    require(actor, Permission.HOUSEHOLD_CONFIRM, compound)
    found = find_or_make(compound, at, door, area)
    if area and found.area and found.area != area:
        said = {"was": m2_words(found.area), "now": m2_words(area)}
        raise Refused(
            _("这一户已经有面积 %(was)s，文件里是 %(now)s。请核对后在页面上改。") % said, "area"
        )
    found.area = found.area or area
    found.import_index = found.import_index or import_index
    found.save(update_fields=["area", "import_index"])
    return found


@transaction.atomic
def set_area(actor: Actor, household: Household, area: int, *, seen: int | None) -> None:
    """`area` and what the page showed (`seen`) in cm². Raises Forbidden, Refused; Conflict when
    somebody has set another meanwhile."""
    require(actor, Permission.HOUSEHOLD_CONFIRM, household.compound)
    if not 0 < area <= rules.AREA_MOST:
        raise Refused(_("面积请写平方米，比如 127.38。"), "area")
    if not Household.objects.filter(pk=household.pk, area=seen).update(area=area):
        raise Conflict(_("有人刚改过，请看看现在的情况。"))
    household.area = area


@transaction.atomic
def decide(actor: Actor, relation: Relation, *, seen: Seen | None) -> None:
    """The compound says by what it knows (`seen`), or (None) that it cannot confirm.

    Nobody confirms their own. Raises Forbidden, Conflict.
    """
    require(actor, Permission.HOUSEHOLD_CONFIRM, relation.household.compound)
    if relation.person_id == actor.person:
        raise Refused(_("自己的由别人确认：请副手或者社区来看。"))
    new = State.CONFIRMED if seen else State.REFUSED
    _advance(relation, new, seen=seen or "", decided_at=clock.now(), decided_by_id=actor.person)
    word = "household_confirmed" if seen else "household_refused"
    tell(word, [relation.person], place=relation.household.compound.name)


@transaction.atomic
def end(actor: Actor, relation: Relation) -> None:
    """Moved away, sold, or wrong: one's own press, at once, and nobody has to agree."""
    if actor.person is None or relation.person_id != actor.person:
        raise Forbidden("only the person ends it")
    _advance(relation, State.ENDED, ended_at=clock.now())


def _advance(relation: Relation, new: State, **values: object) -> None:
    old = State(relation.state)
    if new not in rules.ALLOWED.get(old, set()):
        raise Conflict(_(HANDLED))
    rows = Relation.objects.filter(pk=relation.pk, state=old)
    if not rows.update(state=new, due_at=None, **values):
        raise Conflict(_(HANDLED))
    relation.state, relation.due_at = new, None
    for name, value in values.items():
        setattr(relation, name, value)


@transaction.atomic
def remind_waiting() -> int:
    """Whoever waits longer than they should: the desk above hears of it, once. Returns how many."""
    now: datetime = clock.now()
    late = list(
        Relation.objects.filter(state=State.ASKED, due_at__lt=now)
        .select_related("household__compound__parent")
        .order_by("due_at")[:200]
    )
    for relation in late:
        rows = Relation.objects.filter(pk=relation.pk, state=State.ASKED, due_at=relation.due_at)
        if not rows.update(due_at=now + rules.ANSWERED_WITHIN):
            continue
        compound = relation.household.compound
        above = desk_for(compound.parent or compound)
        tell("household_waits", desk_holders(above.pk), place=compound.name)
    return len(late)
