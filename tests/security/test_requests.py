"""What a request can and cannot do: GET changes nothing, nothing goes without its token, no
address tells about a person, and no text of a person is ever more than text."""

import hashlib
import re
from collections.abc import Callable
from types import SimpleNamespace
from urllib.parse import quote

import pytest
from django.apps import apps
from django.db import models, transaction
from django.test import Client
from jinja2 import Environment

from last500.base.fields import SealedJSONField, SealedTextField
from last500.base.models import LimitCount
from last500.ledger.models import Entry as BookEntry
from last500.ledger.models import Voucher
from last500.lists.models import Spending
from last500.people.models import AccessEvent
from last500.proof.models import Entry, Opening
from last500.resolutions.models import Resolution
from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest
from last500.service_requests.tests.test_spine_pages import place
from last500.votes.models import VoteEvent
from tests.permissions.towns import unkept
from tests.security.crawl import PERSONAS, Page, addresses, ask, inline, walk
from tests.security.telling import by_get, tells
from tests.test_access import client_for, town  # noqa: F401

pytestmark = pytest.mark.whole

OWN = [model for model in apps.get_models() if model.__module__.startswith("last500.")]
# What may grow when somebody reads: who looked at what, and how often something was tried.
# Who looked, and how often: a look at the roll of a vote is written down as well.
NOTES = {LimitCount, AccessEvent, Entry, Opening, VoteEvent}


def digest() -> dict[str, str]:
    """Each table's content in one word."""
    return {
        model._meta.label: hashlib.sha256(
            repr(sorted(map(repr, model._default_manager.values_list()))).encode()
        ).hexdigest()
        for model in OWN
        if model not in NOTES
    }


@pytest.mark.one_engine("What a view writes it asks to be written, in the same words on both.")
@pytest.mark.django_db
def test_a_get_changes_nothing(town):  # noqa: F811
    """Every address, as every persona; one that only takes a POST says so to all alike."""
    before, of_posts = digest(), set()
    for persona in PERSONAS:
        client = client_for(town, persona)
        for _row, address in addresses(town):
            if address not in of_posts and client.get(address).status_code == 405:
                of_posts.add(address)
        assert digest() == before, persona


@pytest.mark.django_db
def test_the_digest_sees_a_change(town):  # noqa: F811
    """Positive control: one step of one request is seen, in the right tables."""
    before = digest()
    Client().post(f"/c/{town.cast.a.slug}/me-too/{town.placed.pk}/", {"once": "a" * 32})
    place(Client())
    after = digest()
    changed = {label for label, value in after.items() if value != before[label]}
    assert {"service_requests.ServiceRequest", "base.OnceKey", "service_requests.MeToo"} <= changed


STALE = "页面放久了"


@pytest.mark.one_engine("The token is asked for before any view, and so before any statement.")
@pytest.mark.django_db
def test_nothing_is_done_without_the_pages_token(town):  # noqa: F811
    before, unguarded = digest(), []
    for persona in ("nobody", "lin"):
        client = Client(enforce_csrf_checks=True)
        methods = ("post", "put", "patch", "delete") if persona == "lin" else ("post",)
        if persona != "nobody":
            client.cookies = client_for(town, persona).cookies
        for _row, address in addresses(town):
            for method in methods:
                answer = getattr(client, method)(address, {"once": "b" * 32})
                if answer.status_code != 403 or STALE not in answer.content.decode():
                    unguarded.append(f"{method} {address} as {persona}: {answer.status_code}")
    assert unguarded == []
    assert digest() == before


@pytest.mark.one_engine("The control of the test above, which runs on one engine as well.")
@pytest.mark.django_db
def test_with_it_the_same_requests_go_through(town):  # noqa: F811
    """Positive control: the test client without the check reaches the pages themselves."""
    client = client_for(town, "lin")
    seen = [ask(client, "lin", "post", address) for _row, address in addresses(town)]
    assert not any(STALE in one.html for one in seen)
    assert sum(one.response.status_code in {200, 303, 422} for one in seen) > 20


@pytest.mark.django_db
def test_a_token_of_another_browser_does_not_help(client, cast):
    mine, other = Client(enforce_csrf_checks=True), Client(enforce_csrf_checks=True)
    tokens = [
        re.search(r'csrfmiddlewaretoken" value="(\w+)"', one.get("/sign-in/").content.decode())[1]
        for one in (mine, other)
    ]
    answers = [mine.post("/sign-in/", {"phone": "1", "csrfmiddlewaretoken": t}) for t in tokens]
    assert [answer.status_code for answer in answers] == [422, 403]


# ---- addresses ----------------------------------------------------------------------------------

# test_headers.py walks over all pages for it, as it does for what each answer says.


def test_the_finders_see_a_word_in_an_address():
    """Positive control."""
    assert tells("/find/?phone=10000000005", ["10000000005"])
    assert tells(f"/find/?name={quote('陈桂英')}", ["陈桂英"])
    assert by_get(Page("<form action=/x><input name=phone></form>")) == {"phone"}
    assert by_get(Page("<form method=post><input name=phone></form>")) == set()


# ---- texts of people ----------------------------------------------------------------------------

# Columns that hold a word of ours or a key: whoever could write these needs no page.
CODED = re.compile(
    r"(state|kind|level|channel|action|role|answer|how|spot|part|route|index|hash|key|number|path|"
    r"slug|code|door|sentence|language|salt|purpose|version|field|reach|basis|verdict|encoding|"
    r"category|categories|stream|measure|params|reason|data|open_to|why|id|given_how|format|"
    r"emergency|body|file|answers|because|personal|skills?|rule|failed|root|notice|unwanted|free|"
    r"reasons|fields|as_what|what|filters|plain|applicants|sheet|digest|commitment|said|scan)$"
)
ALSO = {
    *("Contact.door", "AccessEvent.reason", "Aside.reason", "Notice.body"),
    *("Correction.said", "Correction.reason", "Meeting.spot", "Meeting.reason"),
}


def texts(model: type[models.Model]) -> list[models.Field]:
    return [
        column
        for column in model._meta.fields
        if isinstance(column, models.CharField | models.TextField | SealedTextField)
        and not column.choices
        and not column.unique
        and (not CODED.search(column.name) or f"{model.__name__}.{column.name}" in ALSO)
    ]


def attack(label: str, most: int | None) -> str:
    """Breaks out of a text, an attribute, a title, a text field; short where a column is short."""
    mark = label.replace(".", "-").lower()
    long = (
        f"<xss-{mark} onmouseover=alert(1)>\"'>{{{{7*7}}}}{{% raise %}}</title></textarea></option>"
        "<script>xss()</script><img src=x onerror=xss()><a href='javascript:xss()'>"
    )
    return long if not most or len(long) <= most else f"<xss-{mark} onx=1>"[: most or None]


# What the limits counted, and what the database refuses to change.
KEPT_AS_THEY_ARE = {LimitCount, Spending, Resolution, BookEntry, Voucher}


# Where a column holds several texts, what it looks like; other lists hold codes and keys of ours.
SHAPED: dict[str, Callable[[str], object]] = {
    "Letter.lines": lambda words: [[words, words]],
    "Letter.body": lambda words: [words],
}


def poison(town: SimpleNamespace) -> set[str]:  # noqa: F811
    """Write an attack into every column of every row that holds a text of somebody."""
    done = set()
    for model in OWN:
        for column in texts(model) if model not in KEPT_AS_THEY_ARE else ():
            label = f"{model.__name__}.{column.name}"
            if isinstance(column, SealedJSONField) and label not in SHAPED:
                continue
            value = SHAPED.get(label, str)(attack(label, column.max_length))
            for row in model._default_manager.all():
                setattr(row, column.name, value)
                row.save(update_fields=[column.name])
                done.add(label)
    return done


def alive(page: Page) -> list[str]:
    """What of the attack became more than text."""
    return inline(page) + [tag for tag, _attributes in page.elements if tag.startswith("xss")]


@pytest.mark.one_engine("Templates escape what was read, whichever database it was read from.")
@pytest.mark.django_db(transaction=True)
def test_what_people_write_is_never_more_than_text(town):  # noqa: F811
    town.cast.placed(text=attack("typed", None), name="<xss-typed>", door="'><xss-typed onx=1>")
    actions.reveal(town.cast.actor("lin"), town.request, field="phone", reason="核实")
    with transaction.atomic(), unkept():
        done = poison(town)
    found, escaped = [], set()
    with transaction.atomic():
        for seen in walk(town, ("nobody", "chen", "wang", "lin", "op")):
            assert seen.response.status_code < 500, seen
            found += [f"{seen}: {one}" for one in alive(Page(seen.html))]
            escaped |= set(re.findall(r"&lt;xss-(\w+-\w+)", seen.html))
    assert found == []
    # Control: it was there to be seen, and the pages did show it, as it was written.
    assert done >= {"ServiceRequest.summary", "Event.note", "ReportIn.unit", "AccessEvent.reason"}
    assert escaped >= {
        "servicerequest-text", "servicerequest-summary", "place-name", "place-phone",
        "contact-name", "contact-door", "person-name", "person-called", "event-note",
        "accessevent-reason", "routingrule-name", "correction-said", "meeting-spot",
        "article-words",
    }  # fmt: skip


@pytest.mark.django_db
def test_what_looks_like_a_template_is_shown_as_it_is(client, cast):
    words = "{{1234*5678}} {% raise %} ${1234*5678} %(x)s {0}"
    sent = place(client, text=words)
    client.get(sent["Location"])
    html = client.get(f"/r/{ServiceRequest.objects.get().number}/").content.decode()
    assert words in html
    assert str(1234 * 5678) not in html


def test_the_finder_sees_an_attack_that_lives():
    """Positive control: the same words through a template that does not escape."""
    words = attack("x.y", None)
    careless = Environment(autoescape=False).from_string("<p title='{{ t }}'>{{ t }}</p>")
    careful = Environment(autoescape=True).from_string("<p title='{{ t }}'>{{ t }}</p>")
    assert alive(Page(careless.render(t=words)))
    assert alive(Page(careful.render(t=words))) == []
