"""A form sent twice takes effect once, and leaves nothing when it is refused."""

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.test import RequestFactory

from last500.base import clock, erasing, limits
from last500.base.errors import Conflict, Refused, TooMany
from last500.base.idempotency import once
from last500.base.models import LimitCount, OnceKey

KEY = "0123456789abcdef"
pytestmark = pytest.mark.django_db


@once
def count(request: HttpRequest) -> HttpResponse:
    """A view with an effect (a counter) that asks for the word to be there."""
    LimitCount.objects.create(name=request.POST.get("name", ""), window=0)
    if request.POST.get("name") == "refused":
        return HttpResponse(status=422)
    if request.POST.get("name") == "late":
        raise Conflict("somebody was faster")
    return HttpResponseRedirect(f"/f/secret-{LimitCount.objects.count()}/", status=303)


def send(name: str = "a", key: str = KEY) -> HttpResponse:
    return count(RequestFactory().post("/here/", {"name": name, "once": key}))


def test_the_second_gets_the_first_answer_and_no_effect():
    first, second = send(), send()
    assert first["Location"] == second["Location"] == "/f/secret-1/"
    assert second.status_code == 303
    assert LimitCount.objects.count() == 1


def test_the_same_key_with_another_body_is_refused():
    send("a")
    with pytest.raises(Refused, match="已经发过了"):
        send("b")
    assert LimitCount.objects.count() == 1


def test_a_refusal_undoes_everything_and_the_key_may_be_used_again():
    assert send("refused").status_code == 422
    assert not LimitCount.objects.exists()
    assert not OnceKey.objects.exists()
    assert send("a").status_code == 303


def test_an_error_undoes_everything():
    with pytest.raises(Conflict):
        send("late")
    assert not LimitCount.objects.exists()


@pytest.mark.parametrize("key", ["", "short", "x" * 65])
def test_a_form_without_a_key_is_refused(key):
    with pytest.raises(Refused, match="页面不完整"):
        send(key=key)


def test_the_kept_answer_lies_sealed_and_is_forgotten_in_time():
    send()
    with connection.cursor() as cursor:
        cursor.execute("SELECT answer FROM base_oncekey")
        assert b"secret" not in bytes(cursor.fetchone()[0])
    erasing.run()
    assert OnceKey.objects.count() == 1
    with clock.at(clock.now() + 91 * clock.DAY):
        erasing.run()
    assert OnceKey.objects.count() == 0


def test_counts_of_windows_that_are_over_go_those_of_hours_as_well_as_those_of_days():
    by_day, by_hour = limits.Limit(9, clock.DAY), limits.Limit(9, clock.HOUR)
    limits.hit_all([("day", "x", by_day), ("hour", "x", by_hour)])
    with clock.at(clock.now() + 4 * clock.DAY):
        limits.hit_all([("day", "y", by_day), ("hour", "y", by_hour)])
        erasing.run()
    assert {row.name for row in LimitCount.objects.all()} == {"day:y", "hour:y"}


def test_several_limits_are_counted_in_one_statement(django_assert_num_queries):
    twice, once_only = limits.Limit(2, clock.DAY), limits.Limit(1, clock.DAY)
    with django_assert_num_queries(1):
        limits.hit_all([("b", "x", twice), ("a", "x", once_only)])
    with pytest.raises(TooMany):
        limits.hit_all([("b", "x", twice), ("a", "x", once_only)])
    with clock.at(clock.now() + 2 * clock.DAY):
        limits.hit_all([("a", "x", once_only)])
