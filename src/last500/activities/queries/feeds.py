"""What stands in a calendar: of a compound, or of one person with their posts."""

from uuid import UUID

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from last500.activities import words
from last500.activities.ical import Entry
from last500.activities.models import Activity, Feed, SignUp
from last500.activities.rules import Says, State
from last500.base import clock
from last500.base.sealing import blind_index
from last500.places.models import Place
from last500.places.rules import path_steps
from last500.posts.models import Holding, OwnDate, Post
from last500.posts.queries.days import Day, days_of

FEED_INDEX = "activities.feed"
BACK, AHEAD = 60 * clock.DAY, 120 * clock.DAY
ENTRIES_MOST, POSTS_MOST = 200, 30


def feed_by_key(key: str) -> Feed | None:
    """None for an address that was renewed or ended, and for whoever has locked their data."""
    if not 16 <= len(key) <= 64:
        return None
    rows = Feed.objects.filter(
        key_index=blind_index(FEED_INDEX, key),
        person__is_active=True,
        person__restricted_at=None,
    )
    return rows.first()


def of_compound(compound: Place, root: str) -> list[Entry]:
    """What hangs at this gate. One statement. `root` is the address of this instance."""
    rows = Activity.objects.shown().filter(
        place__in=path_steps(compound.path), ends_at__gt=clock.now() - BACK
    )
    found = _coming_first(rows.select_related("place", "booking__resource"))
    return [_of_activity(one, root) for one in found[:ENTRIES_MOST]]


def _coming_first(rows: QuerySet) -> QuerySet:
    """A busy place has more than a calendar takes: what is still to come is not left out for it."""
    coming = When(ends_at__gt=clock.now(), then=Value(0))
    over = Case(coming, default=Value(1), output_field=IntegerField())
    return rows.order_by(over, "starts_at", "pk")


def _of_activity(activity: Activity, root: str) -> Entry:
    return Entry(
        uid=f"activity-{activity.pk}",
        begins=activity.starts_at,
        ends=activity.ends_at,
        title=activity.title,
        where=_where(activity),
        what=activity.reason if activity.state == State.CALLED_OFF else activity.what,
        href=f"{root}/activities/{activity.pk}/",
        changed_at=activity.changed_at,
        version=activity.version,
        off=activity.state == State.CALLED_OFF,
    )


def _where(activity: Activity) -> str:
    inside = words.where(activity)
    return f"{activity.place.name} {inside}" if inside else activity.place.name


def of_person(person: UUID, root: str) -> list[Entry]:
    """What somebody signed up for, what of it was called off, and the dates of their posts."""
    since = clock.now() - BACK
    called_off = Q(state=Says.OVER, role__activity__state=State.CALLED_OFF)
    rows = SignUp.objects.filter(Q(state=Says.COMES) | called_off, person=person, ends_at__gt=since)
    rows = rows.select_related("role__activity__place", "role__activity__booking__resource")
    entries = [_of_sign_up(row, root) for row in _coming_first(rows)[:ENTRIES_MOST]]
    return entries + _of_posts(person, root)


def _of_sign_up(row: SignUp, root: str) -> Entry:
    whole, role = _of_activity(row.role.activity, root), row.role
    return Entry(
        uid=f"sign-up-{role.pk}",
        begins=row.starts_at,
        ends=row.ends_at,
        title=f"{whole.title} · {role.name}",
        where=whole.where,
        what=whole.what,
        href=whole.href,
        changed_at=max(whole.changed_at, row.at),
        version=whole.version,
        off=whole.off,
    )


def _of_posts(person: UUID, root: str) -> list[Entry]:
    today = clock.today()
    held = Holding.objects.active().filter(person=person)
    helping = OwnDate.objects.filter(person=person, on__gte=today, says="stands_in")
    mine = Q(pk__in=held.values("post")) | Q(pk__in=helping.values("post"))
    posts = list(Post.objects.lasting().filter(mine).select_related("place")[:POSTS_MOST])
    days = days_of(posts, today, today + AHEAD, reader=person) if posts else {}
    return [
        _of_day(day, root)
        for found in days.values()
        for day in found
        if day.own in {"comes", "stands_in"}
    ]


def _of_day(day: Day, root: str) -> Entry:
    post = day.post
    inside = f"{post.place.name} {post.where}" if post.where else post.place.name
    return Entry(
        uid=f"post-{post.pk}-{day.iso}",
        begins=day.at,
        ends=day.at + post.minutes * clock.MINUTE,
        title=post.title,
        where=inside,
        what=day.called_off or post.what,
        href=f"{root}/posts/{post.pk}/",
        changed_at=post.made_at,
        version=1 if day.called_off else 0,
        off=bool(day.called_off),
    )
