from types import SimpleNamespace

from last500.base import clock
from last500.feedback.models import FeedbackEvent, FeedbackLetter, PersonalPart
from last500.feedback.tests import scene
from last500.organisations.models import Liaison
from last500.people.actions import record_consent
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

# He and Sun look after the community's units; Hua is the unit's liaison, Wang one of its members.
ROWS: list[Row] = [
    Row("feedback:mine", 200, {"nobody": 302}),
    Row("feedback:unit", 200, {"nobody": 302}),
    # Reported in nowhere, there is no community to write; without a record, nothing to tell.
    Row(
        "feedback:ask",
        409,
        {"nobody": 302} | staff(422, "zhao") | staff(303, "wang", "li"),
        method="post",
    ),
    Row("feedback:part", 404, {"nobody": 302, "wang": 200}, args=lambda town: (town.part.pk,)),
    # An empty form says neither yes nor no.
    Row(
        "feedback:part",
        404,
        {"nobody": 302, "wang": 422},
        args=lambda town: (town.part.pk,),
        method="post",
    ),
    Row(
        "feedback:take_back",
        404,
        {"nobody": 302, "wang": 303},
        args=lambda town: (town.agreed.pk,),
        method="post",
    ),
    Row(
        "feedback:unit_one",
        404,
        {"nobody": 302, "hua": 200},
        args=lambda town: (town.sent.pk,),
    ),
    Row(
        "feedback:unit_one",
        404,
        {"nobody": 302, "hua": 422},
        args=lambda town: (town.sent.pk,),
        method="post",
    ),
    *(
        Row(
            "feedback:desk",
            404,
            {"nobody": 302} | staff(200, *who),
            args=lambda town, place=place: (getattr(town.cast, place).pk,),
        )
        for place, who in (("community", ("he", "sun")), ("street", ("sun",)), ("a", ()))
    ),
    # The liaison sees the report-in, but it is not for them to write.
    Row(
        "feedback:draft",
        404,
        {"nobody": 302, "hua": 403} | staff(303, "he", "sun"),
        args=lambda town: (town.unwritten.pk,),
        method="post",
    ),
    *(
        Row(
            f"feedback:{name}",
            404,
            {"nobody": 302} | staff(200, "he", "sun"),
            args=lambda town: (town.shown.pk,),
        )
        for name in ("one", "withdraw")
    ),
    # One that is shown already, and whose members have time to answer.
    *(
        Row(
            f"feedback:{name}",
            404,
            {"nobody": 302} | staff(409, "he", "sun"),
            args=lambda town: (town.shown.pk,),
            method="post",
        )
        for name in ("show", "send")
    ),
    Row(
        "feedback:withdraw",
        404,
        {"nobody": 302} | staff(303, "he", "sun"),
        args=lambda town: (town.shown.pk,),
        method="post",
    ),
    Row(
        "feedback:paper",
        404,
        {"nobody": 302} | staff(200, "he", "sun", "hua"),
        args=lambda town: (town.sent.pk,),
    ),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {}
NOT_WORDS: set[str] = {
    "FeedbackLetter.facts",
    *("ServiceRecord.kind", "ServiceRecord.external_index"),
    *("FeedbackEvent.action", "FeedbackEvent.from_state", "FeedbackEvent.to_state"),
}


def life(cast: Cast, person: Person) -> None:
    """Somebody who said yes to their sentence, took a step, and answered for a unit."""
    now = clock.now()
    feedback = FeedbackLetter.objects.create(
        organisation=scene.agreed(cast, "某局党支部").organisation, community=cast.community,
        year=2020, first_on=clock.today(), last_on=clock.today(), state="reported",
        drafted_at=now, sent_at=now, report="调了休", done_on=clock.today(),
        reported_by=person, reported_at=now,
    )  # fmt: skip
    PersonalPart.objects.create(
        feedback=feedback, person=person, sentence="参加过走访", comment="还想去",
        answer="agreed", answered_at=now,
        consent=record_consent("feedback", "own_page", person=person),
    )  # fmt: skip
    FeedbackEvent.objects.create(
        feedback=feedback, at=now, actor=person, action="draft", to_state="drafted"
    )


def add(town: SimpleNamespace) -> None:
    """A letter that was sent and one that is shown, each with a part of Wang's."""
    first = scene.scene(town.cast)
    town.sent = first.sent("wang")
    town.agreed = first.part(town.sent, "wang")
    second = scene.agreed(town.cast, "绵城市第二中学")
    for person in first.members:
        scene.served(person, second.organisation, town.cast.a, on=50)
    town.shown = scene.Scene(town.cast, second, first.members).shown()
    town.part = PersonalPart.objects.get(feedback=town.shown, person=town.cast.wang)
    town.unwritten = scene.agreed(town.cast, "绵城市水文站")
    scene.served(first.members[0], town.unwritten.organisation, town.cast.a, on=60)
    Liaison.objects.create(
        organisation=town.unwritten.organisation, person=town.cast.hua, from_on=clock.today()
    )
