"""Two identical towns, A and B; every word, name, number and file of B carries a canary.

B is built first, alone, so that whatever row there is can be marked without being named.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from uuid import UUID, uuid4

from django.db import connection, models
from PIL import Image

from last500.base import clock
from last500.base.fields import SealedJSONField, SealedTextField
from last500.base.ids import public_number
from last500.base.models import LimitCount
from last500.notify.models import Message
from last500.organisations.models import Office
from last500.people.actions import phone_index
from last500.people.models import Person
from last500.places.models import Notice, Place
from last500.projects.models import Indicator
from last500.reportin import actions as reportin
from last500.reportin.actions import Wishes
from last500.reportin.models import ReportIn
from last500.service_requests import actions, photos
from last500.service_requests.models import (
    Event,
    ImportRow,
    ImportRun,
    MergeProposal,
    ServiceRequest,
)
from last500.stats.actions import fold_in
from last500.stats.models import DayFigure
from tests import access
from tests import cast as casting
from tests.cast import Cast
from tests.permissions.test_scope import OWN
from tests.tamper.hands import promises_lifted
from tests.test_access import town_of

CANARY = "鵺QZ7"
PHONES, MAIL = "1000009", "b.example"

# Text that is no word: marking it would make another town of B, not a marked one.
NOT_WORDS = {
    "Photo.digest",
    *("Place.path", "Place.code", "Place.slug", "Place.kind", "Person.phone", "Person.phone_index"),
    *("Person.email", "Person.language", "Person.session_salt", "Person.totp_key"),
    *("Contact.phone", "Contact.phone_index", "Contact.email", "ServiceRequest.number"),
    *("ServiceRequest.link_key", "ServiceRequest.link_index", "ServiceRequest.answers"),
    *("ServiceRequest.category", "ServiceRequest.suggested_category", "ServiceRequest.open_to"),
    *("ServiceRequest.suspected_emergency", "ServiceRequest.level", "RoutingRule.category"),
    *("Event.action", "Event.from_state", "Event.to_state", "Event.role", "Event.door"),
    *("ReportInEvent.from_state", "ReportInEvent.to_state", "Message.kind", "Message.channel"),
    *("Message.state", "Message.link", "Photo.file", "HandOn.key_index", "MeToo.mark"),
    *("ImportRun.file_index", "ImportRow.row_index", "MergeProposal.because", "AccessEvent.field"),
    *("DayFigure.category", "DayFigure.measure", "Avoidance.phone_index", "Entry.stream"),
    *("Entry.body", "Entry.prev_hash", "Entry.entry_hash", "Opening.salt", "Opening.personal"),
    *access.not_words(),
}


@dataclass
class Town:
    """A cast with something of everything; `args` are those of the access table's rows."""

    cast: Cast
    args: SimpleNamespace
    photo: UUID
    picture: bytes
    hand_on: str
    asked: UUID  # a report-in that waits for its desk
    message: UUID


def build(mark: str = "") -> Town:
    cast = casting.build()
    if mark:
        _other_names(cast)
    ReportIn.objects.update(most_open=20)
    for name in ("chen", "wang", "lin"):
        person = cast.people[name]
        person.email = f"{name}@{MAIL if mark else 'a.example'}"
        person.save(update_fields=["email"])
    town = _lives(cast, colour="red" if mark else "green")
    LimitCount.objects.all().delete()
    fold_in()
    return town


def _other_names(cast: Cast) -> None:
    """What must be unique in the instance is B's own before anything happens there."""
    for number, person in enumerate(cast.people.values()):
        person.phone = f"{PHONES}{number:04d}"
        person.phone_index = phone_index(person.phone)
        person.save(update_fields=["phone", "phone_index"])
    for place in Place.objects.all():
        place.code = place.code and f"88{place.code[2:]}"
        place.slug = place.slug and f"qz7-{place.slug}"
        place.save(update_fields=["code", "slug"])
    for place in (cast.city, cast.street, cast.community, cast.a, cast.b, cast.c):
        place.refresh_from_db()


def _lives(cast: Cast, colour: str) -> Town:
    """Requests in every state, and all that hangs on them."""
    lin, chen, wang = cast.actor("lin"), cast.actor("chen"), cast.actor("wang")
    args = town_of(cast)
    yard = cast.placed(by="hua", spot="yard", text="健身器材松了", category="public_facility")
    twice = cast.placed(by="hua", spot="yard", text="健身器材松动", category="public_facility")
    actions.merge(lin, cast.placed(spot="yard", text="器材坏了"), into=yard)
    actions.decline(lin, cast.placed(by="li"), note="不归小区办")
    actions.refer(lin, cast.placed(by="li"), route="property", note="请物业办")
    actions.close_unmet(lin, cast.verified(by="li"), note="没有人会修")
    actions.withdraw(cast.actor("hua"), cast.placed(by="hua"))
    cast.placed(by="zhou", text="快来人，我妈晕倒了没有呼吸", category="elder_company")
    cast.offered("li", open_to="street", by="zhou")
    good = cast.done()
    cast.summarised(good, "换好了灯")
    actions.confirm(chen, good, rating=3, comment="谢谢", may_publish=True)
    actions.reopen(chen, cast.done(), comment="还是不亮")
    actions.me_too(cast.actor("li"), yard, session="")
    actions.can_help(cast.actor("li"), yard)
    actions.reveal(lin, args.placed, field="phone", reason="核实")
    MergeProposal.objects.create(a=yard, b=twice, score=0.9, made_at=clock.now(), because=(
        '{"phrases": ["健身器材"], "days": 0, "same_author": true}'))  # fmt: skip
    run = ImportRun.objects.create(
        file_name="来信.csv", file_index=uuid4().hex, encoding="utf-8",
        by=cast.he, staged_at=clock.now(),
    )  # fmt: skip
    ImportRow.objects.create(run=run, line=2, row_index=uuid4().hex, verdict="ok", data="一行")
    today = clock.today()
    Notice.objects.create(
        place=cast.a, title="停水", body="八点起", from_on=today, until_on=today + clock.DAY
    )
    asked = reportin.ask(
        cast.actor("hua"), cast.a, kind="volunteer", called="华师傅", unit="第一中学",
        wishes=Wishes(skills=("electric_repair",), other_skills="会修锁"),
    )  # fmt: skip
    key = actions.begin_hand_on(wang, args.request)
    paper = BytesIO()
    Image.new("RGB", (8, 8), colour).save(paper, "JPEG")
    photo = photos.add(args.request, photos.Picture(paper.getvalue(), 8, 8))
    message = cast.wang.messages.filter(channel="inbox").first()
    return Town(cast, args, photo.pk, paper.getvalue(), key, asked.pk, message.pk)


# Nobody writes into these: they are only ever added to, and hold nothing personal.
APPEND_ONLY = {"Entry", "Leaf", "Checkpoint", "Spending", "Resolution", "WeightVersion"}


@contextmanager
def unkept() -> Iterator[None]:
    """As the owner of the database could: what a trigger keeps is written over as well."""
    with promises_lifted(connection):
        Indicator.objects.filter(told_at=None).update(told_at=clock.now())  # a note has its day
        yield


def mark_every_row(town: Town) -> set[str]:
    """Write the canary into every text of every row there is; gives back B's other marks."""
    with unkept():
        _mark_all()
    Place.objects.filter(pk=town.cast.city.pk).update(name="乙市")  # cities' names are public
    secrets = ServiceRequest.objects.all()
    return {
        CANARY, CANARY[0], PHONES, MAIL, "qz7-", town.hand_on, str(town.photo),
        *(row.link_key for row in secrets), *(row.number for row in secrets),
        *(str(row) for row in secrets), *(str(row.pk) for row in secrets),
        *(str(key) for key in Person.objects.values_list("pk", flat=True)),
    }  # fmt: skip


def _mark_all() -> None:
    for model in (one for one in OWN if one.__name__ not in APPEND_ONLY):
        texts = [field for field in model._meta.concrete_fields if _is_word(model, field)]
        for row in model._base_manager.all() if texts or model.__name__ == "Message" else ():
            for field in texts:
                _mark(row, field)
            if model.__name__ == "Message":
                row.params = {name: f"{CANARY}{value}" for name, value in row.params.items()}
            row.save()


def _is_word(model: type[models.Model], field: models.Field) -> bool:
    if f"{model.__name__}.{field.name}" in NOT_WORDS or model.__name__ in {"OnceKey", "LimitCount"}:
        return False
    if isinstance(field, SealedTextField):
        return not isinstance(field, SealedJSONField)  # codes and times, but for a message's words
    return isinstance(field, models.CharField | models.TextField) and not field.choices


def _mark(row: models.Model, field: models.Field) -> None:
    marked = f"{CANARY}{getattr(row, field.attname)}"
    length = getattr(field, "max_length", None)
    setattr(row, field.attname, marked[:length] if length else marked)


def mutate(b: Town) -> None:
    """Other words, other states, other figures; fifty requests more, some rows less."""
    rows = ServiceRequest.objects.filter(place=b.cast.a)
    Message.objects.filter(person__in=list(b.cast.people.values())).delete()
    Event.objects.filter(request__in=rows[:2].values_list("pk", flat=True)).delete()
    for number in range(50):
        one = rows.order_by("pk")[0]
        one.pk, one.number, one.link_index = uuid4(), f"Q{number:010d}", uuid4().hex
        one._state.adding = True
        for name in ("text", "answers", "link_key", "slip_code", "comment", "risk_note"):
            setattr(one, name, f"改{number}")
        one.answers = ""
        one.save(force_insert=True)
    for one in rows:
        b.cast.summarised(one, "改了")
    rows.update(me_too=99, route="property", suspected_emergency="")
    rows.filter(state="placed").update(state="verified")
    for person in b.cast.people.values():
        person.name = person.called = "改名"
        person.save(update_fields=["name", "called"])
    Person.objects.filter(pk=b.cast.hua.pk).update(is_active=False)
    Place.objects.filter(path__startswith=b.cast.street.path).update(name="改名", households=9)
    Notice.objects.filter(place=b.cast.a).delete()
    DayFigure.objects.filter(place=b.cast.a).update(count=77)
    ReportIn.objects.filter(place=b.cast.a).update(state="ended")
    Office.objects.filter(person=b.cast.lin).update(to_on="2021-01-01")


def absent(arguments: tuple) -> tuple:
    """Arguments of the same kind that name nothing at all."""
    return tuple(_absent(one) for one in arguments)


def _absent(one: object) -> object:
    if isinstance(one, int):
        return 987_654_321
    if isinstance(one, UUID):
        return uuid4()
    if isinstance(one, date):
        return one + 1000 * clock.DAY
    return public_number() if len(str(one)) == len(public_number()) else f"x{str(one)[1:]}"
