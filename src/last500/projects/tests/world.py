"""Projects of the cast's town at every step, each by the verbs of those whose step it is."""

from datetime import date, timedelta

from last500.base import clock
from last500.notify.models import Message
from last500.organisations.models import Liaison, Organisation
from last500.places.models import Place
from last500.projects import actions, money
from last500.projects.actions import Draft, Promise, Wish
from last500.projects.models import PanelSeat, Project
from last500.projects.rules import Opinion, PartySide, Side
from last500.units.models import UnitReportIn
from tests.cast import Cast

TOTAL = 49_000_00


def days(number: int) -> date:
    return clock.today() + timedelta(days=number)


def draft(**more: object) -> Draft:
    said = {
        "title": "银龄手机课堂",
        "aim": "教老人用手机挂号、视频，八次课。",
        "kind": "digital_help",
        "audience": "elders",
        "from_on": days(20),
        "until_on": days(100),
        "does": "每周六上午在活动室上一次课，两人一组。",
        "materials": "投影、讲义",
    } | more
    return Draft(**said)  # type: ignore[arg-type]


def organisation(
    cast: Cast, liaison: str, name: str, kind: str = "social", at: Place | None = None
) -> Organisation:
    """One that is reported in at the community, with this persona as its liaison."""
    community = at or cast.community
    one = Organisation.objects.create(kind=kind, name=name, place=community)
    speaks(cast, one, liaison)
    UnitReportIn.objects.create(
        organisation=one,
        community=community,
        state="agreed",
        asked_at=clock.now(),
        unit_agreed_at=clock.now(),
        community_agreed_at=clock.now(),
    )
    return one


def speaks(cast: Cast, one: Organisation, liaison: str) -> None:
    Liaison.objects.create(
        organisation=one, person=cast.people[liaison], from_on=clock.today() - clock.DAY
    )


def fresh(project: Project) -> Project:
    rows = Project.objects.select_related("place", "lead", "leader", "parent", "letter", "desk")
    return rows.get(pk=project.pk)


def proposed(cast: Cast, by: str = "lin", place: Place | None = None, **more: object) -> Project:
    """Of compound A: by its secretary unless somebody else is named."""
    return actions.propose(cast.actor(by), place or cast.a, draft(**more))


def panel(cast: Cast, project: Project, social: Organisation | None = None) -> Organisation:
    """Community, residents and a social organisation are asked by He, and say what they think."""
    weighs = social or organisation(cast, "hua", "青禾社会工作服务中心")
    he = cast.actor("he")
    seats = [
        (actions.invite(he, project, Side.COMMUNITY, person=cast.sun), "sun"),
        (actions.invite(he, project, Side.RESIDENTS, person=cast.li), "li"),
        (actions.invite(he, project, Side.SOCIAL, organisation=weighs), "hua"),
    ]
    for seat, who in seats:
        row = PanelSeat.objects.select_related("project", "organisation").get(pk=seat.pk)
        actions.say(cast.actor(who), row, Opinion.FOR, words="老人真需要，时间也合适。")
    return weighs


def reviewed(cast: Cast, **more: object) -> Project:
    project = proposed(cast, **more)
    panel(cast, project)
    return fresh(actions.review(cast.actor("he"), project, result="三方都觉得需要，先做八次。"))


LINES = (
    money.Line("讲义打印", money.Payer.COMMUNITY, 9_000_00),
    money.Line("课时补贴", money.Payer.GOVERNMENT, 40_000_00, 4_900_00),
)
PROMISES = (Promise("上课", 8, "次", "签到表"), Promise("学会挂号", 30, "人", "课后问一问"))


def termed(cast: Cast, by: str = "lin", **more: object) -> Project:
    """With money, indicators and roles."""
    project, actor = reviewed(cast, **more), cast.actor(by)
    actions.set_budget(actor, project, total=TOTAL, percent=10, lines=LINES)
    actions.set_indicators(actor, project, PROMISES)
    actions.set_roles(actor, project, [Wish("助教", 2, "phone_teaching")])
    return fresh(project)


def called(cast: Cast, **more: object) -> Project:
    return fresh(actions.call(cast.actor("lin"), termed(cast, **more)))


def role_of(project: Project):
    return project.roles.select_related("project").order_by("order").first()


def filled(cast: Cast, project: Project) -> None:
    """Wang and Zhou come by their own press."""
    for name in ("wang", "zhou"):
        actions.claim(cast.actor(name), role_of(project), age=18)


def staffed(cast: Cast, **more: object) -> Project:
    project = called(cast, **more)
    filled(cast, project)
    return fresh(actions.staff(cast.actor("lin"), project))


def signed(cast: Cast, project: Project) -> None:
    """He for the community, Zhao for a social organisation, Li for a residents' group."""
    lin = cast.actor("lin")
    carrier = organisation(cast, "zhao", "邻里社会服务社")
    parties = [
        (actions.set_party(lin, project, PartySide.COMMUNITY), "he"),
        (actions.set_party(lin, project, PartySide.CARRIER, organisation=carrier), "zhao"),
        (actions.set_party(lin, project, PartySide.THIRD, person=cast.li, name="三号楼群"), "li"),
    ]
    for party, who in parties:
        actions.sign(cast.actor(who), party)


def running(cast: Cast, **more: object) -> Project:
    project = staffed(cast, **more)
    signed(cast, project)
    return fresh(actions.start(cast.actor("lin"), fresh(project)))


def finished(cast: Cast, **more: object) -> Project:
    return fresh(actions.finish(cast.actor("lin"), running(cast, **more)))


def evaluated(cast: Cast, **more: object) -> Project:
    project, lin = finished(cast, **more), cast.actor("lin")
    told = {one.pk: (one.planned, "") for one in project.indicators.all()}
    actions.fill_in(lin, project, told)
    return fresh(actions.evaluate(lin, project))


def told(kind: str) -> set:
    return set(Message.objects.filter(kind=kind).values_list("person", flat=True))
