from types import SimpleNamespace

from last500.base import clock
from last500.calls import actions
from last500.calls.models import (
    Application,
    Call,
    CallEvent,
    CoachNote,
    ContractSide,
    Declaration,
    Report,
    Review,
    Reviewer,
)
from last500.calls.rules import Side
from last500.calls.tests import world
from last500.calls.tests.world import after, again, fresh
from last500.organisations.models import Liaison
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

# He runs calls at the community, Sun and Tang above. `open_call` takes applications: Wang has one
# in it. `weighed_call` is under review: Hua speaks for one of its two applicants, Wang is the
# other; Zhou reviews both, Zhao has declared an interest in Hua's, Li was asked and has not
# answered. `accepted` (Li's group) has a contract and owes its reports.
RUNS = staff(200, "he", "sun", "tang")
GONE = {"nobody": 302}


def _of(thing: str, *more: str):
    return lambda town: (getattr(town, thing).pk, *more)


def _community(town: SimpleNamespace) -> tuple:
    return (town.cast.community.pk,)


def _post(name: str, named: dict, args, others: int) -> Row:
    return Row(f"calls:{name}", others, GONE | named, args, "post")


ROWS: list[Row] = [
    Row("calls:list", 200),
    Row("calls:mine", 200, GONE),
    # Once open it hangs at the gate; before, whoever runs it sees it.
    Row("calls:show", 200, args=_of("open_call")),
    Row("calls:show", 404, RUNS, _of("draft_call")),
    *(Row(f"calls:{name}", 404, GONE | RUNS, _community) for name in ("desk", "new")),
    Row("calls:desks", 404, GONE | staff(303, "he", "sun", "tang")),
    Row("calls:inside", 403, GONE | RUNS, _of("open_call")),
    Row("calls:inside", 404, GONE | RUNS, _of("draft_call")),
    Row("calls:change", 404, GONE | RUNS, _of("draft_call")),
    Row("calls:change", 403, GONE | staff(409, "he", "sun", "tang"), _of("open_call")),
    Row("calls:step", 403, GONE | RUNS, _of("open_call", "call_off")),
    Row("calls:step", 404, GONE | RUNS, _of("draft_call", "open")),
    _post("invite", staff(422, "he", "sun", "tang"), _of("open_call"), 403),
    # Everybody may look at how to apply; in whose name is asked when something is sent.
    Row("calls:apply", 200, GONE, _of("open_call")),
    # A panel's own pages are there for whoever was asked.
    Row("calls:reviews", 404, GONE | staff(200, "zhou", "zhao", "li"), _of("weighed_call")),
    _post("answer", {"li": 303} | staff(409, "zhou", "zhao"), _of("weighed_call", "yes"), 404),
    # An application: its own side, whoever runs the call, whoever reviews it. Zhao has an
    # interest in Hua's and Li has declared nothing: to them it is not there.
    Row("calls:application", 404, GONE | RUNS | staff(200, "hua", "zhou"), _of("hers")),
    Row("calls:application", 404, GONE | RUNS | staff(200, "wang", "zhou", "zhao"), _of("his")),
    Row("calls:review", 404, GONE | staff(403, "he", "sun", "tang", "hua") | {"zhou": 200},
        _of("hers")),
    Row("calls:review", 404, GONE | staff(403, "he", "sun", "tang", "wang")
        | staff(200, "zhou", "zhao"), _of("his")),
    _post("review", staff(403, "he", "sun", "tang", "hua") | {"zhou": 422}, _of("hers"), 404),
    _post("interest", staff(403, "he", "sun", "tang", "hua") | {"zhou": 422}, _of("hers"), 404),
    Row("calls:decide", 404, GONE | RUNS | staff(403, "hua", "zhou"), _of("hers")),
    _post("note", staff(422, "he", "sun", "tang", "hua", "zhou"), _of("hers"), 404),
    Row("calls:edit", 404, GONE | {"wang": 200} | staff(403, "he", "sun", "tang"),
        _of("sent_now")),
    _post("withdraw", {"wang": 303} | staff(403, "he", "sun", "tang"), _of("sent_now"), 404),
    # The contract: its sides, and nobody else; a report by whoever carries it.
    Row("calls:contract", 404, GONE | RUNS | {"li": 200}, _of("accepted")),
    Row("calls:letter", 404, GONE | RUNS | {"li": 200}, _of("accepted")),
    _post("sign", {"li": 403} | staff(409, "he", "sun", "tang"),
          _of("accepted", "runner"), 404),
    Row("calls:report", 404, GONE | {"li": 200} | staff(403, "he", "sun", "tang"),
        _of("accepted", "mid")),
]  # fmt: skip
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    "calls:show": "hangs at the gate once it is open, and names nobody",
    # That it is there is no secret; whoever does not run it is told so.
    **dict.fromkeys(
        ("calls:inside", "calls:change", "calls:step", "calls:invite", "calls:apply"),
        "a page of a call that hangs at the gate",
    ),
}
NOT_WORDS: set[str] = {
    *("Call.number", "Call.kinds", "Call.audiences", "Call.applicants", "CallEvent.action"),
}


def add(town: SimpleNamespace) -> None:
    """One not yet open, one that takes applications, one under review, one with a contract."""
    cast = town.cast
    he = cast.actor("he")
    since = clock.today() - 60 * clock.DAY
    Liaison.objects.filter(organisation=world.social(cast)).update(from_on=since)
    town.draft_call = actions.make(he, cast.community, world.draft(title="还在写的"))
    town.open_call = world.opened(cast, title="正在收的")
    town.sent_now = world.submitted(cast, town.open_call, "wang")
    _weighed(town, cast)
    _contracted(town, cast)


def _ago(number: int):
    return clock.at(clock.now() - number * clock.DAY)


def _weighed(town: SimpleNamespace, cast: Cast) -> None:
    with _ago(16):
        call = world.opened(cast, title="在评的")
        town.hers = world.submitted(cast, call, "hua")
        town.his = world.submitted(cast, call, "wang")
        world.seated(cast, call, "zhou", "zhao")
        actions.invite(cast.actor("he"), call, cast.li)
    town.weighed_call = world.reviewing(cast, call)
    world.declared(cast, town.weighed_call, "zhou", "zhao", interest={"zhao": town.hers.pk})


def _contracted(town: SimpleNamespace, cast: Cast) -> None:
    he, li = cast.actor("he"), cast.actor("li")
    with _ago(40):
        call = world.opened(cast, title="签了的", reviews=1)
        row = world.submitted(cast, call, "li")
        world.seated(cast, call, "zhou")
        with after(call, 2):
            world.reviewing(cast, call)
            world.declared(cast, call, "zhou")
            world.reviewed(cast, row, "zhou")
            actions.accept(he, again(row), granted=row.asked_fen, reason="好。")
            actions.tell(he, fresh(call))
        with after(call, 5):
            actions.publish(he, fresh(call))
            actions.sign(li, again(row), Side.CARRIER)
            actions.sign(he, again(row), Side.RUNNER)
    town.accepted = again(row)


def life(cast: Cast, person: Person) -> None:
    """In every table of calls, from each side."""
    now, call = clock.now(), world.opened(cast, title="一次征集")
    Call.objects.filter(pk=call.pk).update(made_by=person)
    CallEvent.objects.create(call=call, at=now, action="make", actor=person)
    own = {"call": call, "place": cast.a, "begun_at": now}
    mine = Application(applicant="person", person=person, **own)
    mine.draft = {"title": "写了一半"}
    mine.save()
    other = Application.objects.create(applicant="person", decided_by=person, **own)
    note = CoachNote(application=other, at=now, author=person, by_applicant=False)
    note.words = "写清楚一点"
    note.save()
    seat = Reviewer.objects.create(
        call=call, person=person, state="agreed", asked_at=now, answered_at=now, declared_at=now
    )
    said = Declaration(reviewer=seat, application=other, interest=False, at=now)
    said.words = "不认识"
    said.save()
    review = Review(reviewer=seat, application=other, advice="support", said_at=now)
    review.pro, review.contra = "好", "没有"
    review.save()
    ContractSide.objects.create(
        application=other, side="runner", name="社区", agreed_at=now, agreed_by=person
    )
    report = Report(
        application=other, part="mid", due_at=now, sent_at=now, sent_by=person, spent_fen=0
    )
    report.account = "做了"
    report.save()
