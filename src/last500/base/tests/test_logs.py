"""A private link opens a request without an account, so no address may reach the log."""

import logging

from django.test import RequestFactory

from last500.base.logs import WithoutAddresses

LINK = "/f/not-a-real-key-but-long-enough/"


def logged(request, message="%s: %s", *args):
    record = logging.LogRecord("django.request", 40, "", 0, message, args, None)
    record.request = request
    assert WithoutAddresses().filter(record)
    return record.getMessage()


def test_an_unknown_address_is_not_logged():
    request = RequestFactory().get(LINK)
    assert logged(request, "%s: %s", "Not Found", LINK) == "Not Found: (no such page)"


def test_a_known_address_is_logged_as_its_route():
    request = RequestFactory().get(LINK)
    request.resolver_match = type("Match", (), {"route": "f/<str:key>/"})
    assert logged(request, "%s: %s", "Gone", LINK) == "Gone: /f/<str:key>/"


def test_other_lines_stay_as_they_are():
    assert logged(None, "%s of %s", 3, 5) == "3 of 5"


def test_every_handler_of_the_settings_filters(settings):
    handlers = settings.LOGGING["handlers"].values()
    assert all("without_addresses" in handler["filters"] for handler in handlers)
