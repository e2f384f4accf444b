"""What the product never does, each as a test (numbers as in the product's mission)."""

import re
from dataclasses import replace

import pytest
from django.apps import apps

from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.organisations.rules import OFFICES
from last500.service_requests import actions
from last500.service_requests.actions import Placing
from last500.service_requests.models import Acceptance, Invitation, ServiceRequest
from last500.service_requests.rules import STEPS, Action, Role
from tests.test_guards import SOURCE

OURS = [model for model in apps.get_models() if model.__module__.startswith("last500.")]
COLUMNS = {
    f"{model.__name__}.{column.name}" for model in OURS for column in model._meta.get_fields()
}


def columns_named(pattern: str) -> list[str]:
    return sorted(name for name in COLUMNS if re.search(pattern, name.split(".")[1]))


@pytest.mark.django_db
def test_1_nobody_is_assigned_without_accepting(cast):
    assert STEPS[Action.ACCEPT].who == {Role.HELPER}
    request = cast.offered("wang")
    for name in ("lin", "he", "sun", "op", "li", "chen"):
        with pytest.raises((Conflict, Refused, Forbidden)):
            actions.accept(cast.actor(name), request)
    assert not Acceptance.objects.exists()


@pytest.mark.django_db
def test_1_a_refusal_changes_nothing_anybody_else_sees(cast):
    request = cast.offered("wang", "li")

    def seen() -> list:
        rows = ServiceRequest.objects.visible_to(cast.actor("lin")).filter(pk=request.pk)
        return [*rows.values(), list(request.events.values()), Message.objects.count()]

    before = seen()
    actions.refuse(cast.actor("wang"), Invitation.objects.get(helper=cast.wang))
    assert seen() == before


def test_2_no_check_in_no_ranking_no_position_no_required_photo():
    marks = columns_named(r"check_?in|sign_?in_at|rank|score|point|credit|stars?$|medal")
    # How alike two texts are is no mark of anybody, nor is a point of an agenda.
    of_agendas = {"Correction.point", "Meeting.points", "Topic.points", "Resolution.point"}
    assert set(marks) <= {"MergeProposal.score", "Cosignature.checkpoint"} | of_agendas
    assert columns_named(r"lat(itude)?$|lon(gitude)?$|lng|gps|track|position") == []
    assert "photo" not in {column.name for column in ServiceRequest._meta.fields}


def test_4_nobody_can_ask_when_somebody_was_last_here():
    assert columns_named(r"last_(login|seen|active|used)|online|active_at|seen_at|read_at") == []


@pytest.mark.django_db
def test_4_whether_a_message_was_opened_is_shown_to_its_reader_alone(cast):
    cast.offered("wang")
    for name in ("lin", "he", "sun", "op"):
        rows = Message.objects.visible_to(cast.actor(name))
        assert not rows.exclude(person=cast.people[name]).exists()


def test_5_no_identity_card_numbers():
    assert columns_named(r"id_?card|identity|card_no|id_number") == []
    pages = "".join(
        page.read_text(encoding="utf-8") for page in SOURCE.rglob("templates/**/*.html")
    )
    assert not re.search(r"name=\"[^\"]*(id_?card|identity)", pages)


@pytest.mark.django_db
def test_5_whoever_is_merely_invited_sees_no_request(cast):
    request = cast.offered("wang")
    assert not ServiceRequest.objects.visible_to(cast.actor("wang")).exists()
    actions.accept(cast.actor("wang"), request)
    assert ServiceRequest.objects.visible_to(cast.actor("wang")).get() == request
    actions.report_done(cast.actor("wang"), cast.fresh(request))
    actions.confirm(cast.actor("chen"), cast.fresh(request))
    assert not ServiceRequest.objects.visible_to(cast.actor("wang")).exists()


@pytest.mark.django_db
def test_6_nothing_is_recorded_about_a_resident_without_their_word(cast):
    filled = Placing(text="帮王大爷理发", category="elder_company", phone="10000000005")
    with pytest.raises(Refused) as refused:
        actions.place(cast.actor("lin"), cast.a, replace(filled, channel="phone", consent=""))
    assert refused.value.field == "consent"
    assert not ServiceRequest.objects.exists()


@pytest.mark.django_db
def test_7_done_is_not_satisfied_and_silence_is_not_consent(cast):
    request = cast.done()
    assert request.solved is None
    for name in ("wang", "lin", "he", "sun"):
        with pytest.raises(Forbidden):
            actions.confirm(cast.actor(name), request)


@pytest.mark.django_db
def test_8_an_emergency_reaches_the_desk_and_no_helper(cast):
    request = cast.placed(text="快来人，我妈晕倒了没有呼吸", category="elder_company")
    assert request.suspected_emergency == "120"
    assert not Message.objects.filter(kind="invited").exists()
    verified = actions.verify(cast.actor("lin"), request, how="phone")
    for how in ({"helpers": [cast.wang.pk]}, {"open_to": "street"}):
        with pytest.raises(Refused):
            actions.offer(cast.actor("lin"), verified, **how)


def test_10_no_page_asks_anything_of_a_foreign_host():
    found = []
    for file in [*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("static/**/*.css"),
                 *SOURCE.rglob("static/**/*.js")]:  # fmt: skip
        text = file.read_text(encoding="utf-8").replace("http://www.w3.org/", "")
        found += [
            f"{file.name}: {hit}" for hit in re.findall(r"(?:https?:)?//[a-z0-9.-]+\.[a-z]+", text)
        ]
    assert found == []


def test_no_office_is_above_the_rules():
    """No office holds every permission; the operator sees no request and reveals nothing."""
    everything = frozenset().union(*(allowed for _, allowed in OFFICES.values()))
    assert all(allowed < everything for _, allowed in OFFICES.values())
