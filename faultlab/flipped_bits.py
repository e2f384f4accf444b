"""F18: one bit flips: in a photo, in a sealed value, in a page of PostgreSQL, in the log's files.

Holds when each is found, and found where it is: `media check`, `keys check`, PostgreSQL's own
checksums, `verify.py`. Control: the same bit where nothing watches (a photo without its digest, a
value in the clear, a cluster without checksums) is read as if nothing had happened.
"""

import io
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faultlab.house import FOLDER, furnish, report, sqlite
from tests.postgres import FAST, Server, server


def main() -> None:
    furnish(sqlite())
    from last500.base.scope import everything

    with everything("the lab flips bits"):
        found = {**in_a_photo(), **in_a_sealed_value(), "the log": in_the_log()}
    found |= in_a_page()
    watched = {what: seen for what, seen in found.items() if not what.startswith("control")}
    controls = {what: seen for what, seen in found.items() if what.startswith("control")}
    report(
        f"one bit flipped in each of {', '.join(watched)}",
        "; ".join(f"{what}: {seen or 'NOT FOUND'}" for what, seen in watched.items()),
        "; ".join(f"{what[9:]}: {seen or 'not noticed'}" for what, seen in controls.items()),
        good=all(watched.values()) and not any(controls.values()),
    )


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 1
    path.write_bytes(data)


def in_a_photo() -> dict[str, str]:
    from PIL import Image

    from last500.service_requests import photos
    from last500.service_requests.models import Photo, ServiceRequest

    picture = io.BytesIO()
    Image.new("RGB", (200, 200), "teal").save(picture, "JPEG")
    request = ServiceRequest.objects.first() or placed()
    photo = photos.add(request, photos.Picture(picture.getvalue(), 200, 200))
    flip(photos.path_of(photo), 700)
    seen = [str(one.pk) for one in photos.damaged()] == [str(photo.pk)]
    Photo.objects.filter(pk=photo.pk).update(digest="")
    unseen = list(photos.damaged())
    return {
        "a photo": "named by media check" if seen else "",
        "control: a photo without its digest": "found" if unseen else "",
    }


def placed():
    from last500.base.actor import NOBODY
    from last500.places.models import Place
    from last500.service_requests import actions
    from last500.service_requests.actions import Placing

    compound = Place.objects.get(slug="furongyuan")
    return actions.place(NOBODY, compound, Placing(text="灯坏了", phone="10000000005"))


def in_a_sealed_value() -> dict[str, str]:
    from django.db import connection

    from last500.base import resealing
    from last500.service_requests.models import ServiceRequest

    request = ServiceRequest.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM service_requests_servicerequest")
        (value,) = cursor.fetchone()
        changed = bytearray(value)
        changed[20] ^= 1
        cursor.execute("UPDATE service_requests_servicerequest SET text = %s", [bytes(changed)])
    _seen, broken = resealing.check()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE service_requests_servicerequest SET text = %s", [bytes(value)])
    ServiceRequest.objects.filter(pk=request.pk).update(category="public_facilitz")
    _seen, clear = resealing.check()
    return {
        "a sealed value": f"named by keys check as {', '.join(broken)}" if broken else "",
        "control: a value in the clear": ", ".join(clear),
    }


def in_the_log() -> str:
    """What verify.py says of a bundle in which one byte of one entry has changed."""
    import zipfile

    from last500.cli.proof import make_log_key
    from last500.proof import bundle, checkpoints, verify
    from last500.proof.actions import record

    make_log_key()
    for number in range(5):
        record("offices", "given", {"place": number})
    checkpoints.publish()
    whole = FOLDER / "log.zip"
    bundle.write(whole)
    changed = FOLDER / "changed.zip"
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(changed, "w") as new:
        for name in old.namelist():
            data = bytearray(old.read(name))
            if name.endswith("entries.jsonl"):
                data[data.index(b"place") + 8] ^= 1
            new.writestr(name, bytes(data))
    tool = FOLDER / "verify.py"
    tool.write_text(verify.one_file(), encoding="utf-8")
    said = subprocess.run(
        ["python3", str(tool), "--en", str(changed)], capture_output=True, text=True, check=False
    )
    return said.stdout.strip().splitlines()[0][:120] if said.returncode else ""


def in_a_page() -> dict[str, str]:
    with server(settings=FAST) as watched:
        seen = read_after_a_flip(watched)
    with without_checksums(), server(settings=FAST) as loose:
        unseen = read_after_a_flip(loose)
    return {"a page of PostgreSQL": seen, "control: a cluster without checksums": unseen}


@contextmanager
def without_checksums() -> Iterator[None]:
    make = Server.INITDB
    Server.INITDB = (*make, "--no-data-checksums")
    try:
        yield
    finally:
        Server.INITDB = make


def read_after_a_flip(database: Server) -> str:
    """What PostgreSQL says when it reads a page in which one bit of a text has flipped."""
    import psycopg

    with psycopg.connect(database.url, autocommit=True) as line:
        line.execute("CREATE TABLE word (said text)")
        line.execute("INSERT INTO word SELECT 'neighbour' FROM generate_series(1, 50)")
        (name,) = line.execute("SELECT pg_relation_filepath('word')").fetchone()
        line.execute("CHECKPOINT")
    database.stop()
    path = database.data / name
    flip(path, path.read_bytes().index(b"neighbour"))
    database.start()
    try:
        with psycopg.connect(database.url) as line:
            line.execute("SELECT * FROM word").fetchall()
    except psycopg.Error as fault:
        return str(fault).splitlines()[0]
    return ""


if __name__ == "__main__":
    os.umask(0o022)
    main()
