"""The book of the demo town's first compound, two years of it: each line put down by its secretary
and confirmed by the community, told when it would have happened. All invented."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from last500.base import clock
from last500.base.actor import Actor
from last500.demo.scene import Town
from last500.households.models import Household, Relation
from last500.ledger import actions
from last500.ledger.actions import Draft
from last500.ledger.models import Book, Entry
from last500.ledger.rules import Ask, Basis, Kind, Rounding, half_year_end
from last500.places.models import Place

FEN = 100
OPENING = 86_420_35
# (kind, month from the opening, yuan, counterparty, words); months that repeat stand in steps.
YEARLY = (
    (Kind.ADVERTISING, 3, 12_600, "众联电梯传媒", "六部电梯的广告位，一个季度"),
    (Kind.PARKING, 3, 9_840, "个人（不写名字）", "北门外十六个共有车位，一个季度"),
    (Kind.STALLS, 6, 4_800, "张记早点", "门口早点摊位，半年"),
    (Kind.ANTENNAS, 12, 18_000, "通信铁塔公司", "楼顶基站场地，一年"),
    (Kind.INTEREST, 6, 213, "城关信用社", "活期利息，半年"),
    (Kind.UPKEEP, 4, 6_350, "安心消防维保", "换楼道应急灯和灭火器"),
    (Kind.RUNNING, 6, 486, "城关打字社", "公示栏打印和办公用品"),
)
MONTHS = 24


@dataclass
class _Teller:
    """Both people of the book, and the day on which each thing is done."""

    town: Town
    place: Place
    keeper: Actor
    second: Actor
    book: Book | None = None

    def on(self, day: date, work: Callable[[], Any]) -> Any:
        """In the afternoon of a day, but never after now."""
        moment = clock.start_of(day) + timedelta(hours=15)
        with clock.at(min(moment, self.town.now - timedelta(minutes=30))):
            return work()

    def entered(self, day: date, draft: Draft, late: int = 2) -> Entry:
        assert self.book is not None
        book = self.book
        posting = self.on(
            day + timedelta(days=late), lambda: actions.post(self.keeper, book, draft)
        )
        done = day + timedelta(days=late + 1)
        entry: Entry = self.on(done, lambda: actions.confirm(self.second, posting))
        return entry


def prepare(town: Town) -> None:
    place = town.ground.compounds[0]
    # Their offices are of today; in this book they hold them all the time.
    teller = _Teller(town, place, town.folk.actor("secretary"), town.folk.actor("community"))
    began = _first_day(town.now)
    homes = _homes(town, place, began)
    opening = teller.on(
        began,
        lambda: actions.open_book(
            teller.keeper, place, opening=OPENING, day=began, words="开户行对账单"
        ),
    )
    teller.on(began + timedelta(days=1), lambda: actions.confirm(teller.second, opening))
    teller.book = Book.objects.select_related("place__parent").get(place=place)
    entries = _told(teller, began)
    _corrected(teller, entries[2])
    _asked(teller, entries)
    if homes:
        _divided(teller)
    _waiting(teller)


def _first_day(now: datetime) -> date:
    """The first of a half-year that began two years ago."""
    today = clock.local(now).date()
    return date(today.year - 2, 1 if today.month <= 6 else 7, 1)


def _homes(town: Town, place: Place, began: date) -> int:
    """Doors with their areas; those of the persona are confirmed as the owner's."""
    known = town.folk.residents.get(place.pk, [])
    made: dict[tuple[int, str], Household] = {}
    for number, one in enumerate(known):
        key = (one.building.pk, one.door)
        if key not in made:
            area = 890_000 + 12_700 * (number % 41)
            made[key] = Household(compound=place, at=one.building, door=one.door, area=area)
    first = town.folk.by_code["resident"]
    existing = Household.objects.filter(compound=place)
    if existing.exists():
        existing.filter(area=None).update(area=1_040_000)
        return existing.count()
    Household.objects.bulk_create(made.values())
    moment = clock.start_of(began)
    for one in known:
        if one.person.pk == first.pk:
            Relation.objects.create(
                household=made[one.building.pk, one.door], person=first, kind="owner",
                state="confirmed", seen="known", asked_at=moment, decided_at=moment,
                decided_by=town.folk.by_code["secretary"],
            )  # fmt: skip
            break
    return len(made)


def _told(teller: _Teller, began: date) -> list[Entry]:
    """Month by month, and each half-year its statement as soon as it is over."""
    today, entries = clock.local(teller.town.now).date(), []
    stated = began
    for month in range(1, MONTHS + 6):
        day = _month(began, month)
        if day >= today - timedelta(days=8):
            break
        if half_year_end(stated) < day:
            _published(teller, half_year_end(stated))
            stated = half_year_end(stated) + timedelta(days=1)
        for order, (kind, every, yuan, who, words) in enumerate(YEARLY):
            if (month + order) % every == 0:
                fen = (yuan + teller.town.chance.randrange(0, 90)) * FEN
                entries.append(teller.entered(day, Draft(kind, fen, day, who, words)))
    return entries


def _month(began: date, months: int) -> date:
    number = began.year * 12 + began.month - 1 + months
    return date(number // 12, number % 12 + 1, 5)


def _published(teller: _Teller, last: date) -> None:
    assert teller.book is not None
    book = teller.book
    made = teller.on(last + timedelta(days=2), lambda: actions.make_statement(teller.keeper, book))
    teller.on(last + timedelta(days=3), lambda: actions.publish_statement(teller.second, made))


def _corrected(teller: _Teller, wrong: Entry) -> None:
    """An old line turned out wrong: taken back by its mirror, then the right one."""
    day = clock.local(teller.town.now).date() - timedelta(days=40)
    back = teller.on(day, lambda: actions.reverse(teller.keeper, wrong, "发票上是另一个数，冲正"))
    teller.on(day + timedelta(days=1), lambda: actions.confirm(teller.second, back))
    right = Draft(
        Kind(wrong.kind), wrong.amount_fen - 300 * FEN, wrong.day, wrong.counterparty, wrong.words
    )
    found = teller.on(day + timedelta(days=1), lambda: actions.replace(teller.keeper, wrong, right))
    teller.on(day + timedelta(days=2), lambda: actions.confirm(teller.second, found))


def _asked(teller: _Teller, entries: list[Entry]) -> None:
    """The resident persona asked twice: one answered, one waits."""
    me = teller.town.folk.actor("resident")
    if not Relation.objects.confirmed().filter(person=me.person).exists():
        return
    today = clock.local(teller.town.now).date()
    about = next(one for one in reversed(entries) if one.kind == Kind.UPKEEP)
    said = {"words": "应急灯去年才换过，怎么又换？", "open_words": "应急灯去年换过，为什么又换？"}
    row = teller.on(
        today - timedelta(days=20), lambda: actions.ask(me, about, Ask.QUESTION, **said)
    )
    teller.on(
        today - timedelta(days=17),
        lambda: actions.answer(
            teller.keeper, row, gist="为什么又换应急灯",
            words="去年换的是一到三单元，这次是四到六单元，清单贴在公告栏。",
        ),
    )  # fmt: skip
    teller.on(
        today - timedelta(days=1),
        lambda: actions.ask(me, entries[-1], Ask.QUESTION, words="合同什么时候到期？"),
    )


def _divided(teller: _Teller) -> None:
    assert teller.book is not None
    book, day = teller.book, clock.local(teller.town.now).date() - timedelta(days=30)
    row = teller.on(
        day,
        lambda: actions.work_out(
            teller.keeper, book, title="上一年公共收益", basis=Basis.TOTAL, fen=20_000 * FEN,
            rounding=Rounding.YUAN,
        ),
    )  # fmt: skip
    teller.on(day + timedelta(days=2), lambda: actions.confirm_distribution(teller.second, row))


def _waiting(teller: _Teller) -> None:
    """On the community's desk today: one to confirm."""
    assert teller.book is not None
    book, day = teller.book, clock.local(teller.town.now).date() - timedelta(days=3)
    draft = Draft(Kind.UPKEEP, 1_280 * FEN, day, "便民水电维修部", "二单元水泵换轴承")
    teller.on(day + timedelta(days=1), lambda: actions.post(teller.keeper, book, draft))
