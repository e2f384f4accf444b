"""A form sent twice takes effect once: every address that takes a form is looked at.

An address either asks for the form's key (and without one says so, 422), or stands in the list
below with the reason why a second press can do no harm.
"""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from last500.base import clock
from last500.base.models import OnceKey
from last500.service_requests.models import Event, ServiceRequest
from last500.web import views as web_views
from tests import access
from tests.test_access import BACKEND, ROWS, client_for, town  # noqa: F401
from tests.undone import undone

INCOMPLETE = "页面不完整"
HARMLESS = {
    "web:language": "a cookie",
    "web:elder": "a cookie",
    "people:sign_in": "a code more, bounded by its limit",
    "people:enter_code": "a code works once",
    "people:second_factor": "a code works once",
    "people:sign_out": "ends a session",
    "people:again": "a code works once",
    "people:change_factor": "a code works once",
    "people:recovery_codes": "only the last ones made are good",
    "people:end_others": "ends sessions",
    "security:administrators": "a fresh proof comes first, then the key (test_administrators.py)",
    "me:delete": "an account closes once",
    "me:new_phone": "a code more, bounded by its limit",
    "me:prove_phone": "a code works once",
    "me:see_notice": "sets a mark that is set",
    "service_requests:erase": "what is erased is erased",
    "service_requests:unpublish": "sets a mark that is set",
    "complaints:hint": "reads only",
    "complaints:find": "reads only, bounded by its limit",
    "service_requests:hint": "reads only",
    "service_requests:find": "reads only, bounded by its limit",
    "me:read_all": "sets a mark that is set",
    "me:open_message": "sets a mark that is set",
    "me:leave_everywhere": "ends sessions",
    "me:data_language": "sets a value",
    "me:accept": "the place a helper holds is the mark",
    "me:refuse": "an invitation is answered once",
    "me:pause": "sets a date",
    "reportin:pause": "sets a date",
    "reportin:day_gone": "takes away what may be gone",
    "desk:reveal": "each look is written down, as it should be",
    "organisations:calendar": "sets a day",
    "organisations:remove_day": "takes away what may be gone",
    "organisations:end_office": "an office ends once",
    "organisations:edit_compound": "sets values",
    "organisations:close_compound": "a compound is closed once",
    "service_requests:try_routing": "reads only",
    "service_requests:change_line": "sets values",
    "service_requests:arrange_line": "moves a line that is there",
    **access.harmless(),
}


def body_of(name: str, cast) -> dict:
    """What is filled in, where an empty form is not looked at so far as its key; no key."""
    if name == "service_requests:place":
        return filled(cast, once="")
    if name == "complaints:tell":
        told = {"kind": "complaint", "about": "handling", "place": cast.a.pk, "text": "不理人"}
        return {**told, "way": "anonymous", "step": "send", "once": ""}
    if name == "organisations:give_office":
        whom = {"phone": "10000000099", "name": "新人", "kind": "street_officer"}
        return {**whom, "from_on": clock.today().isoformat(), "once": ""}
    if name == "service_requests:add_photo":
        picture = io.BytesIO()
        Image.new("RGB", (8, 8)).save(picture, "PNG")
        return {"photo": SimpleUploadedFile("a.png", picture.getvalue(), "image/png")}
    return {}


def sent(client: Client, address: str, body: dict) -> HttpResponse:
    """What this form is answered with; whatever it did is undone, signing out as well."""
    with undone(client):
        return client.post(address, body)


@pytest.mark.whole
@pytest.mark.one_engine("Whether a form's key is there is asked of the form, not of the database.")
@pytest.mark.django_db
def test_every_form_asks_for_its_key_or_says_why_not(town):  # noqa: F811
    without, needless = set(), set(HARMLESS)
    people = [client_for(town, persona) for persona in ("lin", "chen", "wang", "op", "nobody")]
    for row in {row.name: row for row in ROWS}.values():
        address = reverse(row.name, args=row.args(town))
        for client in people:
            if sent(client, address, {}).status_code in {302, 403, 404, 405}:
                continue  # takes no form from them at all
            answer = sent(client, address, body_of(row.name, town.cast))
            asks = answer.status_code == 422 and INCOMPLETE in answer.content.decode()
            if not asks:
                without.add(row.name)
            break
    assert not without - set(HARMLESS), " ".join(sorted(without - set(HARMLESS)))
    assert sorted(needless - {row.name for row in ROWS}) == [], "listed, but no such address"


def filled(cast, **more: str) -> dict[str, str]:
    return {
        "step": "send",
        "text": "楼道的灯坏了",
        "category": "public_facility",
        "spot": "stairs",
        "phone": "10000000005",
        "consent": "on",
        "once": uuid4().hex,
    } | more


@pytest.mark.django_db
def test_the_same_form_twice_is_one_request(cast):
    address, form = reverse("service_requests:place", args=[cast.a.slug]), filled(cast)
    first, second = Client().post(address, form), Client().post(address, form)
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert ServiceRequest.objects.count() == 1
    assert Event.objects.count() == 1


@pytest.mark.django_db
def test_another_key_is_another_request(cast):
    """The control: it is the key that makes two one."""
    address = reverse("service_requests:place", args=[cast.a.slug])
    for _time in range(2):
        Client().post(address, filled(cast))
    assert ServiceRequest.objects.count() == 2


@pytest.mark.django_db
def test_the_same_key_with_other_words_is_refused(cast):
    address, form = reverse("service_requests:place", args=[cast.a.slug]), filled(cast)
    Client().post(address, form)
    answer = Client().post(address, form | {"text": "门坏了"})
    assert answer.status_code == 422
    assert ServiceRequest.objects.count() == 1


@pytest.mark.django_db
def test_somebody_else_with_the_same_key_is_not_shown_the_answer(cast):
    """The kept answer may be a private link: it is for whoever sent the form."""
    address, form = reverse("service_requests:place", args=[cast.a.slug]), filled(cast)
    assert Client().post(address, form).status_code == 303
    other = Client()
    other.force_login(cast.hua, backend=BACKEND)
    answer = other.post(address, form)
    assert answer.status_code == 422
    assert "Location" not in answer


@pytest.mark.django_db
def test_the_key_and_the_effect_come_and_go_together(cast, monkeypatch):
    """Cut between the effect and its key: neither is kept."""
    from last500.base import idempotency

    def cut(*_args):
        raise OperationalError("the line is cut")

    monkeypatch.setattr(idempotency, "_keep", cut)
    address = reverse("service_requests:place", args=[cast.a.slug])
    client = Client(raise_request_exception=False)
    answer = client.post(address, filled(cast))
    assert answer.status_code == 503
    assert not ServiceRequest.objects.exists()
    assert not OnceKey.objects.exists()


@pytest.mark.django_db
def test_a_database_that_is_gone_is_said_so_with_a_time_to_try_again(monkeypatch):
    def gone(*_args, **_more):
        raise OperationalError("no connection")

    monkeypatch.setattr(web_views, "front_door", gone)
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "5"
    assert "不会重复" in answer.content.decode()
