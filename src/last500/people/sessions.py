"""Sessions of a person: begun, renewed, proven afresh, ended. Each device can be ended alone.

A session of whoever holds an office carries two clocks: the person stays signed in (30 days idle,
ASVS 5.0, 7.3.1), but what the office allows sleeps after half an hour without use and wakes with a
fresh proof. So a secretary is not signed out of their own neighbourhood every evening.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, login, logout
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest, HttpResponse

from last500.base import clock
from last500.base.errors import ProofNeeded
from last500.base.ids import secret_key
from last500.base.profiles import FRESH
from last500.people.actions import note_security
from last500.people.models import Person, SignIn
from last500.people.rules import SECOND_FACTOR, device_code
from last500.people.session_store import BEGAN, row_key

BACKEND = "last500.people.backend.CodeBackend"
# Seconds since 1970: the last proof; until when, and since when, the rights of an office are awake.
PROVEN, AWAKE_UNTIL, AWAKE_SINCE = "proven", "awake_until", "awake_since"
# The end moves on at most so often: no finer trace of use is kept.
SELDOM = 5 * clock.MINUTE


def _seconds() -> int:
    return int(clock.now().timestamp())


def begin(request: HttpRequest, person: Person, *, proven: bool = True) -> None:
    """Sign a person in, under a new session key. The proof was a one-time code.

    `proven=False` where nothing was proven: the demo's one tap. A code is no fresh proof either of
    whoever has a second factor: with it alone nobody could be kept from replacing the factor.
    """
    _forget(request)
    login(request, person, backend=BACKEND)
    if not request.session.session_key:
        request.session.create()
    request.session[BEGAN] = _seconds()
    if proven and not person.totp_key:
        _proven(request)
    SignIn.objects.create(
        person=person,
        session_index=_index(request),
        device=device_code(request.headers.get("User-Agent", "")),
        began_at=clock.now(),
    )


def renew(request: HttpRequest, *, second_factor: bool = False) -> None:
    """After a fresh proof: a new session key, and the rights of an office are awake again."""
    old = _index(request)
    request.session.cycle_key()
    SignIn.objects.filter(session_index=old).update(session_index=_index(request))
    _proven(request)
    if second_factor:
        request.session[SECOND_FACTOR] = str(request.user.pk)


def _proven(request: HttpRequest) -> None:
    now = _seconds()
    request.session[PROVEN] = request.session[AWAKE_SINCE] = now
    request.session[AWAKE_UNTIL] = now + int(settings.SECURITY_PROFILE.staff_idle.total_seconds())


def _index(request: HttpRequest) -> str:
    return row_key(request.session.session_key or "")


def _forget(request: HttpRequest) -> None:
    if request.session.session_key:
        SignIn.objects.filter(session_index=_index(request)).delete()


def awake(request: HttpRequest) -> bool:
    """Whether the rights of an office may be used; using them keeps them awake a while longer."""
    profile, session, now = settings.SECURITY_PROFILE, request.session, _seconds()
    idle = int(profile.staff_idle.total_seconds())
    since = session.get(AWAKE_SINCE, session.get(BEGAN, 0))
    until = session.get(AWAKE_UNTIL, since + idle)
    if now >= min(until, since + int(profile.staff_longest.total_seconds())):
        return False
    if until - now < idle - int(SELDOM.total_seconds()):
        session[AWAKE_UNTIL] = now + idle
    return True


def is_fresh(request: HttpRequest) -> bool:
    """Whether the person has proven themselves on this device within the last ten minutes."""
    return _seconds() - request.session.get(PROVEN, 0) < FRESH.total_seconds()


def fresh(request: HttpRequest) -> None:
    """For what weighs more than a click: exports, break-glass, a new number. Raises ProofNeeded.

    The page that shows the error leads to the proof and back (web.middleware).
    """
    if not is_fresh(request):
        raise ProofNeeded("prove yourself again")


def freshly_proven(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`fresh` as a decorator; it comes after the one that lets only signed-in people in."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        fresh(request)
        return view(request, *args, **kwargs)

    return wrapped


def finish(request: HttpRequest) -> None:
    """Sign out here: the session is gone on the server."""
    _forget(request)
    logout(request)


def of(person: Person, request: HttpRequest) -> list[tuple[SignIn, bool]]:
    """The devices on which somebody is signed in, the newest first, and which one this is."""
    alive = Session.objects.filter(expire_date__gt=clock.now())
    rows = SignIn.objects.filter(person=person, session_index__in=alive.values("session_key"))
    here = _index(request)
    return [(row, row.session_index == here) for row in rows.order_by("-began_at")[:50]]


@transaction.atomic
def end_one(person: Person, key: UUID) -> bool:
    """End one device of this person with its next click; False when it is not there (any more)."""
    row = SignIn.objects.filter(person=person, pk=key).first()
    if row is None:
        return False
    _end([row.session_index])
    note_security("session ended", person, how="own_page")
    return True


@transaction.atomic
def end_others(person: Person, request: HttpRequest) -> int:
    """End every session of this person but the one that asks; how many devices were listed.

    The salt is changed as well, so that a session that nobody listed ends with the others.
    """
    rows = SignIn.objects.filter(person=person).exclude(session_index=_index(request))
    indexes = list(rows.values_list("session_index", flat=True))
    _end(indexes)
    person.session_salt = secret_key()
    person.save(update_fields=["session_salt"])
    request.session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    note_security("other sessions ended", person, how="own_page", count=len(indexes))
    return len(indexes)


def _end(indexes: list[str]) -> None:
    Session.objects.filter(session_key__in=indexes).delete()
    SignIn.objects.filter(session_index__in=indexes).delete()
