"""The log under /tlog/, as a stranger fetches it: static files, nothing asked, nothing set."""

import pytest

from last500.proof import merkle, tiles
from last500.proof.notes import read_head
from tests.tamper.world import new_log, publish, shown_checkpoint, write_entries

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(settings, tmp_path):
    key = new_log(settings, tmp_path)
    write_entries(260)
    publish()
    return key


def test_a_stranger_rebuilds_the_tree_from_the_public_files_alone(log, client):
    answer = client.get("/tlog/checkpoint")
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Cache-Control"] == "max-age=5"
    note = answer.content
    assert note == shown_checkpoint()
    size = int(note.split(b"\n")[1])
    leaves, entries = b"", b""
    for level, number, width in tiles.of_size(size):
        if level == 0:
            leaves += client.get(f"/tlog/{tiles.path_of(0, number, width)}").content
            entries += client.get(f"/tlog/{tiles.path_of('entries', number, width)}").content
    hashes = [leaves[at : at + 32] for at in range(0, len(leaves), 32)]
    data = [entries[at + 2 : at + 34] for at in range(0, len(entries), 34)]
    assert hashes == [merkle.leaf_hash(entry) for entry in data]
    assert merkle.root(size, merkle.from_leaves(hashes)) == read_head(note.decode()).root


def test_tiles_may_be_kept_for_ever_and_set_no_cookie(log, client):
    answer = client.get("/tlog/tile/0/000")
    assert answer["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer["Content-Type"] == "application/octet-stream"
    assert len(answer.content) == 256 * 32
    assert not answer.cookies


def test_the_key_is_shown_and_its_seed_is_not(log, client):
    assert client.get("/tlog/key").content.decode() == f"{log.line}\n"


@pytest.mark.parametrize(
    "name",
    [
        "tile/0/001",
        "tile/0/../../log-key.json",
        "tile/0/%2e%2e/%2e%2e/log-key.json",
        "log-key.json",
        "tile/0",
        "tile/64/000",
        "tile/0/000.p",
        "tile/0/0000",
    ],
)
def test_nothing_else_of_the_folder_is_reached(log, client, name):
    assert client.get(f"/tlog/{name}").status_code == 404
