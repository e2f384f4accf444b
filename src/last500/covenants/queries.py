"""What hangs at the gate of a compound's covenant, and what lies on the desk."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import F, QuerySet

from last500.base.actor import Actor
from last500.covenants import rules
from last500.covenants.models import Article, Remark, Version
from last500.covenants.rules import Look, State, Text
from last500.places.models import Place
from last500.places.rules import branch
from last500.resolutions.models import Resolution
from last500.resolutions.rules import Holds

PAGE, REMARKS_MOST = 30, 200


def at(compound: Place) -> list[Version]:
    rows = Version.objects.public().filter(compound=compound)
    return list(rows.select_related("resolution__agreement").order_by("-number")[:PAGE])


def one(actor: Actor, key: UUID) -> Version | None:
    rows = Version.objects.visible_to(actor).filter(pk=key)
    related = ("compound__parent", "former", "resolution__agreement", "desk")
    return rows.select_related(*related).first()


def articles(version: Version) -> list[Article]:
    return list(version.articles.order_by("number")[: rules.ARTICLES_MOST])


def texts(rows: Iterable[Article]) -> list[Text]:
    return [Text(one.number, one.words, one.follows) for one in rows]


def compared(version: Version, now: list[Article]) -> list[rules.Difference]:
    """Article by article against the version before. One statement more."""
    if version.former is None:
        return []
    return rules.differences(texts(articles(version.former)), texts(now))


def shown_remarks(version: Version) -> list[Remark]:
    rows = Remark.objects.filter(version=version, look=Look.SHOWN)
    return list(rows.order_by(F("article").asc(nulls_first=True), "said_at")[:REMARKS_MOST])


def own_remarks(actor: Actor, version: Version) -> list[Remark]:
    if actor.person is None:
        return []
    rows = Remark.objects.filter(version=version, person=actor.person)
    return list(rows.order_by("said_at")[: rules.REMARKS_OF_A_PERSON])


def to_look_at(actor: Actor, place: Place) -> list[Remark]:
    rows = Remark.objects.visible_to(actor).filter(
        look=Look.WAITING, version__compound__path__range=branch(place.path)
    )
    return list(rows.select_related("version__compound").order_by("said_at")[:REMARKS_MOST])


def on_desk(actor: Actor, place: Place) -> list[Version]:
    rows = Version.objects.visible_to(actor).filter(compound__path__range=branch(place.path))
    rows = rows.exclude(state=State.DROPPED).select_related("compound", "desk")
    return list(rows.order_by(F("due_at").asc(nulls_last=True), "-made_at")[:PAGE])


def resolutions(version: Version) -> list[Resolution]:
    """Of this compound, holding, not by the desk, not used for another version."""
    rows = Resolution.objects.filter(
        compound=version.compound_id, version=1, agreement__holds=Holds.HOLDS, covenant=None
    )
    return list(rows.exclude(by="desk").order_by("-decided_on")[:PAGE])


def in_force_first(compound: Place) -> QuerySet[Version]:
    """Those that are or were in force, the first one first."""
    rows = Version.objects.filter(compound=compound, state__in=[State.IN_FORCE, State.REPLACED])
    return rows.order_by("in_force_on", "pk")
