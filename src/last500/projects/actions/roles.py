"""People for a project: how many with which skill; taken and left by one's own press."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.people.models import Guardian, Person
from last500.posts.rules import GROWN
from last500.projects import rules
from last500.projects.actions import line
from last500.projects.actions.step import (
    append,
    held,
    is_reported_in,
    must_run,
    public_text,
    runners,
    told,
)
from last500.projects.models import Project, ProjectRole, RoleClaim, RoleWait
from last500.projects.models.terms import LINE_MOST
from last500.projects.rules import State, Waits
from last500.projects.words import Risk
from last500.reportin.models import Proof
from last500.reportin.skills import SKILL_BY_CODE


@dataclass(frozen=True)
class Wish:
    """One role as it is wanted; `key` names the one that it changes."""

    title: str
    number: int
    skill: str = ""
    brought: int = 0
    key: UUID | None = None


@transaction.atomic
def set_roles(actor: Actor, project: Project, wishes: Sequence[Wish]) -> None:
    """How many people with which skill. Raises Refused for fewer than have come already."""
    project = held(project)
    must_run(actor, project)
    if project.state not in rules.BEFORE_RUNNING | {State.RUNNING}:
        raise Conflict(_("项目做完了，人手就不改了。"))
    there = {row.pk: row for row in ProjectRole.objects.filter(project=project)}
    kept = {one.key for one in wishes}
    for key, row in there.items():
        if key not in kept:
            if row.taken:
                raise Refused(_("“%(role)s”已经有人来了，不能去掉。") % {"role": row.title})
            row.delete()
    for number, wish in enumerate(wishes[: rules.ROLES_MOST]):
        _write(project, number, wish, there.get(wish.key) if wish.key else None)
    append(actor, project, "roles")
    for role in ProjectRole.objects.filter(project=project):
        line.ask_next(project, role)


def _write(project: Project, order: int, wish: Wish, row: ProjectRole | None) -> None:
    title = public_text(wish.title, "title", LINE_MOST)
    if not title:
        raise Refused(_("请写这个角色做什么。"), "title")
    if wish.skill and wish.skill not in SKILL_BY_CODE:
        raise Refused(_("请重新选一个。"), "skill")
    if not 1 <= wish.number <= rules.ROLE_PEOPLE_MOST or wish.brought < 0:
        raise Refused(_("人数请写 1 到 200。"), "number")
    taken = row.taken if row else 0
    if taken + wish.brought > wish.number:
        said = _("“%(role)s”已经来了 %(taken)d 位、合作方带 %(brought)d 位，要的人数不能更少。")
        words = {"role": title, "taken": taken, "brought": wish.brought}
        raise Refused(said % words, "number")
    row = row or ProjectRole(project=project)
    row.order, row.title, row.skill = order, title, wish.skill
    row.number, row.brought = wish.number, wish.brought
    row.save()


def needs_of(role: ProjectRole) -> str:
    """The qualification that the law wants for the skill of this role; "" where none."""
    skill = SKILL_BY_CODE.get(role.skill)
    return (skill.qualification or "") if skill else ""


def _hindered(actor: Actor, project: Project, role: ProjectRole, age: int) -> str:
    """What stands against their coming, as a sentence; "" when nothing (条例 15, 16)."""
    if not is_reported_in(actor):
        return _("要先在你住的小区报到，小区确认之后就能来。")
    needs = needs_of(role)
    good = Proof.objects.counting(clock.today()).filter(person=actor.person, qualification=needs)
    if needs and not good.exists():
        return _("这个角色要有相应的资格。把证件给小区值守看过，就能来。")
    if project.risk == Risk.HIGH:
        young = Guardian.objects.filter(person=actor.person).exists()
        if young or age < GROWN:
            return _("有危险的项目只请满 18 岁的人（志愿服务条例第十五条）。")
    return ""


def _checked(actor: Actor, role: ProjectRole, age: int) -> UUID:
    """The actor's person; the project is held from here on.

    Raises Forbidden, Conflict, Refused for whoever cannot come to it now.
    """
    if actor.person is None:
        raise Forbidden("sign in first")
    project = held(role.project)
    if project.state not in rules.TAKING:
        raise Conflict(_("这个项目现在不招人。"))
    against = _hindered(actor, project, role, age)
    if against:
        raise Refused(against)
    if RoleClaim.objects.active().filter(role=role, person=actor.person).exists():
        raise Conflict(_("你已经在里面了。"))
    return actor.person


@transaction.atomic
def join(actor: Actor, role: ProjectRole, *, age: int = 0) -> RoleWait:
    """Wait for a place of a full role. Raises Conflict when there is one to take at once."""
    return line.wait_for(_checked(actor, role, age), role)


@transaction.atomic
def claim(actor: Actor, role: ProjectRole, *, age: int = 0) -> RoleClaim:
    """One's own press, and it counts; nobody has to approve (条例 25). `age` is their own word.

    Raises Conflict when the last place has just gone.
    """
    person = _checked(actor, role, age)
    own = line.own_wait(actor, role)
    if own is not None and own.state == Waits.ASKED:
        return line.say_yes(own)
    if own is not None or line.somebody_waits(role):
        raise Conflict(_("前面还有人在排队，先问他们。你也可以排队，空出来按先后问。"))
    if not line.take_place(role):
        raise Conflict(_("最后一个位置刚刚有人先来了，谢谢你。可以排队，空出来按先后问。"))
    try:
        with transaction.atomic():
            return RoleClaim.objects.create(role=role, person_id=person, at=clock.now())
    except IntegrityError:
        raise Conflict(_("你已经在里面了。")) from None


@transaction.atomic
def leave(actor: Actor, role: ProjectRole) -> None:
    """At any time, without a reason, without a trace that counts against anybody (条例 22)."""
    project = held(role.project)
    rows = RoleClaim.objects.active().filter(role=role, person=actor.person)
    if actor.person is None or not rows.update(ended_at=clock.now()):
        raise Forbidden("does not hold a place in this role")
    line.give_back(role)
    if line.ask_next(project, role):
        return  # somebody is asked already: it is not short yet
    if project.state in {State.STAFFED, State.RUNNING}:
        told("project_short", runners(project), project, actor, role=role.title)


def leave_for_good(person: Person) -> None:
    """Out of every role and line: the account closes. The places are free again."""
    line.leave_every_line(person)
    for row in RoleClaim.objects.active().filter(person=person).select_related("role__project"):
        leave(Actor(person=person.pk), row.role)
