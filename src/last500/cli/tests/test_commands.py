"""Finding a command by its words, and the port it opens on."""

import socket

import pytest

from last500 import cli
from last500.cli import registry
from last500.cli.serving import free_port, web_server


@pytest.fixture
def two_words(monkeypatch):
    monkeypatch.setattr(registry, "COMMANDS", {})
    seen = []

    @registry.command("keys new", "Make keys.", registry.option("--force", action="store_true"))
    def new_keys(args):
        seen.append(args.force)

    return seen


def test_two_words_find_their_command_and_the_rest_is_its_arguments(two_words):
    command, rest = registry.find(["keys", "new", "--force"])
    assert cli.run_own(command, rest) == 0
    assert two_words == [True]


def test_an_unknown_word_is_left_to_django(two_words):
    assert registry.find(["migrate", "--plan"]) == (None, ["migrate", "--plan"])


def test_the_overview_names_every_command_with_its_sentence(two_words):
    assert "keys new" in registry.overview()
    assert "Make keys." in registry.overview()


def test_a_taken_port_gives_the_next_one():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", port) > port


@pytest.mark.parametrize(
    ("database", "processes"), [("", "1"), ("sqlite:///x.sqlite3", "1"), ("postgresql:///x", "2")]
)
def test_sqlite_has_one_web_process_and_postgresql_two(monkeypatch, database, processes):
    monkeypatch.setenv("LAST500_DATABASE", database)
    argv = web_server("127.0.0.1", 8500)
    assert argv[argv.index("--workers") + 1] == processes
