"""Everything that is kept about one person, for themself (PIPL, art. 45)."""

from datetime import date, datetime
from typing import Any

from last500.base import clock
from last500.base.actor import Actor
from last500.complaints.queries import kept_about as complaints_kept_about
from last500.notify.models import Message
from last500.organisations.models import Office
from last500.people.models import Consent, Person
from last500.people.queries import myself
from last500.reportin.models import ReportIn
from last500.service_requests.models import Acceptance, Event, Invitation, ServiceRequest
from last500.service_requests.queries import answers_of
from last500.web.me.queries import looks_to_take_away


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return clock.local(value).isoformat(timespec="minutes")
    return value.isoformat() if isinstance(value, date) else value


def _fields(row: Any, *names: str) -> dict:
    return {name: _plain(getattr(row, name)) for name in names}


def everything(actor: Actor) -> dict:
    """Plain values only. What others are (the helper's, the viewer's name) is not in it."""
    person = myself(actor)
    return {
        "made_at": _plain(clock.now()),
        "person": _fields(person, "name", "called", "phone", "email", "language", "made_at"),
        "consents": [
            _fields(one, "purpose", "version", "given_how", "at", "withdrawn_at")
            for one in Consent.objects.filter(person=person).order_by("at")
        ],
        "offices": [
            _fields(one, "kind", "from_on", "to_on") | {"place": one.place.name}
            for one in Office.objects.filter(person=person).select_related("place")
        ],
        "report_ins": [_report_in(one) for one in _report_ins(person)],
        "requests": [_request(one) for one in _requests(person)],
        "helps": [
            _fields(one, "accepted_at", "ended_at", "ended_how")
            | {"category": one.request.category, "place": one.request.place.name}
            for one in Acceptance.objects.filter(helper=person).select_related("request__place")
        ],
        "invitations": [
            _fields(one, "asked_at", "answer", "answered_at", "reasons")
            | {"category": one.request.category}
            for one in Invitation.objects.filter(helper=person).select_related("request")
        ],
        "messages": [
            _fields(one, "kind", "params", "made_at", "opened_at")
            for one in Message.objects.filter(person=person).order_by("made_at")
        ],
        "who_looked": looks_to_take_away(actor, person),
        "complaints": complaints_kept_about(actor),
    }


def _report_ins(person: Person) -> list[ReportIn]:
    rows = ReportIn.objects.filter(person=person).select_related("place", "building")
    return list(rows.order_by("asked_at"))


def _report_in(row: ReportIn) -> dict:
    return _fields(
        row, "kind", "unit", "state", "skills", "other_skills", "unwanted", "reach", "most_open",
        "paused_until", "asked_at", "decided_at", "ended_at",
    ) | {
        "place": row.place.name,
        "building": row.building.name if row.building else None,
        "free": [_fields(window, "day", "start", "end") for window in row.windows],
    }  # fmt: skip


def _requests(person: Person) -> list[ServiceRequest]:
    rows = ServiceRequest.objects.filter(requester=person)
    return list(rows.select_related("place", "building", "contact").order_by("placed_at"))


def _request(row: ServiceRequest) -> dict:
    return _fields(
        row, "number", "category", "spot", "state", "text", "wished_on", "wished_part",
        "placed_at", "done_at", "closed_at", "solved", "rating", "comment", "may_publish",
    ) | {
        "place": row.place.name,
        "building": row.building.name if row.building else None,
        "answers": answers_of(row),
        "contact": _fields(row.contact, "name", "phone", "email", "door"),
        "history": [
            _fields(event, "at", "action", "to_state")
            for event in Event.objects.filter(request=row).order_by("at", "pk")
        ],
    }  # fmt: skip
