"""What an organiser does with dates: set up one or a series, open, change, call off.

A desk sets up what happens in its branch. The liaison of an organisation that is reported in there,
or a neighbour, proposes; the desk's consent opens it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.activities import rules
from last500.activities.actions.changing import follow_times
from last500.activities.actions.step import (
    append,
    ask_next,
    end_offers,
    held_activity,
    me,
    move,
    organisers,
    people_coming,
    reason_or_refuse,
    require_run,
    tell_about,
)
from last500.activities.models import Activity, ActivityEvent, Role, Series, SignUp
from last500.activities.plan import Plan, RolePlan, days_or_refuse
from last500.activities.queries import HERE_INDEX, following, leads_here, may_consent
from last500.activities.rules import Action, Again, Says, State
from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.ids import public_number, secret_key
from last500.base.marking import N_
from last500.base.sealing import blind_index
from last500.lists.models import Booking
from last500.organisations.actions import require
from last500.organisations.queries import is_liaison
from last500.organisations.rules import Permission
from last500.places.audiences import Audience
from last500.places.models import Place
from last500.places.rules import Level, path_steps
from last500.posts.rules import Rhythm, dates
from last500.projects.actions.step import may_run as runs_project
from last500.projects.models import Project
from last500.projects.rules import OPEN as PROJECT_OPEN
from last500.reportin.queries import own as own_report_in
from last500.reportin.rules import State as ReportInState

HOLDS = (Level.COMPOUND, Level.COMMUNITY, Level.STREET)
BEFORE_INSURANCE = N_("有危险的活动，先登记保险（志愿服务条例第十七条）。")
# Told to whoever comes when one of these changes.
WHAT_MATTERS = ("title", "what", "where", "starts_at", "ends_at", "risk", "risk_note")


# ---- setting up ---------------------------------------------------------------------------------


@transaction.atomic
def set_up(actor: Actor, place: Place, plan: Plan, *, import_index: str | None = None) -> Activity:
    """One date. Raises Forbidden for whoever may not organise here, Refused beside a field.

    A row of a file has its own limit, that of files; its hash says that it came in.
    """
    if import_index is None:
        limits.hit("activity", str(me(actor).pk), limits.ACTIVITIES_PER_PERSON)
    made = _set_up(actor, place, plan, [plan.on], None, import_index=import_index)
    return made[0]


@transaction.atomic
def set_up_series(actor: Actor, place: Place, plan: Plan, rhythm: Rhythm) -> list[Activity]:
    """All dates of a rhythm, each an activity of its own. `rhythm.until_on` is asked for."""
    if rhythm.until_on is None:
        raise Refused(_("请写到哪一天为止。"), "until_on")
    found = dates(rhythm, rhythm.from_on, rhythm.until_on)
    days = days_or_refuse([day for day, _n in zip(found, range(400), strict=False)])
    limits.hit("activity", str(me(actor).pk), limits.ACTIVITIES_PER_PERSON)
    series = Series.objects.create(
        pattern=rhythm.pattern,
        weekday=rhythm.weekday,
        nth=rhythm.nth,
        start=rhythm.start,
        minutes=rhythm.minutes,
        from_on=rhythm.from_on,
        until_on=rhythm.until_on,
    )
    return _set_up(actor, place, plan, days, series)


def _set_up(
    actor: Actor,
    place: Place,
    plan: Plan,
    days: Sequence[date],
    series: Series | None,
    **more: Any,
) -> list[Activity]:
    if place.level not in HOLDS or place.closed_on:
        raise Refused(_("活动办在小区、社区或者街道。"), "place")
    carried = _carried(actor, place, plan) | more
    made, roles, events = [], [], []
    for day in days:
        own = plan.on_day(day)
        activity = _new(own, place, actor, carried, series)
        made.append(activity)
        roles += [
            Role(activity=activity, order=role.order, **own.role_values(role)) for role in own.roles
        ]
        events.append(_event(activity, actor))
    Activity.objects.bulk_create(made)
    Role.objects.bulk_create(roles)
    ActivityEvent.objects.bulk_create(events)
    first = made[0]
    if first.waits_for_consent:
        desk = organisers(Activity(place=place))
        tell_about("activity_proposed", first, desk)
    return made


def _event(activity: Activity, actor: Actor) -> ActivityEvent:
    now = clock.now()
    return ActivityEvent(activity=activity, at=now, action="set_up", actor_id=actor.person)


def _carried(actor: Actor, place: Place, plan: Plan) -> dict[str, Any]:
    """Who organises it, and whether the desk has agreed with that already."""
    project = _project(actor, place, plan)
    whom = plan.audience or (project.audience if project else Audience.ALL)
    values: dict[str, Any] = {
        "project": project,
        "audience": whom,
        "booking": _booking(place, plan),
    }
    lead = next((one for one in leads_here(place) if one.pk == plan.lead), None)
    if plan.lead is not None and lead is None:
        raise Refused(_("这个单位没有在这里报到，请重新选。"), "lead")
    desk = actor.may(Permission.ACTIVITY_EDIT, place.path)
    if desk:
        agreed = {"consented_at": clock.now(), "consented_by_id": actor.person}
        return values | agreed | {"lead": lead}
    if lead is not None and is_liaison(actor, lead):
        return values | {"lead": lead}
    home = own_report_in(actor)
    if home is None or home.state != ReportInState.CONFIRMED or home.place_id != place.pk:
        raise Forbidden("organises nothing here")
    return values | {"leader_id": actor.person}


def _project(actor: Actor, place: Place, plan: Plan) -> Project | None:
    """The project that the date belongs to. Raises Refused for one they do not run."""
    if plan.project is None:
        return None
    rows = Project.objects.filter(
        pk=plan.project, state__in=PROJECT_OPEN, place__in=path_steps(place.path)
    )
    project = rows.select_related("place", "lead").first()
    if project is None or not runs_project(actor, project):
        raise Refused(_("这个项目不在这里，或者不归你管，请重新选。"), "project")
    return project


def _booking(place: Place, plan: Plan) -> Booking | None:
    """A room that was promised to this place for that time."""
    if plan.booking is None:
        return None
    rows = Booking.objects.holding().filter(pk=plan.booking, for_place__in=path_steps(place.path))
    found = rows.first()
    if found is None:
        raise Refused(_("这个场地没有订给你们，请重新选。"), "booking")
    if not rules.Span(found.starts_at, found.ends_at).holds(plan.span):
        raise Refused(_("订场地的时间盖不住活动的时间，请改一改。"), "booking")
    return found


def _new(
    plan: Plan, place: Place, actor: Actor, carried: dict[str, Any], series: Series | None
) -> Activity:
    now = clock.now()
    activity = Activity(
        number=public_number(),
        place=place,
        series=series,
        made_by_id=actor.person,
        made_at=now,
        changed_at=now,
        state=State.PLANNED,
        **(plan.values() | carried),
    )
    if plan.with_code:
        give_code(activity)
    if plan.opens and activity.consented_at and not activity.waits_for_insurance:
        activity.state, activity.opened_at = State.OPEN, now
    activity.remind_at = _reminder(activity)
    return activity


def give_code(activity: Activity) -> None:
    """What stands behind the code on the table."""
    key = secret_key()
    activity.here_key, activity.here_index = key, blind_index(HERE_INDEX, key)


def _reminder(activity: Activity) -> Any:
    at = rules.remind_at(activity.starts_at, activity.remind_before)
    return at if at is not None and at > clock.now() else None


# ---- opening ------------------------------------------------------------------------------------


@transaction.atomic
def consent(actor: Actor, activity: Activity) -> None:
    """The desk agrees with what an organisation or a neighbour would do, and sign-up opens."""
    require(actor, Permission.ACTIVITY_EDIT, activity.place)
    waiting = [one for one in following(activity) if one.waits_for_consent]
    if not waiting:
        raise Conflict(_("有人刚处理过这场活动，请看看现在的情况。"))
    for one in waiting:
        _consent(actor, held_activity(one))
    tell_about("activity_agreed", activity, organisers(activity))


def _consent(actor: Actor, activity: Activity) -> None:
    waiting = Activity.objects.filter(pk=activity.pk, state=State.PLANNED, consented_at=None)
    now = clock.now()
    if not waiting.update(consented_at=now, consented_by_id=actor.person):
        raise Conflict(_("有人刚处理过这场活动，请看看现在的情况。"))
    activity.consented_at = now
    append(activity, "agreed", actor)
    if not activity.waits_for_insurance and not activity.begun:
        move(activity, Action.OPEN, opened_at=now)


@transaction.atomic
def open_(actor: Actor, activity: Activity) -> None:
    """Sign-up begins. Raises Refused while a dangerous activity is not insured (条例 17)."""
    require_run(actor, activity)
    activity = held_activity(activity)
    if activity.begun:
        raise Conflict(_("时间已经过了，请先改日子。"))
    if activity.consented_at is None:
        raise Refused(_("等小区值守同意了就开放。"))
    if activity.waits_for_insurance:
        raise Refused(_(BEFORE_INSURANCE))
    move(activity, Action.OPEN, opened_at=clock.now())
    append(activity, "opened", actor)


# ---- changing -----------------------------------------------------------------------------------


@transaction.atomic
def change(actor: Actor, activity: Activity, plan: Plan, again: str = Again.ONE) -> list[Activity]:
    """Change one date, or this and those after it. Whoever comes hears what matters.

    Raises Refused where it cannot be so for one of them; then none is changed.
    """
    require_run(actor, activity)
    moved = plan.on - clock.local(activity.starts_at).date()
    dates_ = following(activity) if again == Again.FOLLOWING else [activity]
    changed = []
    for one in dates_:
        day = clock.local(one.starts_at).date() + moved
        changed.append(_change(actor, held_activity(one), plan.on_day(day)))
    return changed


def _change(actor: Actor, activity: Activity, plan: Plan) -> Activity:
    if activity.state not in rules.COMING or activity.begun:
        raise Conflict(_("这场活动已经开始或者结束了，不能再改。"))
    values = plan.values() | {"booking": _booking(activity.place, plan)}
    if activity.is_open and values["risk"] == "high" and not values["insured_on"]:
        raise Refused(_(BEFORE_INSURANCE), "insurance")
    matters = any(getattr(activity, name) != values[name] for name in WHAT_MATTERS)
    moved = activity.span != rules.Span(values["starts_at"], values["ends_at"])
    for name, value in values.items():
        setattr(activity, name, value)
    if plan.with_code and not activity.here_index:
        give_code(activity)
    activity.remind_at = _reminder(activity) if moved else activity.remind_at
    activity.version += 1
    activity.changed_at = clock.now()
    activity.save()
    roles = _change_roles(activity, plan)
    append(activity, "changed", actor)
    if matters and activity.is_open:
        tell_about("activity_changed", activity, people_coming(activity))
    for role in roles:
        follow_times(role)
        ask_next(role)
    return activity


def _change_roles(activity: Activity, plan: Plan) -> list[Role]:
    known = {
        role.order: role
        for role in Role.objects.select_for_update(no_key=True).filter(activity=activity)
    }
    kept = []
    for said in plan.roles:
        role = known.pop(said.order, None) or Role(order=said.order)
        role.activity = activity
        kept.append(_change_role(role, said, plan))
    for role in known.values():
        if SignUp.objects.live().filter(role=role).exists():
            said_no = _("“%(role)s”已经有人报名，不能去掉。")
            raise Refused(said_no % {"role": role.name}, f"roles-{role.order}-name")
        role.delete()
    return kept


def _change_role(role: Role, said: RolePlan, plan: Plan) -> Role:
    values = plan.role_values(said)
    if values["places"] < role.taken:
        words = _("“%(role)s”已经有 %(n)d 位要来，人数不能再少。")
        raise Refused(words % {"role": role.name, "n": role.taken}, f"roles-{said.order}-places")
    for name, value in values.items():
        setattr(role, name, value)
    role.save()
    return role


# ---- calling off --------------------------------------------------------------------------------


@transaction.atomic
def call_off(
    actor: Actor, activity: Activity, *, reason: str, again: str = Again.ONE
) -> list[Activity]:
    """It does not take place; everybody who signed up or waits is told why."""
    require_run(actor, activity)
    said = reason_or_refuse(reason)
    dates_ = following(activity) if again == Again.FOLLOWING else [activity]
    return [call_off_for_good(held_activity(one), said, actor) for one in dates_]


def call_off_for_good(activity: Activity, reason: str, actor: Actor | None = None) -> Activity:
    now = clock.now()
    if activity.begun and activity.opened_at is not None:
        raise Conflict(_("已经开始了，不能再说不办。"))
    move(
        activity,
        Action.CALL_OFF,
        reason=reason,
        closed_at=now,
        changed_at=now,
        version=activity.version + 1,
        remind_at=None,
    )
    # Only now, with the roles held: whoever signed up a moment ago is among them.
    list(Role.objects.select_for_update(no_key=True).filter(activity=activity).order_by("order"))
    rows = list(SignUp.objects.live().filter(role__activity=activity).select_related("person"))
    people = {row.person_id: row.person for row in rows if row.person.is_active}
    keys = [row.pk for row in rows]
    SignUp.objects.filter(pk__in=keys).update(state=Says.OVER, ends_ask_at=None, closed_at=now)
    for row in rows:
        end_offers(row)
    Role.objects.filter(activity=activity).update(taken=0)
    append(activity, "called_off", actor, reason=reason)
    tell_about("activity_called_off", activity, people.values(), reason=reason)
    if actor is not None and may_consent(actor, activity) and not activity.opened_at:
        tell_about("activity_called_off", activity, organisers(activity), reason=reason)
    return activity
