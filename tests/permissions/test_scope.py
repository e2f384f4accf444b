"""Nobody asks for scoped data in nobody's name: not a page, not a job, not raw SQL (R6, T1)."""

import argparse
import os
import subprocess
import sys
from pathlib import Path
from threading import Thread
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.db.models import Count
from django.http import HttpResponse, StreamingHttpResponse
from django.test import RequestFactory

from last500.base import clock, scope
from last500.base.scope import Public, Scoped, ScopeMiddleware, Unscoped, everything, within
from last500.base.worker import Job, Worker
from last500.cli import registry, run_own
from last500.notify.models import Message
from last500.people.models import Contact, Person
from last500.places.models import Place
from last500.service_requests.models import Event, MeToo, ServiceRequest

OWN = [
    model
    for app in apps.get_app_configs()
    if app.name.startswith("last500.")
    for model in app.get_models(include_auto_created=True)
]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_every_model_says_whether_it_is_scoped(model):
    declared = model.__dict__.get("scope")
    assert isinstance(declared, Scoped | Public), "say scope = SCOPED, WALLED or Public(why)"
    if isinstance(declared, Public):
        assert len(declared.why) > 10


def naked_queries(request: ServiceRequest) -> dict:
    """Each way in which a model can be asked, as functions."""
    rows = ServiceRequest.objects
    table = ServiceRequest._meta.db_table
    first = Person(phone_index="x" * 8, made_at=clock.now())

    def raw() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"select count(*) from {table.upper()}")

    def prefetched() -> None:
        list(Place.objects.filter(pk=request.place_id).prefetch_related("service_requests"))

    return {
        "fetch": lambda: list(rows.all()),
        "first": lambda: rows.first(),
        "get": lambda: rows.get(pk=request.pk),
        "count": lambda: rows.count(),
        "exists": lambda: rows.exists(),
        "aggregate": lambda: rows.aggregate(n=Count("pk")),
        "values": lambda: list(rows.values_list("pk")),
        "iterator": lambda: list(rows.iterator()),
        "in_bulk": lambda: rows.in_bulk([request.pk]),
        "union": lambda: list(rows.values("pk").union(Event.objects.values("pk"))),
        "update": lambda: rows.update(me_too=1),
        "delete": lambda: MeToo.objects.all().delete(),
        "create": lambda: MeToo.objects.create(request=request, mark="m", at=clock.now()),
        "bulk_create": lambda: Person.objects.bulk_create([first]),
        "bulk_update": lambda: rows.bulk_update([request], ["me_too"]),
        "get_or_create": lambda: MeToo.objects.get_or_create(mark="n"),
        "save": lambda: request.save(update_fields=["me_too"]),
        "refresh": lambda: request.refresh_from_db(),
        "related rows": lambda: request.events.count(),
        "related row": lambda: Event.objects.model(request_id=request.pk).request,
        "through a public table": lambda: Place.objects.filter(service_requests=request).first(),
        "prefetch": prefetched,
        "raw": lambda: list(rows.raw(f"SELECT id FROM {table}")),
        "a cursor": raw,
    }


ASKED = sorted(naked_queries(ServiceRequest()))


@pytest.mark.django_db
@pytest.mark.parametrize("how", ASKED)
def test_a_query_in_nobodys_name_raises(how, cast):
    ask = naked_queries(cast.placed())[how]
    with within(None), pytest.raises(Unscoped):
        ask()


@pytest.mark.django_db
def test_control_without_the_guard_the_same_query_answers(cast):
    connection.execute_wrappers.remove(scope.guard)
    try:
        with within(None):
            assert Person.objects.count() == len(cast.people)
    finally:
        connection.execute_wrappers.insert(0, scope.guard)


@pytest.mark.django_db
@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_every_scoped_model_refuses_and_every_public_one_answers(model):
    with within(None):
        if isinstance(model.scope, Public):
            model._base_manager.exists()
        else:
            with pytest.raises(Unscoped):
                model._base_manager.exists()
    with everything("a control"):
        model._base_manager.exists()


@pytest.mark.django_db
def test_a_model_that_declares_nothing_is_scoped(monkeypatch):
    monkeypatch.delattr(Message, "scope")
    scope.scoped_tables.cache_clear()
    try:
        assert Message._meta.db_table in scope.scoped_tables()
    finally:
        monkeypatch.undo()
        scope.scoped_tables.cache_clear()


@pytest.mark.parametrize("debug", ["0", "1"])
def test_it_raises_in_every_environment_also_without_assertions(debug, tmp_path):
    asks = (
        "import django; django.setup()\n"
        "from last500.people.models import Person\n"
        "from last500.base.scope import Unscoped, everything\n"
        "from django.db.utils import OperationalError\n"
        "try: Person.objects.exists()\n"
        "except Unscoped: print('unscoped')\n"
        "with everything('a control'):\n"
        "    try: Person.objects.exists()\n"
        "    except OperationalError: print('asked')\n"
    )
    environment = {k: v for k, v in os.environ.items() if not k.startswith("LAST500_")} | {
        "DJANGO_SETTINGS_MODULE": "last500.settings",
        "LAST500_VAR": str(tmp_path),
        "LAST500_DEBUG": debug,
        "PYTHONPATH": str(Path(scope.__file__).parents[2]),
    }
    done = subprocess.run(
        [sys.executable, "-O", "-c", asks],
        env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout.split() == ["unscoped", "asked"], done.stderr


@pytest.mark.django_db(transaction=True)
def test_a_thread_does_not_inherit_the_scope_of_who_started_it():
    found: list[object] = []

    def look() -> None:
        try:
            found.append(Person.objects.count())
        except Unscoped as fault:
            found.append(fault)
        finally:
            connection.close()

    thread = Thread(target=look)
    thread.start()
    thread.join()
    assert isinstance(found[0], Unscoped)


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_in_the_houses_name():
    seen: list[str] = []

    def job() -> int:
        seen.append(scope.current().why)
        return Message.objects.count()

    worker = Worker([Job("count", clock.DAY, job)])
    with within(None):
        worker.step()
        assert scope.current() is None
    assert seen == ["the job: count"]
    assert worker.failures == {}


def test_a_command_runs_in_the_houses_name(monkeypatch):
    seen: list[str] = []
    monkeypatch.setattr(registry, "COMMANDS", {})

    @registry.command("look", "Looks.")
    def look(args: argparse.Namespace) -> None:
        seen.append(scope.current().why)

    with within(None):
        run_own(registry.COMMANDS["look"], [])
    assert seen == ["the command: look"]


# Pages


def test_a_page_runs_in_the_scope_of_its_request_alone(rf: RequestFactory):
    seen: list[object] = []

    def view(request) -> HttpResponse:
        seen.append(scope.current())
        return HttpResponse()

    with within(None):
        ScopeMiddleware(view)(rf.get("/"))
        ScopeMiddleware(view)(rf.get("/"))
        assert scope.current() is None
    one, two = seen
    assert one is not two
    assert (one.why, two.why) == ("", "")


@pytest.mark.django_db
def test_what_is_made_while_it_is_sent_is_made_in_the_requests_scope(rf: RequestFactory):
    def chunks():
        yield str(Person.objects.count()).encode()
        yield (scope.current().why or "the request").encode()

    with within(None):
        answer = ScopeMiddleware(lambda request: StreamingHttpResponse(chunks()))(rf.get("/"))
        assert list(answer.streaming_content) == [b"0", b"the request"]
    control = StreamingHttpResponse(chunks())
    with within(None), pytest.raises(Unscoped):
        list(control.streaming_content)


@pytest.mark.django_db
def test_a_test_client_leaves_the_tests_own_scope_as_it_was(client, cast):
    before = scope.current()
    client.get(f"/c/{cast.a.slug}/")
    assert scope.current() is before
    assert Contact.objects.filter(pk=uuid4()).count() == 0


def test_a_door_is_shut_again_when_the_request_ends(rf: RequestFactory):
    key = uuid4()
    seen: list[scope.Scope] = []

    def view(request) -> HttpResponse:
        scope.widen(place=7)
        scope.widen(request=key)
        scope.widen(link="abc")
        seen.append(scope.current())
        return HttpResponse()

    with within(None):
        ScopeMiddleware(view)(rf.get("/"))
        assert scope.current() is None
    (one,) = seen
    assert (one.place, one.reached, one.link) == (7, {key}, "abc")
