from dataclasses import replace
from types import SimpleNamespace

from last500.base import clock
from last500.people.models import Person
from last500.posts import actions
from last500.posts.filled import Filled
from last500.posts.models import Holding, OwnDate, Post, PostDate, PostEvent, Waiting
from tests.access.table import Arguments, Row, staff
from tests.cast import Cast


def post(town: SimpleNamespace) -> tuple:
    return (town.post.pk,)


def date_of(town: SimpleNamespace) -> tuple:
    return town.post.pk, town.post_day


def desk_of(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


DESK = staff(200, "lin", "he", "sun")
GONE = {"nobody": 302}


def desk_row(name: str, args: Arguments = post, status: int = 200, method: str = "get") -> Row:
    return Row(f"posts:{name}", 404, GONE | dict.fromkeys(DESK, status), args, method)


ROWS: list[Row] = [
    Row("posts:mine", 200, GONE),
    # What hangs at the gate: for everybody, without anybody's name.
    Row("posts:at", 200, args=lambda town: (town.cast.a.slug,)),
    Row("posts:show", 200, args=post),
    Row("posts:link", 303, args=lambda town: (town.post.link_key,)),
    Row("posts:take_over", 200, args=lambda town: (town.offer.key,)),
    # Wang holds the one place, Li waits, everybody else is not reported in here.
    Row("posts:claim", 422, GONE | staff(409, "wang", "li"), post, "post"),
    Row("posts:join", 422, GONE | staff(409, "wang", "li"), post, "post"),
    Row("posts:leave_line", 403, GONE | staff(303, "li"), post, "post"),
    Row("posts:answer", 403, GONE | staff(409, "li"), post, "post"),
    Row("posts:leave", 403, GONE | staff(200, "wang"), post),
    Row("posts:stay", 403, GONE | staff(409, "wang"), post, "post"),
    Row("posts:went_some_day", 404, GONE, post),  # this one has dates
    Row("posts:went_some_day", 403, GONE | staff(200, "wang"), lambda town: (town.free_post.pk,)),
    Row("posts:went", 403, GONE | staff(200, "wang"), date_of),
    Row("posts:away", 403, GONE | staff(303, "wang"), date_of, "post"),
    Row("posts:back", 409, GONE, date_of, "post"),
    # Nobody is missing on that day.
    Row("posts:stand_in", 422, GONE | staff(409, "wang", "li"), date_of, "post"),
    Row("posts:no_stand_in", 403, GONE, date_of, "post"),
    *(desk_row(name, desk_of) for name in ("desk", "new", "json")),
    *(desk_row(name) for name in ("change", "pause", "end")),
    desk_row("open", status=409, method="post"),  # it is open
    desk_row("new_link", status=303, method="post"),
    *(desk_row(name, date_of) for name in ("call_off", "tick")),
]
HARMLESS: dict[str, str] = {
    "posts:leave_line": "out of the line once",
    "posts:stay": "takes away a last day that may be gone",
    "posts:away": "one row for a person and a day",
    "posts:back": "takes away what may be gone",
    "posts:stand_in": "one row for a person and a day",
    "posts:no_stand_in": "takes away what may be gone",
}
PUBLIC: dict[str, str] = {
    "posts:at": "hangs at the gate",
    "posts:show": "hangs at the gate, and names nobody",
    "posts:link": "a secret: whoever has it is whom it was given to",
    "posts:take_over": "a secret: whoever has it is whom it was given to",
    # That it is there is no secret; whoever has no part in it is told so.
    **dict.fromkeys(
        [
            f"posts:{name}"
            for name in (
                "claim",
                "join",
                "leave_line",
                "answer",
                "leave",
                "stay",
                "went_some_day",
                "went",
                "away",
                "back",
                "stand_in",
                "no_stand_in",
            )
        ],
        "a button of a post that hangs at the gate",
    ),
}
NOT_WORDS: set[str] = {
    "Post.link_key",
    "Post.link_index",
    "Post.import_index",
    "PostEvent.action",
    "Waiting.key",
    "Waiting.key_index",
}


def add(town: SimpleNamespace) -> None:
    """A full post of compound A that Wang holds and Li waits for; one handed on by a link."""
    cast, today = town.cast, clock.today()
    lin = cast.actor("lin")
    weekly = Filled(
        kind="repair", title="每周小家电维修", what="在工具间看小家电。", where="工具间",
        pattern="weekly", weekday=(today.weekday() + 1) % 7, start=19 * 60, minutes=90,
        from_on=today, places=1, risk="none",
    )  # fmt: skip
    town.post = actions.set_up(lin, cast.a, weekly)
    town.post_day = today + clock.DAY
    actions.claim(cast.actor("wang"), town.post)
    actions.join(cast.actor("li"), town.post)
    some_day = replace(weekly, pattern="free", until_on=today + 90 * clock.DAY)
    town.free_post = actions.set_up(lin, cast.a, some_day)
    actions.claim(cast.actor("wang"), town.free_post)
    other = actions.set_up(lin, cast.a, weekly)
    actions.claim(cast.actor("zhou"), other)
    actions.leave(cast.actor("zhou"), other, found_somebody=True)
    town.offer = Waiting.objects.get(post=other)


def life(cast: Cast, person: Person) -> None:
    """In every table of posts, from each side."""
    today, now = clock.today(), clock.now()
    post = Post.objects.create(
        place=cast.a, kind="repair", title="岗位", what="做事", pattern="free", from_on=today,
        until_on=today, places=2, taken=1, risk="none", state="open", made_at=now, made_by=person,
    )  # fmt: skip
    PostEvent.objects.create(post=post, at=now, action="set_up", actor=person)
    PostDate.objects.create(post=post, on=today, ticked_at=now, ticked_by=person)
    holding = Holding(post=post, person=person, slot=0, from_on=today)
    holding.note = "钥匙在门岗"
    holding.save()
    Waiting.objects.create(post=post, person=person, state="left", at=now, closed_at=now)
    offer = Waiting(post=post, state="over", at=now, closed_at=now, proposed_by=person)
    offer.key, offer.key_index = "k" * 32, "x" * 64
    offer.save()
    OwnDate.objects.create(post=post, person=person, on=today, says="comes")
