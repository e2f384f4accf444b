"""Requirements of docs/asvs.yaml that no other test speaks of, each in a few lines."""

import base64
import json
import math
import re
import secrets
import string
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, fields
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from last500.base import clock, ids
from last500.base.errors import Conflict, Refused
from last500.dispatch.matching import Candidate
from last500.people import actions as people
from last500.people.forms import CorrectForm
from last500.people.models import AccessEvent
from last500.proof.models import Entry, Opening
from last500.service_requests import actions
from last500.service_requests.rules import HelperFacts
from tests.security.crawl import ask
from tests.test_access import BACKEND, ROWS, client_for, town  # noqa: F401
from tests.test_guards import ROOT, SOURCE, matches
from tests.undone import undone

pytestmark = pytest.mark.whole

# ---- what is not there cannot be weak -----------------------------------------------------------

PASSWORD = r"type=[\"']?password|current-password|new-password"
JSON_IN_A_PAGE = r"\|\s*tojson|json_script|type=[\"']application/json|hx-vals|hx-headers"


def test_there_are_no_passwords(settings):
    """One signs in by a code: ASVS 6.2 (length, lists, rotation) and 11.4.2 have no object."""
    assert "password" not in {column.name for column in get_user_model()._meta.get_fields()}
    assert settings.AUTHENTICATION_BACKENDS == [BACKEND]
    assert matches(PASSWORD, ".html") == []
    assert matches(r"PasswordInput|set_password|make_password|check_password", ".py") == []
    assert re.search(PASSWORD, '<input type="password">')  # control: the finder finds


def test_no_page_carries_json():
    """Nothing is to be encoded for a script (ASVS 1.2.3) but the form token: plain letters."""
    found = matches(JSON_IN_A_PAGE, ".html")
    assert [line.partition(":")[0] for line in found] == ["src/last500/web/templates/web/base.html"]
    page = (SOURCE / "web" / "templates" / "web" / "base.html").read_text(encoding="utf-8")
    assert re.findall(r"hx-headers='(.*?)'", page) == ['{"X-CSRFToken":"{{ csrf_token }}"}']
    assert matches(r"\bJsonResponse\b", ".py") == []
    assert re.search(JSON_IN_A_PAGE, "<b data-x='{{ rows|tojson }}'>")  # control


# A helper's own word, skills, papers that were shown, what they hold now, how far it is: no age,
# sex, party, income. Of age and gender there is only whether this matter may not be theirs: a
# minor and dangerous work, a wish of the one served for who comes to the door. `by_distance` is
# the helper's own wish that none of it be weighed.
KNOWN_TO_A_PROPOSAL = {
    "person", "confirmed", "paused", "reach", "level_between", "skills", "unwanted", "open_now",
    "most_open", "avoids", "is_requester", "has_released", "facts", "same_building", "free",
    "asked_lately", "came_forward", "proofs", "chosen", "this_month", "most_month", "away",
    "too_young", "not_as_wished", "by_distance",
}  # fmt: skip


def test_a_proposal_knows_no_trait_of_a_person():
    """Whoever gives it one more thing to know writes it here and in the notice (PIPL 24)."""
    known = {field.name for part in (HelperFacts, Candidate) for field in fields(part)}
    assert known == KNOWN_TO_A_PROPOSAL


# ---- odd input ----------------------------------------------------------------------------------

JUNK = (
    "\0", "x" * 5000 + "\U0001f642", "-1", "9" * 30, "\ud7ff\uffff%s{0}", "2026-02-31",
    str(uuid4()), "‮'\";--<b>",
)  # fmt: skip


@dataclass
class Form:
    action: str
    values: dict[str, str]


class Forms(HTMLParser):
    """The forms of a page that are posted, filled in as the page fills them in."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open = self._select = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = None
            if said.get("method", "").lower() == "post":
                self._open = Form(said.get("action", ""), {})
                self.forms.append(self._open)
        elif self._open is None:
            return
        elif tag in {"input", "textarea", "button"} and said.get("name"):
            self._open.values.setdefault(said["name"], said.get("value", ""))
        elif tag == "select" and said.get("name"):
            self._select = said["name"]
        elif tag == "option" and self._select:
            self._open.values[self._select] = said.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "select":
            self._select = None


SHOWN_FORMS = ("lin", "chen", "wang", "he", "op", "an", "gao", "nobody")


def forms(town, personas: tuple[str, ...]) -> Iterator[tuple[str, Client, Form]]:  # noqa: F811
    """Each form once, as the first who is shown its page."""
    seen, opened = set(), set()
    for persona in personas:
        client = client_for(town, persona)
        for row in ROWS:
            if row.expected(persona) != 200 or row.method != "get" or row.name in opened:
                continue
            opened.add(row.name)
            page = ask(client, persona, "get", reverse(row.name, args=row.args(town)) + row.query)
            for form in Forms(page.html).forms if page.html else ():
                form.action = form.action or page.address
                kind = re.sub(r"[0-9a-f-]{36}|\d+|[0-9A-Z]{11}", "…", form.action)
                if (kind, *form.values) not in seen and not kind.startswith("http"):
                    seen.add((kind, *form.values))
                    yield persona, client, form


def status(client: Client, address: str, body: dict[str, str]) -> int:
    """What a form is answered with; its effects are undone."""
    with undone(client):
        return client.post(address, body).status_code


def broken_by_junk(town, personas=SHOWN_FORMS, share=0, of=1) -> tuple[list[str], int]:  # noqa: F811
    """Which fields of which forms end in an error of ours, and how many were tried: of all forms,
    or of every third, so that several processes have something to do."""
    broken, asked, tried = [], 0, 0
    for number, (persona, client, form) in enumerate(forms(town, personas)):
        for name in sorted(form.values.keys() - {"csrfmiddlewaretoken", "once"}):
            for turn in (0, 3):
                junk = JUNK[(asked + turn) % len(JUNK)]
                asked += 1
                if number % of != share:
                    continue
                tried += 1
                body = form.values | {name: junk, "once": uuid4().hex}
                if status(client, form.action, body) >= 500:
                    broken.append(f"{persona} {form.action} {name}={junk[:12]!r}")
    return broken, tried


@pytest.mark.django_db
@pytest.mark.parametrize("share", range(3))
def test_odd_input_into_every_field_of_every_form_is_answered_calmly(share, town):  # noqa: F811
    broken, tried = broken_by_junk(town, share=share, of=3)
    assert broken == []
    assert tried > 100


@pytest.mark.django_db
def test_control_a_form_that_trusts_what_it_is_sent_is_found(town, monkeypatch):  # noqa: F811
    monkeypatch.setattr(CorrectForm, "is_valid", lambda form: form.data["email"][9] > "")
    broken, _tried = broken_by_junk(town, ("chen",))
    assert {one.split()[1] for one in broken} == {"/me/data/change/"}


# ---- secrets ------------------------------------------------------------------------------------


def bits(text: str, alphabet: str) -> float:
    """What a random text of this alphabet is worth."""
    assert set(text) <= set(alphabet)
    return len(text) * math.log2(len(alphabet))


@pytest.mark.django_db
def test_keys_that_open_something_have_128_random_bits(cast):
    def session() -> str:
        client = Client()
        client.force_login(cast.chen, backend=BACKEND)
        return client.session.session_key

    url_safe = string.ascii_letters + string.digits + "-_"
    sessions = {session() for _ in range(10)}
    links = {ids.secret_key() for _ in range(100)} | {cast.placed().link_key}
    links.add(actions.begin_hand_on(cast.actor("wang"), cast.accepted()))
    assert (len(sessions), len(links)) == (10, 102)
    assert min(bits(key, string.ascii_lowercase + string.digits) for key in sessions) >= 128
    assert min(bits(key, url_safe) for key in links) >= 128
    assert all(len(base64.urlsafe_b64decode(key + "==")) >= 16 for key in links)
    assert bits(secrets.token_hex(8), string.hexdigits[:16]) < 128  # control: half is too little


@pytest.mark.django_db
def test_a_sign_in_code_is_dead_after_ten_minutes(cast):
    code, plain = people.ask_for_code(cast.chen.phone, address="::1")
    made = clock.now()
    with clock.at(made + 11 * clock.MINUTE), pytest.raises(Refused):
        people.use_code(code.pk, plain, phone=cast.chen.phone)
    with clock.at(made + 9 * clock.MINUTE):  # control: it was only the time
        assert people.use_code(code.pk, plain, phone=cast.chen.phone) == cast.chen


@pytest.mark.django_db
def test_a_link_that_hands_on_is_dead_after_a_day(cast):
    key = actions.begin_hand_on(cast.actor("wang"), cast.accepted())
    made = clock.now()
    with clock.at(made + 25 * clock.HOUR), pytest.raises(Conflict):
        actions.take_over(cast.actor("li"), key)
    with clock.at(made + 23 * clock.HOUR):  # control: it was only the time
        assert actions.take_over(cast.actor("li"), key)


# ---- logs ---------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_entry_says_when_where_who_and_what(cast):
    """ASVS 16.2.1, of a closed door and of a look at a number."""
    now, client = clock.now(), Client()
    client.force_login(cast.chen, backend=BACKEND)
    with clock.at(now):
        client.get("/figures/")
        request = cast.placed()
        actions.reveal(cast.actor("lin"), request, field="phone", reason="打电话核实")
    denied = Entry.objects.get(kind="denied")
    who = json.loads(Opening.objects.get(entry=denied).personal)
    assert (denied.at, denied.stream) == (now, "security")
    assert json.loads(denied.body)["page"] == "stats:figures"
    assert who == {"person": str(cast.chen.pk)}
    look = AccessEvent.objects.get(kind="reveal")
    assert (look.at, look.viewer, look.about) == (now, cast.lin, request.pk)
    assert (look.office, look.fields) == (cast.lin.offices.get().pk, "phone")
    assert Entry.objects.get(kind="revealed").stream == f"reveals:{request.desk_id}"


# ---- parts --------------------------------------------------------------------------------------


def unpinned(lock: str) -> list[str]:
    """Lines of a lock file that leave open what is installed."""
    found = []
    for part in re.split(r"\n(?=[a-z0-9])", lock.strip()):
        if not re.match(r"[\w.\[\]-]+==\S+", part) or not re.search(r"--hash=sha256:\w{64}", part):
            found.append(part.splitlines()[0])
    return found


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_component_is_listed_with_its_version_and_hashes(name):
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert unpinned(lock) == []
    assert "--require-hashes" in (ROOT / "Makefile").read_text(encoding="utf-8")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = {re.match(r"[\w-]+", line)[0].lower() for line in project["dependencies"]}
    assert wanted <= set(re.findall(r"^([\w.-]+?)(?:\[.*?\])?==", lock, re.M))
    assert unpinned("django>=5\n") == ["django>=5"]  # control
    assert unpinned("django==5.2.8\n") == ["django==5.2.8"]
