"""From the number on a leaked file to exactly the persons whose data it held."""

import pytest

from last500.base import clock
from last500.cli import find, own_commands, run_own
from last500.exports import actions
from last500.exports.registry import TABLES
from last500.exports.rules import Period
from last500.people.models import AccessEvent
from last500.service_requests.models import ServiceRequest


@pytest.fixture
def incident(capsys):
    own_commands()

    def run(*words: str) -> tuple[int, str]:
        command, rest = find(["incident", *words])
        status = run_own(command, rest)
        return status, capsys.readouterr().out

    return run


def test_it_lists_exactly_who_was_in_the_file(cast, incident, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    inside = {cast.placed(by=name): name for name in ("chen", "hua")}
    outside = cast.placed(by="zhao")
    ServiceRequest.objects.filter(pk=outside.pk).update(place=cast.b)
    today = Period(clock.today(), clock.today())
    export = actions.ask(
        cast.actor("he"), TABLES["requests"], cast.community, today, reason="核对路灯"
    )
    cast.placed(by="li")  # after the file was made: not in it
    for word in (str(export), export.number, str(export.pk)):
        status, said = incident(word)
        rows = {tuple(line.split("\t")) for line in said.splitlines() if line[0] != "#"}
        assert status == 0
        assert rows == {
            (str(row.pk), cast.people[name].name, cast.people[name].phone)
            for row, name in inside.items()
        }
    seen = AccessEvent.objects.filter(kind="reveal", fields="name,phone")
    assert seen.count() == 3 * len(inside)
    assert {one.viewer_role for one in seen} == {"系统管理员"}


def test_helpers_are_listed_too(cast, incident, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    today = Period(clock.today(), clock.today())
    export = actions.ask(cast.actor("he"), TABLES["report-ins"], cast.a, today, reason="排一次班")
    _status, said = incident(str(export))
    assert all(cast.people[name].phone in said for name in ("wang", "li", "zhou"))
    assert cast.zhao.phone not in said


@pytest.mark.django_db
def test_a_number_of_no_export_is_said_to_be_none(incident):
    assert incident("AAAA-AAAA-AAA")[0] == 1
