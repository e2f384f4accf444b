"""Venture calls of the demo town: one with contracts and a mid-term report, one with its result and
a contract to sign, one under review, one that takes applications. All invented; told by the own
verbs when they would have happened.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from last500.base import clock
from last500.base.actor import CLOCK, Actor
from last500.calls import actions
from last500.calls.actions import CallDraft, Proposed, Said
from last500.calls.models import Application, Call
from last500.calls.rules import Advice, Applicant, Part, Side
from last500.demo.scene import Town
from last500.organisations.models import Liaison, Organisation
from last500.organisations.queries import actor_of
from last500.people.models import Person
from last500.places.models import Place
from last500.projects import money
from last500.projects.actions import Promise
from last500.projects.draft import Draft
from last500.reportin.models import ReportIn
from last500.reportin.rules import State as MemberState

DAY, HOUR = clock.DAY, clock.HOUR
RULES = (
    "支持邻居和社会组织在自家门口做得成的小事：有人要、有人做、做完看得见。\n"
    "不买大件设备，不发补贴，不办一次就散的大场面。钱按发起一方的财务规定拨付，花在哪一项一项写清。\n"
    "每份申请都有人看、有回话；没通过的写明理由，项目还可以在社区接着做。"
)
RISK = "上高、动电、出车的活，先买好保险再做；带孩子的活动要有看护的人。"
SHELVED = "两个单元的架子钉好了，三单元等刷完墙。借书的孩子比想的多，绘本不够。"
SOCIAL, UNIT = "暖阳社会工作服务中心", "图书馆党支部"


@dataclass(frozen=True)
class Plan:
    """What somebody applies with; yuan, days from the day of the result."""

    title: str
    kind: str
    audience: str
    aim: str
    does: str
    asks: int
    own: int
    number: int
    begins: int = 5
    lasts: int = 75


VISITS = Plan(
    "独居老人“一周一敲门”", "elder_company", "elders",
    "十八位独居老人，一周至少有一个人敲门、坐一坐，有事当天有人知道。",
    "社工带着楼里的志愿者两人一组，每周三下午去；不进门也行，说几句话就好。", 18000, 2400, 120,
)  # fmt: skip
STAIRS = Plan(
    "楼道里的小书架", "culture_neighbours", "readers",
    "三个单元的楼道口各有一个书架，孩子放学顺手就能借。",
    "邻居自己钉架子、自己管，旧书从各家来，每月换一次。", 2600, 400, 40, lasts=60,
)  # fmt: skip
REPAIR = Plan(
    "旧物修一修", "small_repair", "all",
    "台灯、雨伞、小家电坏了不急着扔，院坝里修好接着用。",
    "每月两个周六上午，会修的邻居摆两张桌子，零件按进价收。", 4200, 600, 60,
)  # fmt: skip
READING = Plan(
    "周末故事会", "children", "parents",
    "家长带孩子来听书、讲书，邻居的孩子互相认得。",
    "周日下午在图书馆会议室，馆员和家长轮着讲。", 5000, 900, 80,
)  # fmt: skip


LISTENING = Plan(
    "江边听书的下午", "culture_neighbours", "elders",
    "老船工讲江上的旧事，一周一个下午，听的人带自己的凳子。",
    "社工排好谁哪天讲，邻居轮着烧水；讲过的录下来，放在社区的书角。", 4500, 700, 160, begins=24,
)  # fmt: skip


def prepare(town: Town) -> None:
    _with_contracts(town)
    _to_be_signed(town)
    _under_review(town)
    _open_now(town)


def _with_contracts(town: Town) -> None:
    """Of a street: opened two and a half months ago; two contracts. The group has sent its
    mid-term report, the social organisation's persona owes hers in three days."""
    street, sums = town.ground.streets[0], (30000, 20000)
    tale = _Tale(town, street, sums, opened=76, decides=44, mid=-3)
    tale.open_call("城东家门口微创投", "看得见的小事")
    social, group = tale.organisation(SOCIAL), tale.neighbours[0]
    other = tale.neighbours[1]
    rows = [
        tale.applied(72, social[1], Applicant.SOCIAL, social[2], VISITS, organisation=social[0]),
        tale.applied(70, actor_of(group.person), Applicant.GROUP, group.place, STAIRS,
                     group_name="一单元爱书的邻居"),
        tale.applied(68, actor_of(other.person), Applicant.PERSON, other.place, REPAIR),
    ]  # fmt: skip
    panel = [one.person for one in tale.neighbours[2:5]]
    tale.seated(66, panel)
    tale.reviewed(57, panel, rows)
    tale.at(50, lambda: actions.accept(tale.runner, again(rows[0]), granted=18000_00,
            reason="老人的名单是楼长一家家核过的，人手也排好了。"))  # fmt: skip
    tale.at(50, lambda: actions.accept(tale.runner, again(rows[1]), granted=2600_00,
            reason="花钱少，邻居自己管，坏了有人修。"))  # fmt: skip
    tale.at(50, lambda: actions.decline(tale.runner, again(rows[2]),
            reason="和螺丝刀小分队做的是一件事，请合到一起，零件钱那边有。"))  # fmt: skip
    tale.at(48, lambda: actions.tell(tale.runner, tale.fresh()))
    tale.at(46, lambda: actions.publish(CLOCK, tale.fresh()))
    for row, who in ((rows[0], social[1]), (rows[1], actor_of(group.person))):
        tale.signed(43, row, who)
    tale.at(41, lambda: actions.start(tale.runner, tale.fresh()))
    tale.reported(5, rows[1], actor_of(group.person), (17, 1500), SHELVED)


def _to_be_signed(town: Town) -> None:
    """Of a community: the result is out, the contract waits for the persona's yes."""
    tale = _Tale(town, town.ground.communities[1], (8000, 5000), opened=40, decides=8, mid=-40)
    tale.open_call("江边的小事", "邻居坐得拢的事")
    social, other = tale.organisation(SOCIAL), tale.neighbours[0]
    row = tale.applied(36, social[1], Applicant.SOCIAL, social[2], LISTENING,
                       organisation=social[0])  # fmt: skip
    second = tale.applied(34, actor_of(other.person), Applicant.PERSON, other.place,
                          _again(STAIRS, "码头边的换书箱"))  # fmt: skip
    panel = [one.person for one in tale.neighbours[1:3]]
    tale.seated(32, panel)
    tale.reviewed(20, panel, [row, second])
    tale.at(13, lambda: actions.accept(tale.runner, again(row), granted=4500_00,
            reason="讲的人、听的人都说得出名字，花的钱一项一项看得懂。"))  # fmt: skip
    tale.at(13, lambda: actions.decline(tale.runner, again(second),
            reason="书箱放在江边怕涨水，先在门厅试一个月，社区给一排架子。"))  # fmt: skip
    tale.at(12, lambda: actions.tell(tale.runner, tale.fresh()))
    tale.at(10, lambda: actions.publish(CLOCK, tale.fresh()))
    tale.at(2, lambda: actions.sign(tale.runner, again(row), Side.RUNNER))


def _under_review(town: Town) -> None:
    """Of a community: the helper persona has said yes to review and declares first."""
    community, sums = town.ground.communities[0], (12000, 6000)
    tale = _Tale(town, community, sums, opened=24, decides=-9, mid=-70)
    tale.open_call("芳邻小点子", "一件小事")
    first, second = tale.neighbours[0], tale.neighbours[1]
    rows = [
        tale.applied(14, actor_of(first.person), Applicant.GROUP, first.place,
                     _again(REPAIR, "院坝修理日"), group_name="修理角的几位师傅"),
        tale.applied(12, actor_of(second.person), Applicant.PERSON, second.place,
                     _again(STAIRS, "门厅换书角")),
    ]  # fmt: skip
    helper = town.folk.by_code["helper"]
    panel = [one.person for one in tale.neighbours[2:4]]
    tale.seated(11, [*panel, helper])
    tale.reviewed(2, panel, rows[:1])
    tale.at(1, lambda: actions.note(
        tale.runner, again(rows[0]), "修电器的那张桌子，请写清谁有证、断电怎么断。"))  # fmt: skip


def _open_now(town: Town) -> None:
    """Of a district: three applications under way, one of them the liaison persona's draft."""
    tale = _Tale(town, town.ground.county, (80000, 30000), opened=6, decides=-40, mid=-110)
    tale.open_call("区里的公益创投（秋季）", "一年做得完的事")
    social, unit = tale.organisation("绿芽环境协会"), tale.organisation(UNIT)
    garden = _again(VISITS, "厨余变花土", kind="environment", audience="all",
                    aim="六个小区的厨余不出院，变成花池里的土。",
                    does="每个小区一个堆肥桶，社工教两次，之后邻居自己轮。")  # fmt: skip
    tale.applied(2, social[1], Applicant.SOCIAL, social[2], garden, organisation=social[0])
    one = tale.neighbours[5]
    tale.applied(1, actor_of(one.person), Applicant.GROUP, one.place,
                 _again(READING, "楼下棋摊边的故事角"), group_name="棋摊旁的爷爷奶奶")  # fmt: skip
    row = tale.begun(1, unit[1], Applicant.UNIT, unit[2], organisation=unit[0])
    tale.at(1, lambda: actions.save(unit[1], again(row), {
        "title": READING.title, "kind": READING.kind, "audience": READING.audience,
        "aim": READING.aim, "total": "5900", "line-0-title": "绘本", "line-0-payer": "government",
        "line-0-planned": "5900",
    }))  # fmt: skip
    tale.at(3, lambda: actions.invite(tale.runner, tale.fresh(), town.folk.by_code["helper"]))


def _again(plan: Plan, title: str, **more: Any) -> Plan:
    return Plan(**{**vars(plan), "title": title, **more})


def again(row: Application) -> Application:
    rows = Application.objects.select_related(
        "call__place__parent", "organisation__place", "person", "place", "project", "letter"
    )
    return rows.get(pk=row.pk)


class _Tale:
    """One call; moments are days before now, negative ones lie ahead."""

    def __init__(
        self,
        town: Town,
        place: Place,
        sums: tuple[int, int],
        *,
        opened: int,
        decides: int,
        mid: int,
    ) -> None:
        """`sums`: all of it, and the most for one, in yuan."""
        self.town, self.place = town, place
        self.opened, self.decides, self.mid = opened, decides, mid
        self.total, self.most = sums
        self.runner = self._runner()
        self.neighbours = self._neighbours()

    def _runner(self) -> Actor:
        if self.place.level == "county":
            return self.town.folk.actor("district")
        return self.town.folk.desks[self.place.pk][0]

    def _neighbours(self) -> list[ReportIn]:
        """Reported in since before, without an office, and none of the personas."""
        rows = ReportIn.objects.filter(
            state=MemberState.CONFIRMED, place__path__startswith=self.place.path,
            decided_at__lt=self.moment(self.opened), person__offices=None,
            person__restricted_at=None,
        )  # fmt: skip
        rows = rows.exclude(person__in=list(self.town.folk.by_code.values()))
        rows = rows.exclude(person__in=Liaison.objects.values("person"))
        return list(rows.select_related("person", "place").order_by("pk")[:12])

    def moment(self, days: int) -> Any:
        morning = clock.start_of(clock.local(self.town.now).date()) + 9 * HOUR
        return morning - days * DAY

    def day(self, days: int) -> Any:
        return clock.local(self.moment(days)).date()

    def at(self, days: int, verb: Callable[[], Any]) -> Any:
        with clock.at(self.moment(days)):
            return verb()

    def fresh(self) -> Call:
        return Call.objects.select_related("place__parent", "desk").get(pk=self.call.pk)

    def open_call(self, title: str, about: str) -> None:
        closes = self.opened - 17
        draft = CallDraft(
            title=title, rules=f"这次找的是“{about}”。\n{RULES}", risk=RISK,
            applicants=tuple(Applicant), opens=self.day(self.opened), closes=self.day(closes),
            mends=self.day(closes - 6), decides=self.day(min(self.decides, closes - 8)),
            mid=self.day(self.mid), ends=self.day(self.mid - 60), final=self.day(self.mid - 75),
            total=self.total * 100, most=self.most * 100, percent=10, reviews=2,
            indicators=(("来的人次", "人次", 15),),
        )  # fmt: skip
        self.call = self.at(self.opened, lambda: actions.make(self.runner, self.place, draft))
        self.at(self.opened, lambda: actions.open_call(self.runner, self.call))

    def organisation(self, name: str) -> tuple[Organisation, Actor, Place]:
        found = Organisation.objects.select_related("place").get(name=name)
        row = Liaison.objects.filter(organisation=found, to_on=None).select_related("person")
        person: Person = row[0].person
        way = next(
            one for one in actions.ways(actor_of(person), self.fresh())
            if one.organisation is not None and one.organisation.pk == found.pk
        )  # fmt: skip
        return found, actor_of(person), way.places[0]

    def begun(
        self, days: int, who: Actor, applicant: Applicant, place: Place, **more: Any
    ) -> Application:
        made = self.at(days, lambda: actions.begin(who, self.fresh(), applicant, place, **more))
        return again(made)

    def applied(
        self, days: int, who: Actor, applicant: Applicant, place: Place, plan: Plan, **more: Any
    ) -> Application:
        row = self.begun(days, who, applicant, place, **more)
        first = self.fresh().decides_on + plan.begins * DAY
        lines = [money.Line("材料和场地", money.Payer.GOVERNMENT, plan.asks * 100)]
        lines.append(money.Line("自己出的", money.Payer.OWN, plan.own * 100, plan.own * 100))
        proposed = Proposed(
            Draft(
                title=plan.title, aim=plan.aim, kind=plan.kind, audience=plan.audience,
                does=plan.does, from_on=first,
                until_on=min(first + plan.lasts * DAY, self.fresh().ends_on),
            ),
            (plan.asks + plan.own) * 100,
            tuple(lines),
            (Promise("来的人次", plan.number, "人次", "签到本数人"),),
        )  # fmt: skip
        self.at(days, lambda: actions.submit(who, row, proposed))
        return again(row)

    def seated(self, days: int, people: list[Person]) -> None:
        for person in people:
            with clock.at(self.moment(days)):
                actions.invite(self.runner, self.fresh(), person)
            with clock.at(self.moment(days - 1)):
                actions.answer(actor_of(person), self.fresh(), agrees=True)

    def reviewed(self, days: int, people: list[Person], rows: list[Application]) -> None:
        """The book is closed, each declares for all, then writes of these."""
        closes = self.opened - 18
        self.at(closes, lambda: actions.close_book(CLOCK, self.fresh()))
        sent = list(Application.objects.sent().filter(call=self.call))
        for number, person in enumerate(people):
            theirs = len(sent) > 2 and number == 2  # the third is a cousin of the last applicant
            said = {
                row.pk: Said(theirs and row == sent[-1], "是我表弟" if theirs else "")
                for row in sent
            }
            with clock.at(self.moment(days)):
                actions.declare(actor_of(person), self.fresh(), said)
            for row in rows:
                if not said[row.pk].interest:
                    with clock.at(self.moment(days - 1)):
                        self._said(person, row, number)

    def _said(self, person: Person, row: Application, number: int) -> None:
        pro, contra, advice = (
            ("要的人是真的，做的人也说得出名字。", "下雨天怎么办，最好先想好。", Advice.SUPPORT),
            ("花钱不多，做完看得见。", "管的人只有一位，再添一位才稳。", Advice.CHANGES),
            ("邻居自己提的，愿意自己管。", "没有找到什么担心的。", Advice.SUPPORT),
        )[number % 3]
        actions.review(actor_of(person), again(row), advice, pro=pro, contra=contra)

    def signed(self, days: int, row: Application, who: Actor) -> None:
        self.at(days, lambda: actions.sign(who, again(row), Side.CARRIER))
        self.at(days, lambda: actions.sign(self.runner, again(row), Side.RUNNER))
        community = next(
            one for one in self.town.ground.communities if row.place.path.startswith(one.path)
        )
        desk = self.town.folk.desks[community.pk][0]
        if again(row).letter is None:
            self.at(days - 1, lambda: actions.sign(desk, again(row), Side.PLACE))

    def reported(
        self, days: int, row: Application, who: Actor, numbers: tuple[int, int], words: str
    ) -> None:
        """`numbers`: what was reached of each indicator, and yuan spent."""
        number, spent = numbers
        reached = {one.pk: number for one in again(row).agreed.all()}
        with clock.at(self.moment(days)):
            actions.report(
                who, again(row), Part.MID, reached=reached, account=words, spent=spent * 100
            )
