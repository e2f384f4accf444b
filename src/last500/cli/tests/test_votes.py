"""`votes recount` says whether an owners' vote still counts to its sheet."""

import pytest
from django.db import connection

from last500.cli import votes as _votes  # noqa: F401
from last500.cli.registry import find
from last500.votes.models import RollUnit
from last500.votes.tests import world
from tests.tamper.hands import votes_lifted

pytestmark = pytest.mark.django_db


def test_the_command_counts_again(cast, capsys):
    vote = world.published(cast)
    command, _rest = find(["votes", "recount"])
    assert command is not None
    said = command.parser().parse_args(["--vote", vote.number])
    assert command.run(said) == 0 and vote.result.digest in capsys.readouterr().out
    with votes_lifted(connection):  # as somebody would who owns the database
        RollUnit.objects.filter(vote=vote, number=1).update(area=9)
    assert command.run(said) == 1 and "roll" in capsys.readouterr().err
    assert command.run(command.parser().parse_args(["--vote", "XX"])) == 1
