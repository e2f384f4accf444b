"""Rotas of the demo town: some weeks of turns behind them, some ahead, told by the own verbs."""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from uuid import UUID

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.base.errors import Forbidden, Refused
from last500.demo.people import Helper, Resident
from last500.demo.scene import Town
from last500.rotas import actions
from last500.rotas.actions import Arranging
from last500.rotas.models import Rota, RotaMember, Turn
from last500.rotas.rules import Kind, Pattern, TurnState, lead_days
from last500.service_requests import actions as requests
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest

HOME = 0


@dataclass(frozen=True)
class Plan:
    """One rota: where (number of the compound), what, when, how many share it."""

    number: int
    title: str
    category: str
    text: str
    pattern: Pattern
    began: int  # days ago
    share: int
    wanted: int = 1
    how: str = "said_on_phone"
    rests: bool = False


def _weekly(weekday: int, hour: int, every: int = 1) -> Pattern:
    return Pattern(Kind.WEEKS, every, weekday, 0, hour * 60 + 30, date(2020, 1, 1))


def _monthly(nth: int, weekday: int, hour: int) -> Pattern:
    return Pattern(Kind.MONTHS, 1, weekday, nth, hour * 60, date(2020, 1, 1))


PLANS = (
    Plan(HOME, "教用手机", "digital_help", "想学会自己挂号，每次教一样就够。",
         _weekly(5, 9), 26, 4),
    Plan(HOME, "理发", "elder_company", "老伴下不了楼，在家理一理，推子家里有。",
         _monthly(2, 6, 10), 80, 5, wanted=2, how="signed_paper"),
    Plan(HOME, "买米买油", "elder_company", "六楼没有电梯，一个月扛不动几回。",
         _monthly(1, 5, 9), 50, 5, wanted=2),
    Plan(HOME, "修修补补", "small_repair", "老房子，水龙头、门锁轮着坏，隔阵子来看看。",
         _weekly(2, 18, every=4), 40, 3, how="own_page"),
    Plan(1, "读报", "digital_help", "眼睛看不清了，爱听本地新闻。", _weekly(3, 18), 20, 3),
    Plan(1, "辅导作业", "children", "孩子三年级，数学跟不上，爸妈轮班。",
         _weekly(6, 14), 16, 4, wanted=2, how="said_in_person"),
    Plan(2, "量血压", "digital_help", "会自己量，想有人帮忙记在手机里。", _weekly(0, 18), 18, 3),
    Plan(3, "陪着散步", "elder_company", "腿脚不好，想去院坝转一圈。",
         _weekly(6, 16, every=2), 30, 4, wanted=2, rests=True),
)  # fmt: skip


def prepare(town: Town) -> None:
    for plan in PLANS:
        if plan.number < len(town.ground.compounds):
            _rota(town, plan)
    with clock.at(town.now - clock.HOUR):
        actions.lay_out_further()
        actions.place_due()


def _rota(town: Town, plan: Plan) -> None:
    place = town.ground.compounds[plan.number]
    homes, helpers = town.folk.residents.get(place.pk, []), _helpers(town, plan)
    if not homes or not helpers:
        return
    began = town.now - plan.began * clock.DAY
    own = plan.how == "own_page"
    home = homes[0] if own else town.chance.choice(homes[1:] or homes)
    with clock.at(began):
        rota = actions.arrange(_desk(town, plan), place, _arranging(plan, home))
        if own:
            rota.contact.person = home.person
            rota.contact.save(update_fields=["person"])
            actions.agree(home.actor, rota)
        for helper in helpers:
            _join(town, plan, rota, helper)
    for on in _days(rota, town):
        _live(town, rota, on)
    if plan.rests:
        with clock.at(town.now - 2 * clock.HOUR):
            actions.pause(_by_link(rota), _fresh(rota), days=30)


def _desk(town: Town, plan: Plan) -> Actor:
    desks = town.folk.desks
    place = town.ground.compounds[plan.number]
    return desks.get(place.pk, desks[town.ground.community_of(plan.number).pk])[0]


def _helpers(town: Town, plan: Plan) -> list[Helper]:
    """The persona first, where they live; then others of the same compound by chance."""
    near = [one for one in town.folk.helpers if one.number == plan.number]
    persona = town.folk.by_code["helper"].pk
    first = [one for one in near if one.actor.person == persona]
    rest = [one for one in near if one.actor.person != persona]
    town.chance.shuffle(rest)
    return [*first, *rest][: plan.share]


def _arranging(plan: Plan, home: Resident) -> Arranging:
    today = clock.today()
    return Arranging(
        title=plan.title,
        text=plan.text,
        category=plan.category,
        pattern=replace(plan.pattern, anchor=today),
        ends_on=today + timedelta(300),
        how=plan.how,
        minutes=60,
        wanted=plan.wanted,
        building=home.building,
        name=home.person.name,
        phone=home.person.phone,
        door=home.door,
    )


def _join(town: Town, plan: Plan, rota: Rota, helper: Helper) -> None:
    key = helper.actor.person
    if key is None:
        return
    with suppress(Refused):
        actions.invite(_desk(town, plan), rota, [key], reasons={key: ["in_compound"]})
        seat = RotaMember.objects.select_related("rota").get(rota=rota, person=key)
        actions.join(helper.actor, seat)


def _fresh(rota: Rota) -> Rota:
    return Rota.objects.select_related("place", "building", "contact__person").get(pk=rota.pk)


def _by_link(rota: Rota) -> Actor:
    return Actor(door=Door.LINK, opened=frozenset({rota.pk}))


def _days(rota: Rota, town: Town) -> list[Turn]:
    """Turns whose time to be placed has come, the first first."""
    until = clock.local(town.now).date() + timedelta(lead_days(rota.pattern))
    rows = Turn.objects.filter(rota=rota, state=TurnState.PLANNED, on__lte=until)
    return list(rows.order_by("on"))


def _live(town: Town, rota: Rota, turn: Turn) -> None:
    """One turn as far as the present lets it: placed, accepted, done, and the resident's word."""
    placed = clock.start_of(turn.on - timedelta(lead_days(rota.pattern))) + 8 * clock.HOUR
    if placed >= town.now:
        return
    with clock.at(max(placed, rota.made_at)):
        try:
            request = actions.place_turn(turn.pk)
        except Refused:
            return
    if placed + 6 * clock.HOUR < town.now:
        with clock.at(max(placed, rota.made_at) + 6 * clock.HOUR):
            _accept(request, _moment(rota, turn))
    _meet(town, rota, turn, request)


def _moment(rota: Rota, turn: Turn) -> datetime:
    return datetime.combine(turn.on, time(rota.start // 60, rota.start % 60), clock.ZONE)


def _accept(request: ServiceRequest, at: datetime) -> None:
    """Everybody who was asked comes, as far as their own limit lets them."""
    asked = Invitation.objects.filter(request=request, answer="asked").select_related("helper")
    for invitation in asked:
        actor = Actor(person=invitation.helper_id)
        with suppress(Refused, Forbidden):
            requests.accept(actor, _again(request))
            fresh = _again(request)
            if fresh.state == "accepted":
                requests.contact_agreed(actor, fresh, at=at)


def _again(request: ServiceRequest) -> ServiceRequest:
    rows = ServiceRequest.objects.select_related("place", "desk", "contact", "requester")
    return rows.get(pk=request.pk)


def _holder(request: ServiceRequest) -> UUID | None:
    rows = Acceptance.objects.filter(request=request, ended_at=None)
    return rows.values_list("helper", flat=True).first()


def _meet(town: Town, rota: Rota, turn: Turn, request: ServiceRequest) -> None:
    at = _moment(rota, turn)
    fresh = _again(request)
    holder = _holder(fresh)
    if at + 2 * clock.HOUR >= town.now or holder is None or fresh.state != "contacted":
        return
    with clock.at(at + clock.HOUR):
        requests.report_done(Actor(person=holder), fresh)
    said = at + town.chance.randint(3, 40) * clock.HOUR
    if said < town.now and town.chance.random() < 0.85:
        with clock.at(said):
            speaker = Actor(door=Door.LINK, opened=frozenset({request.pk}))
            requests.confirm(speaker, _again(request), rating=town.chance.choice((3, 3, 2, None)))
