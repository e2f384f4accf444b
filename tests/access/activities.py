from types import SimpleNamespace

from last500.activities import actions
from last500.activities.models import (
    Activity,
    ActivityEvent,
    ActivityPhoto,
    Depicted,
    HelperWord,
    PlaceOffer,
    Role,
    SignUp,
)
from last500.activities.plan import Plan, RolePlan
from last500.base import clock
from last500.people.models import Person
from tests.access.table import Arguments, Row, staff
from tests.cast import Cast


def activity(town: SimpleNamespace) -> tuple:
    return (town.activity.pk,)


def role(town: SimpleNamespace) -> tuple:
    return (town.activity_role.pk,)


def desk_of(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def slug_of(town: SimpleNamespace) -> tuple:
    return (town.cast.a.slug,)


DESK = staff(200, "lin", "he", "sun")
GONE = {"nobody": 302}


def desk_row(name: str, args: Arguments = activity, status: int = 200, method: str = "get") -> Row:
    return Row(f"activities:{name}", 404, GONE | dict.fromkeys(DESK, status), args, method)


def press(name: str, others: int, **named: int) -> Row:
    return Row(f"activities:{name}", others, GONE | named, role, "post")


ROWS: list[Row] = [
    # What hangs at the gate: for everybody, without anybody's name.
    Row("activities:at", 200, args=slug_of),
    Row("activities:of_compound", 200, args=slug_of),
    Row("activities:show", 200, args=activity),
    Row("activities:photo", 404, args=lambda town: (town.activity_photo.pk,)),  # its file is gone
    Row("activities:take_over", 200, args=lambda town: (town.activity_offer.key,)),
    Row("activities:own", 200, args=lambda town: (town.activity_feed.key,)),
    Row("activities:here", 200, GONE, lambda town: (town.activity.here_key,)),
    # One's own.
    Row("activities:mine", 200, GONE),
    Row("activities:links", 200, GONE),
    Row("activities:renew_feed", 303, GONE, method="post"),
    Row("activities:end_feed", 303, GONE, method="post"),
    # Wang, Li and Zhou live here; a desk may set something up as well.
    Row("activities:propose", 403, GONE | DESK | staff(200, "wang", "li", "zhou", "hua"), slug_of),
    # Wang has the one place, Li waits, everybody else is not reported in here.
    press("sign_up", 422, wang=409, li=409, zhou=409),
    press("join", 422, wang=409, li=409, zhou=303),
    press("answer", 403, wang=409, li=409),
    press("cancel", 403, wang=303, li=303),
    press("bring", 403, wang=303, li=303),
    press("offer", 403, wang=422),  # Li waits
    press("offer_back", 403, wang=409, li=409),
    press("here_now", 403, wang=409),  # not yet
    press("photos_yes", 403, wang=303),
    press("photos_no", 403, wang=303),
    Row("activities:swap", 404, GONE, role, "post"),  # with whom, it does not say
    Row("activities:helped", 404, GONE | staff(200, "wang"), role),
    Row("activities:answer_swap", 404, GONE, lambda town: (town.activity_offer.pk,), "post"),
    # A desk's.
    *(desk_row(name, desk_of) for name in ("desk", "new", "counts", "json")),
    desk_row("gather", desk_of, 303, "post"),
    *(desk_row(name) for name in ("change", "call_off", "say", "tick", "code", "photos")),
    desk_row("open", status=409, method="post"),  # it is open
    desk_row("consent", status=409, method="post"),  # it has it
    desk_row("invite", role, 422, "post"),  # nothing is missing
    desk_row("photo_remove", lambda town: (town.activity_photo.pk,), 303, "post"),
]
HARMLESS: dict[str, str] = {
    "activities:cancel": "out of it once",
    "activities:bring": "sets a number, the same again",
    "activities:offer_back": "takes away what may be gone",
    "activities:here_now": "a moment that is written once",
    "activities:photos_yes": "a moment that is written once",
    "activities:photos_no": "takes away what may be gone",
    "activities:end_feed": "takes away what may be gone",
}
PUBLIC: dict[str, str] = {
    "activities:at": "hangs at the gate",
    "activities:of_compound": "hangs at the gate, as a calendar",
    "activities:show": "hangs at the gate, and names nobody",
    "activities:photo": "hangs at the gate; everybody on it has agreed",
    "activities:photo_remove": "that a photo hangs at the gate is no secret",
    "activities:invite": "a role hangs at the gate; who is not signed in is led back to its page",
    "activities:take_over": "a secret: whoever has it is whom it was given to",
    "activities:own": "a secret: whoever has it is whom it was given to; it names nobody",
    "activities:here": "a secret that lies on the table; it shows the reader's own",
    "activities:propose": "that a compound is there is no secret; who may is told",
    # That it is there is no secret; whoever has no part in it is told so.
    **dict.fromkeys(
        [
            f"activities:{name}"
            for name in (
                "sign_up",
                "join",
                "answer",
                "cancel",
                "bring",
                "offer",
                "offer_back",
                "swap",
                "here_now",
                "helped",
                "photos_yes",
                "photos_no",
            )
        ],
        "a button of an activity that hangs at the gate",
    ),
}
NOT_WORDS: set[str] = {
    "Activity.here_key",
    "Activity.here_index",
    "Activity.import_index",
    "Activity.number",
    "ActivityEvent.action",
    "ActivityPhoto.file",
    "Feed.key",
    "Feed.key_index",
    "PlaceOffer.key",
    "PlaceOffer.key_index",
}


def _plan(*roles: RolePlan, days: int, **more: object) -> Plan:
    said = {
        "title": "周六读书会", "what": "一起读绘本。", "on": clock.today() + days * clock.DAY,
        "start": 9 * 60, "minutes": 120, "risk": "none", "where": "活动室", "roles": roles,
    } | more  # fmt: skip
    return Plan(**said)  # type: ignore[arg-type]


def add(town: SimpleNamespace) -> None:
    """A full activity of compound A to which Wang comes and for which Li waits; one handed on."""
    cast = town.cast
    lin = cast.actor("lin")
    one = RolePlan(0, "布置", "helper", 1)
    town.activity = actions.set_up(lin, cast.a, _plan(one, days=7, with_code=True))
    town.activity_role = Role.objects.get(activity=town.activity)
    actions.sign_up(cast.actor("wang"), town.activity_role)
    actions.join(cast.actor("li"), town.activity_role)
    other = actions.set_up(lin, cast.a, _plan(one, days=9, title="周一读书会"))
    shift = Role.objects.get(activity=other)
    actions.sign_up(cast.actor("zhou"), shift)
    town.activity_offer = actions.offer_by_link(cast.actor("zhou"), shift)
    town.activity_feed = actions.renew_feed(cast.actor("zhou"))
    town.activity_photo = ActivityPhoto.objects.create(
        activity=town.activity, file="aa/none.jpg", width=1, height=1, added_at=clock.now()
    )


def life(cast: Cast, person: Person) -> None:
    """In every table of activities, from each side."""
    now = clock.now()
    then = now + clock.DAY
    one = Activity.objects.create(
        number="K7M4QX2P9TD", place=cast.a, title="读书会", what="读书", audience="all",
        starts_at=then, ends_at=then + clock.HOUR, risk="none", leader=person, state="open",
        made_at=now, made_by=person, consented_at=now, consented_by=person, opened_at=now,
        changed_at=now, ticked_at=now, ticked_by=person,
    )  # fmt: skip
    times = {"starts_at": one.starts_at, "ends_at": one.ends_at}
    shift = Role.objects.create(
        activity=one, order=0, name="布置", side="helper", places=2, taken=1, **times
    )
    ActivityEvent.objects.create(activity=one, at=now, action="set_up", actor=person)
    row = SignUp.objects.create(
        role=shift, person=person, state="cancelled", at=now, closed_at=now, **times
    )
    other = SignUp.objects.create(
        role=shift, person=person, state="swapped", at=now, closed_at=now, **times
    )
    offer = PlaceOffer(sign_up=row, other=other, state="over", at=now, ends_at=then, closed_at=now)
    offer.key, offer.key_index = "k" * 32, "x" * 64
    offer.save()
    word = HelperWord(activity=one, at=now, by=person)
    word.text = "请带剪刀"
    word.save()
    actions.renew_feed(cast.actor(next(n for n, p in cast.people.items() if p.pk == person.pk)))
    photo = ActivityPhoto.objects.create(
        activity=one, file="aa/bb.jpg", width=1, height=1, added_at=now, added_by=person
    )
    Depicted.objects.create(photo=photo, sign_up=row)
