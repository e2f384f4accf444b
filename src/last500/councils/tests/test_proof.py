"""What meetings and covenants leave in the log, through the compound's own bundle."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client

from last500.base import clock
from last500.councils import actions
from last500.councils.queries import points
from last500.councils.sentences import minutes_hash, of_log
from last500.councils.tests.world import corrected, published
from last500.covenants.actions.life import words_hash
from last500.covenants.tests.world import in_force
from last500.proof import place_bundle
from last500.proof.models import Checkpoint, Entry
from last500.topics.tests.world import on_agenda
from tests.tamper.hands import become_owner, take_guards_away
from tests.tamper.place_world import rows_of, said
from tests.tamper.world import new_log, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def key(settings, tmp_path):
    return new_log(settings, tmp_path)


def files_of(cast):
    found = place_bundle.files_of(str(cast.a.pk), Checkpoint.objects.latest("size"))
    return {name: text.encode() for name, text in found.items()}


def test_a_compounds_bundle_proves_minutes_corrections_and_the_covenant(cast, key):
    meeting = published(cast, topic=on_agenda(cast))
    corrected(cast, meeting)
    actions.confirm_correction(cast.actor("he"), meeting)
    version = in_force(cast)
    publish()
    files = files_of(cast)
    assert said(files, keys=[key.line]) == []
    rows = {row["kind"]: row for row in rows_of(files)}
    assert {"minutes published", "minutes corrected", "covenant adopted", "covenant in force"} <= (
        set(rows)
    )
    streams = {row["stream"].partition(":")[0] for row in rows_of(files)}
    assert {"councils", "covenants", "resolutions"} <= streams
    minutes = json.loads(rows["minutes published"]["body"])
    assert minutes["words"] == minutes_hash(meeting, points(meeting))
    assert (minutes["present"], minutes["points"], minutes["agreed"]) == (38, 2, 1)
    adopted = json.loads(rows["covenant adopted"]["body"])
    assert adopted["words"] == words_hash(version)
    assert "车位" not in files["entries.jsonl"].decode()  # what was said stands in no log


@pytest.mark.parametrize(
    ("kind", "old", "new"),
    [
        ("minutes published", '"present":38', '"present":39'),
        ("covenant in force", '"number":1', '"number":2'),
    ],
)
def test_an_entry_changed_in_the_database_is_named(cast, key, kind, old, new):
    published(cast)
    in_force(cast)
    publish()
    become_owner(connection, until_the_end="LOCAL")
    take_guards_away(connection)
    entry = Entry.objects.get(kind=kind)
    assert old in entry.body
    Entry.objects.filter(pk=entry.pk).update(body=entry.body.replace(old, new))
    assert said(files_of(cast))[0] == f"entry {entry.seq} of {entry.stream} changed"


def test_minutes_say_the_same_only_while_no_word_or_number_changes(cast):
    meeting = published(cast)
    points = list(meeting.points.order_by("order"))
    whole = minutes_hash(meeting, points)
    for name, other in (("said_against", "没有。"), ("against", 8), ("decision", "别的。")):
        changed = list(meeting.points.order_by("order"))
        setattr(changed[0], name, other)
        assert minutes_hash(meeting, changed) != whole
    meeting.residents += 1
    assert minutes_hash(meeting, points) != whole


def test_the_compounds_page_of_the_log_reads_them_in_words(cast, key):
    published(cast)
    with clock.at(clock.now() + timedelta(days=1)):
        in_force(cast)
    publish()
    page = Client().get(f"/tlog/at/{cast.a.slug}/").content.decode()
    assert "公布记录：来了 38 人，商量 1 件，商定 1 件" in page
    assert "第 1 版开始用" in page


def test_a_sentence_never_fails_on_what_an_entry_does_not_say():
    for body in ({}, {"present": "x"}, {"present": 5, "points": None}):
        assert of_log("minutes published", body) == ""
    assert of_log("else", {}) == ""
    assert of_log("meeting moved", {}) == "一次会改了时间或者地方"
