"""Where "may they?" itself fails, the answer is an error and never the data (ASVS 16.5.3)."""

import pytest
from django.test import Client

from last500.base import scope
from last500.base.actor import Actor
from last500.organisations.models import OfficeQuerySet
from last500.places.models import PlaceQuerySet
from last500.service_requests.models import ServiceRequestQuerySet
from tests.test_access import BACKEND

pytestmark = pytest.mark.django_db
SECRET = "只有值守和本人该看到的话"


class Broken(Exception):
    pass


def fails(*given: object, **more: object) -> None:
    raise Broken("the check itself failed")


@pytest.fixture
def pages(cast) -> dict[str, tuple[str, str]]:
    """Who opens which page; the first four show the words of one request."""
    matter = cast.accepted("wang", text=SECRET)
    return {
        "card": ("lin", f"/desk/request/{matter.number}/"),
        "pile": ("lin", f"/desk/{cast.a.pk}/?pile=going"),
        "follow": ("chen", f"/r/{matter.number}/"),
        "help": ("wang", f"/me/help/{matter.pk}/"),
        "branch": ("sun", f"/organise/{cast.street.pk}/"),
        "figures": ("sun", f"/figures/{cast.street.pk}/"),
    }


def answers(cast, pages: dict[str, tuple[str, str]]) -> dict[str, tuple[int, bool]]:
    """Status of each page, and whether it showed the secret."""
    found = {}
    for name, (who, address) in pages.items():
        client = Client(raise_request_exception=False)
        client.force_login(cast.people[who], backend=BACKEND)
        answer = client.get(address)
        found[name] = answer.status_code, SECRET in answer.content.decode()
    return found


def test_control_unbroken_the_pages_open_and_show_it(cast, pages):
    got = answers(cast, pages)
    assert {status for status, _secret in got.values()} == {200}
    assert {name for name, (_status, secret) in got.items() if secret} == {
        *("card", "pile", "follow", "help")
    }


STAFF = {"card", "pile", "branch", "figures"}
# What breaks, and which pages stand on it.
CHECKS = {
    "the actor": (["last500.organisations.middleware._actor"], {*STAFF, "follow", "help"}),
    "the offices of a person": (["last500.organisations.middleware.grants_of"], STAFF),
    "may": ([Actor, "may"], STAFF),
    "branches": ([Actor, "branches"], {"card", "pile", "follow"}),
    "which requests": ([ServiceRequestQuerySet, "visible_to"], {"card", "pile", "follow"}),
    "which places": ([PlaceQuerySet, "visible_to"], {"branch", "figures"}),
    "which offices": ([OfficeQuerySet, "visible_to"], {"branch"}),
}


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_broken_check_gives_an_error_and_no_data(check, cast, pages, monkeypatch):
    what, stand_on_it = CHECKS[check]
    monkeypatch.setattr(*what, fails)
    got = answers(cast, pages)
    assert {got[name] for name in stand_on_it} <= {(500, False), (403, False)}


def test_a_broken_scope_gives_an_error_and_no_data(cast, pages, monkeypatch):
    """Whoever stands in front of every statement fails: nothing is asked any more."""
    monkeypatch.setattr(scope.ScopeMiddleware, "__call__", fails)
    assert set(answers(cast, pages).values()) == {(500, False)}


def test_a_request_that_lost_its_scope_gives_an_error_and_no_data(cast, pages, monkeypatch):
    def without(middleware, request):
        with scope.within(None):
            return middleware.get_response(request)

    monkeypatch.setattr(scope.ScopeMiddleware, "__call__", without)
    assert set(answers(cast, pages).values()) == {(500, False)}
