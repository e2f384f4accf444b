"""The cast: a small town that every test knows, so that permissions read as a story.

Lin is secretary of compound A (芙蓉苑). Wang, Li and Zhou are reported in there; Chen lives there,
Hua too. Zhao lives in compound B under another street (the stranger), where Qian is secretary.
He is officer of A's community, Sun of A's street, Tang of the county, Gao of the city; Op runs the
system, An is its security administrator, Shen its audit administrator. Compound C lies in A's
community and has no organisation.
"""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from last500.base import clock
from last500.base.actor import Actor
from last500.organisations.models import Office
from last500.organisations.queries import actor_of
from last500.organisations.rules import OfficeKind
from last500.people.actions import phone_index
from last500.people.models import Consent, Person
from last500.people.rules import NOTICE_VERSION
from last500.places.models import Place
from last500.places.rules import path_step
from last500.reportin import actions as reportin
from last500.reportin.actions import Wishes
from last500.reportin.models import Proof, ReportIn, ReportInEvent
from last500.reportin.rules import Window
from last500.service_requests import actions
from last500.service_requests.actions import Placing
from last500.service_requests.models import ServiceRequest

EVERY_EVENING = tuple(Window(day, 18 * 60, 21 * 60) for day in range(7))


@dataclass
class Cast:
    city: Place
    street: Place
    community: Place
    a: Place
    b: Place
    c: Place
    building: Place
    people: dict[str, Person] = field(default_factory=dict)

    def actor(self, name: str) -> Actor:
        return actor_of(self.people[name])

    def __getattr__(self, name: str) -> Person:
        try:
            return self.__dict__["people"][name]
        except KeyError:
            raise AttributeError(name) from None

    def placed(self, by: str = "chen", **more: object) -> ServiceRequest:
        """A request of Chen's at compound A, about the light on the stairs."""
        filled = {
            "text": "楼道三层的灯坏了一周，晚上老人上下楼看不清。",
            "category": "public_facility",
            "spot": "stairs",
            "building": self.building,
            "phone": self.people[by].phone,
            "name": self.people[by].name,
            "door": "2单元301",
        } | more
        return actions.place(self.actor(by), self.a, Placing(**filled))  # type: ignore[arg-type]

    def verified(self, **more: object) -> ServiceRequest:
        return actions.verify(self.actor("lin"), self.placed(**more), how="phone")

    def offered(self, *helpers: str, open_to: str = "", **more: object) -> ServiceRequest:
        chosen = [self.people[name].pk for name in helpers or ("wang",)]
        return actions.offer(
            self.actor("lin"), self.verified(**more), helpers=chosen, open_to=open_to
        )

    def accepted(self, by: str = "wang", **more: object) -> ServiceRequest:
        request = self.offered(by, **more)
        actions.accept(self.actor(by), request)
        return self.fresh(request)

    def done(self) -> ServiceRequest:
        request = self.accepted()
        actions.report_done(self.actor("wang"), request)
        return self.fresh(request)

    def fresh(self, request: ServiceRequest) -> ServiceRequest:
        rows = ServiceRequest.objects.select_related("place", "desk", "contact", "building")
        return rows.get(pk=request.pk)

    def summarised(self, request: ServiceRequest, words: str) -> ServiceRequest:
        """The desk's summary is sealed: assigned and saved, never given to update()."""
        row = ServiceRequest.objects.get(pk=request.pk)
        row.summary = words
        row.save(update_fields=["summary"])
        return row

    def report_in(self, name: str, place: Place, **wishes: object) -> ReportIn:
        filled = {
            "skills": ("electric_repair", "phone_teaching"),
            "windows": EVERY_EVENING,
            "reach": "street",
            "most_open": 3,
        } | wishes
        row = reportin.ask(
            self.actor(name),
            place,
            kind="volunteer",
            wishes=Wishes(**filled),  # type: ignore[arg-type]
            called=f"{self.people[name].name[0]}师傅",
        )
        ReportIn.objects.filter(pk=row.pk).update(state="confirmed", decided_at=clock.now())
        row.refresh_from_db()
        return row

    def shown(self, name: str, qualification: str = "electric", **more: object) -> Proof:
        """A paper of theirs that Lin has looked at."""
        filled = {
            "person": self.people[name],
            "qualification": qualification,
            "state": "seen",
            "said_at": clock.now(),
            "place": self.a,
            "checked_at": clock.now(),
            "seen_by": self.people["lin"],
            "as_what": "小区值守",
        } | more
        return Proof.objects.create(**filled)


_PEOPLE = {
    "lin": "林静",
    "hua": "华平",
    "wang": "王建",
    "li": "李敏",
    "zhou": "周宁",
    "chen": "陈桂英",
    "zhao": "赵川",
    "qian": "钱芳",
    "he": "何晓",
    "sun": "孙立",
    "tang": "唐文",
    "gao": "高远",
    "op": "欧阳平",
    "an": "安宁",
    "shen": "沈察",
}
# short name: (above, level, name, more); a level stands before the levels below it.
_PLACES: dict[str, tuple[str, str, str, dict[str, object]]] = {
    "city": ("", "city", "绵城市", {"code": "990100000000"}),
    "county": ("city", "county", "涪江区", {"code": "990101000000"}),
    "street": ("county", "street", "城东街道", {"code": "990101001000"}),
    "far_street": ("county", "street", "城西街道", {"code": "990101002000"}),
    "community": ("street", "community", "芙蓉社区", {"code": "990101001001"}),
    "far": ("far_street", "community", "玉桥社区", {"code": "990101002001"}),
    "a": (
        "community",
        "compound",
        "芙蓉苑",
        {"slug": "furongyuan", "kind": "commercial", "households": 320},
    ),
    "b": ("far", "compound", "玉桥家园", {"slug": "yuqiao", "kind": "old", "households": 210}),
    "c": (
        "community",
        "compound",
        "纸厂宿舍",
        {"slug": "zhichang", "kind": "three_no", "households": 48},
    ),
    "building": ("a", "building", "三号楼", {}),
}
_OFFICES = [
    ("lin", OfficeKind.SECRETARY, "a"),
    ("qian", OfficeKind.SECRETARY, "b"),
    ("he", OfficeKind.COMMUNITY_OFFICER, "community"),
    ("sun", OfficeKind.STREET_OFFICER, "street"),
    ("tang", OfficeKind.DISTRICT_OFFICER, "county"),
    ("gao", OfficeKind.CITY_OFFICER, "city"),
    ("op", OfficeKind.OPERATOR, "city"),
    ("an", OfficeKind.SECURITY_ADMIN, "city"),
    ("shen", OfficeKind.AUDIT_ADMIN, "city"),
]
_REPORTED_IN = [("wang", "a"), ("li", "a"), ("zhou", "a"), ("zhao", "b")]


def build() -> Cast:
    """Make the town in a dozen statements: nearly every test begins with it."""
    town, now = _places(), clock.now()
    people = {
        short: Person(
            phone=(phone := f"1000000{number:04d}"),
            phone_index=phone_index(phone),
            name=name,
            made_at=now,
        )
        for number, (short, name) in enumerate(_PEOPLE.items())
    }
    for short, _place in _REPORTED_IN:
        people[short].called = f"{people[short].name[0]}师傅"
    Person.objects.bulk_create(people.values())
    Office.objects.bulk_create(
        Office(person=people[short], kind=kind, place=town[where], from_on=date(2020, 1, 1))
        for short, kind, where in _OFFICES
    )
    _report_in([(people[short], town[where]) for short, where in _REPORTED_IN])
    spots = (town[short] for short in ("city", "street", "community", "a", "b", "c", "building"))
    return Cast(*spots, people=people)


def _places() -> dict[str, Place]:
    town: dict[str, Place] = {}
    for level, rows in groupby(_PLACES.items(), key=lambda row: row[1][1]):
        made = {
            short: Place(
                parent=town.get(above),
                level=level,
                name=name,
                path=f"new-{short}",
                opened_on=clock.today(),
                **more,
            )
            for short, (above, _level, name, more) in rows
        }
        Place.objects.bulk_create(made.values())
        for short, place in made.items():
            place.path = (place.parent.path if place.parent else "") + path_step(place.pk)
            town[short] = place
    Place.objects.bulk_update(town.values(), ["path"])
    return town


def _report_in(helpers: list[tuple[Person, Place]]) -> None:
    """What `Cast.report_in` does with its usual wishes, for several at once."""
    now = clock.now()
    rows = [
        ReportIn(
            person=person,
            place=place,
            kind="volunteer",
            state="confirmed",
            skills=["electric_repair", "phone_teaching"],
            reach="street",
            most_open=3,
            asked_at=now,
            decided_at=now,
        )
        for person, place in helpers
    ]
    for row in rows:
        row.windows = EVERY_EVENING
    ReportIn.objects.bulk_create(rows)
    Consent.objects.bulk_create(
        Consent(
            person=person, purpose="report_in", version=NOTICE_VERSION, given_how="own_page", at=now
        )
        for person, _place in helpers
    )
    ReportInEvent.objects.bulk_create(
        ReportInEvent(report_in=row, at=now, actor=row.person, from_state="", to_state="asked")
        for row in rows
    )
