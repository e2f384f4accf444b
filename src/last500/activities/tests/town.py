"""An activity at compound A, as its secretary sets it up, for the tests of this app."""

from datetime import timedelta

from last500.activities import actions
from last500.activities.models import Activity, Role, SignUp
from last500.activities.plan import Plan, RolePlan
from last500.base import clock
from last500.notify.models import Message
from tests.cast import Cast

MORNING = 9 * 60


def helpers(order: int = 0, places: int = 2, **more: object) -> RolePlan:
    said = {"name": "布置场地", "side": "helper", "order": order, "places": places} | more
    return RolePlan(**said)  # type: ignore[arg-type]


def guests(order: int = 1, places: int = 10, **more: object) -> RolePlan:
    said = {"name": "来读书", "side": "participant", "order": order, "places": places} | more
    return RolePlan(**said)  # type: ignore[arg-type]


def plan(*roles: RolePlan, days: int = 7, **more: object) -> Plan:
    said = {
        "title": "周六上午亲子读书会",
        "what": "一起读绘本，读完做一张书签。",
        "on": clock.today() + timedelta(days=days),
        "start": MORNING,
        "minutes": 120,
        "risk": "none",
        "where": "一楼活动室",
        "audience": "parents",
        "roles": roles or (helpers(), guests(brings=3)),
    } | more
    return Plan(**said)  # type: ignore[arg-type]


def set_up(
    cast: Cast, *roles: RolePlan, by: str = "lin", place: str = "a", **more: object
) -> Activity:
    return actions.set_up(cast.actor(by), getattr(cast, place), plan(*roles, **more))


def role_of(activity: Activity, order: int = 0) -> Role:
    rows = Role.objects.select_related("activity__place", "activity__lead")
    return rows.get(activity=activity, order=order)


def one_role(cast: Cast, places: int = 1, side: str = "helper", **more: object) -> Role:
    """An activity with one role of so many places."""
    role = {key: more.pop(key) for key in ("brings", "skills", "least_age", "name") if key in more}
    made = helpers if side == "helper" else guests
    return role_of(set_up(cast, made(0, places, **role), **more))


def fresh(role: Role) -> Role:
    return role_of(Activity(pk=role.activity_id), role.order)


def fresh_activity(activity: Activity) -> Activity:
    return Activity.objects.select_related("place", "lead", "series").get(pk=activity.pk)


def coming(role: Role) -> set:
    return set(SignUp.objects.coming().filter(role=role).values_list("person", flat=True))


def line(role: Role) -> list[str]:
    rows = SignUp.objects.live().filter(role=role).exclude(state="comes")
    return list(rows.order_by("at", "pk").values_list("state", flat=True))


def state_of(role: Role, person: object) -> str:
    return SignUp.objects.filter(role=role, person=person).latest("pk").state


def told(kind: str) -> set:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))


def before(role: Role, **more: float) -> object:
    """So long before the start of a role."""
    return clock.at(role.starts_at - timedelta(**more))


def after(role: Role, **more: float) -> object:
    return clock.at(role.ends_at + timedelta(**more))
