"""Venture calls of the cast's town at every step, each by the verbs of those whose step it is.

He runs them at the community. Hua speaks for a social organisation that is reported in there, Li
leads a residents' group, Wang applies alone; Zhou, Zhao and Lin review.
"""

from datetime import timedelta
from typing import Any

from last500.base import clock
from last500.base.actor import CLOCK
from last500.calls import actions
from last500.calls.actions import CallDraft, Proposed, Said
from last500.calls.models import Application, Call
from last500.calls.rules import Advice, Applicant, Part, Side
from last500.organisations.models import Organisation
from last500.projects import money
from last500.projects.actions import Promise
from last500.projects.draft import Draft
from last500.projects.tests.world import days, organisation
from tests.cast import Cast

TOTAL, MOST = 30_000_00, 20_000_00


def draft(**more: Any) -> CallDraft:
    values: dict[str, Any] = {
        "title": "邻里微创投",
        "rules": "支持邻居自己动手的小事；不买设备，不发补贴。",
        "risk": "要上门、上高的活，先买保险。",
        "applicants": tuple(Applicant),
        "opens": days(0),
        "closes": days(14),
        "mends": days(21),
        "decides": days(30),
        "mid": days(80),
        "ends": days(130),
        "final": days(140),
        "total": TOTAL,
        "most": MOST,
        "percent": 10,
        "reviews": 2,
        "indicators": (("上课", "次", 4),),
    }
    return CallDraft(**(values | more))


def fresh(call: Call) -> Call:
    return Call.objects.select_related("place__parent", "desk").get(pk=call.pk)


def again(row: Application) -> Application:
    rows = Application.objects.select_related(
        "call__place__parent", "organisation__place", "person", "place", "project", "letter"
    )
    return rows.get(pk=row.pk)


def opened(cast: Cast, **more: Any) -> Call:
    call = actions.make(cast.actor("he"), cast.community, draft(**more))
    actions.open_call(cast.actor("he"), call)
    return fresh(call)


def proposed(asked: int = 9_000_00, own: int = 1_000_00, number: int = 8, **more: Any) -> Proposed:
    """Asks for so many fen beside an own share; eight lessons."""
    values = {
        "title": "银龄手机课堂",
        "aim": "教老人用手机挂号、视频。",
        "kind": "digital_help",
        "audience": "elders",
        "from_on": days(40),
        "until_on": days(100),
        "does": "每周六上午，两人一组。",
    } | more
    lines = (money.Line("课时和讲义", money.Payer.GOVERNMENT, asked + own, own),)
    return Proposed(Draft(**values), asked + own, lines, (Promise("上课", number, "次", "签到表"),))  # type: ignore[arg-type]


def social(cast: Cast) -> Organisation:
    known = Organisation.objects.filter(name="青禾社会工作服务中心").first()
    return known or organisation(cast, "hua", "青禾社会工作服务中心")


def begun(cast: Cast, call: Call, by: str) -> Application:
    """Hua for her organisation, Li for a group, whoever else alone."""
    if by == "hua":
        one = social(cast)
        row = actions.begin(
            cast.actor(by), call, Applicant.SOCIAL, cast.community, organisation=one
        )
    elif by == "li":
        row = actions.begin(cast.actor(by), call, Applicant.GROUP, cast.a, group_name="三号楼群")
    else:
        row = actions.begin(cast.actor(by), call, Applicant.PERSON, cast.a)
    return again(row)


def submitted(cast: Cast, call: Call, by: str, **more: Any) -> Application:
    row = begun(cast, call, by)
    actions.submit(cast.actor(by), row, proposed(**more))
    return again(row)


def seated(cast: Cast, call: Call, *names: str) -> None:
    for name in names:
        actions.invite(cast.actor("he"), call, cast.people[name])
        actions.answer(cast.actor(name), call, agrees=True)


def after(call: Call, number: int = 1) -> Any:
    """Nine in the morning, so many days after applications closed."""
    day = clock.start_of(call.closes_on) + timedelta(days=number, hours=9)
    return clock.at(day)


def reviewing(cast: Cast, call: Call) -> Call:
    actions.close_book(CLOCK, call)
    return fresh(call)


def declared(cast: Cast, call: Call, *names: str, interest: dict[str, Any] | None = None) -> None:
    """Each says of every application that they have no interest, but where `interest` says so."""
    sent = Application.objects.sent().filter(call=call)
    for name in names:
        theirs = (interest or {}).get(name)
        said = {row.pk: Said(row.pk == theirs, "是我表姐" if row.pk == theirs else "")
                for row in sent}  # fmt: skip
        actions.declare(cast.actor(name), call, said)


def reviewed(cast: Cast, row: Application, *names: str) -> None:
    for name in names:
        actions.review(
            cast.actor(name),
            again(row),
            Advice.SUPPORT,
            pro="有人要，有人会。",
            contra="场地要先说好。",
        )


def weighed(cast: Cast, *applicants: str, **more: Any) -> tuple[Call, list[Application]]:
    """Under review, two reviews each; call it within `after`-time: the clock is the caller's."""
    call = opened(cast, **more)
    rows = [submitted(cast, call, name) for name in applicants]
    seated(cast, call, "zhou", "zhao")
    with after(call):
        call = reviewing(cast, call)
        declared(cast, call, "zhou", "zhao")
        for row in rows:
            reviewed(cast, row, "zhou", "zhao")
    return call, [again(row) for row in rows]


def decided(cast: Cast) -> tuple[Call, Application, Application]:
    """Hua's accepted with 9,000 yuan, Wang's declined; both told."""
    call, (hers, his) = weighed(cast, "hua", "wang")
    he = cast.actor("he")
    with after(call, 9):
        actions.accept(he, hers, granted=9_000_00, reason="老人真需要。")
        actions.decline(he, his, reason="和另一份太像，请合起来。")
        actions.tell(he, fresh(call))
    return fresh(call), again(hers), again(his)


def contracted(cast: Cast) -> tuple[Call, Application]:
    call, hers, _his = decided(cast)
    with after(call, 11):
        actions.publish(CLOCK, call)
        actions.sign(cast.actor("hua"), hers, Side.CARRIER)
        actions.sign(cast.actor("he"), again(hers), Side.RUNNER)
        actions.start(cast.actor("he"), fresh(call))
    return fresh(call), again(hers)


def reported(cast: Cast, row: Application, part: Part, number: int = 8) -> None:
    reached = {one.pk: number for one in row.agreed.all()}
    actions.report(
        cast.actor("hua"), again(row), part, reached=reached, account="上了课，学会了挂号。",
        spent=5_000_00,
    )  # fmt: skip
