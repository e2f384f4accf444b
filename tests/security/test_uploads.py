"""Photos that are something else, say too much, or want to lie elsewhere (threats T12, T13)."""

import io
import re
import resource
import struct
import time
import zipfile
import zlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

from last500.base import clock, limits, pictures
from last500.base.errors import Refused
from last500.service_requests import photos
from last500.service_requests.models import Photo
from last500.service_requests.tests.test_spine_pages import place

SCRIPT = b"<script>document.cookie</script>"
BACKEND = "last500.people.backend.CodeBackend"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def upload(data: bytes, name: str = "灯.jpg", kind: str = "image/jpeg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type=kind)


def told_where() -> Image.Exif:
    """Camera, time, a thumbnail's worth of words, and a place to a few metres."""
    exif = Image.Exif()
    exif[0x010F], exif[0x0110], exif[0x9C9C - 0x9000] = "SecretMaker", "SecretModel", "x"
    exif[0x0132] = "2026:11:23 07:05:00"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (31.0, 28.0, 3.25)
    place[3], place[4] = "E", (104.0, 40.0, 7.5)
    return exif


def picture(kind: str = "JPEG", **more) -> bytes:
    out = io.BytesIO()
    Image.effect_noise((80, 60), 50).convert("RGB").save(out, kind, **more)
    return out.getvalue()


def with_place(kind: str) -> bytes:
    """A photo that tells where it was taken in every way its kind knows."""
    more: dict = {"exif": told_where(), "xmp": b"<x:xmpmeta>SecretXmp</x:xmpmeta>"}
    if kind == "JPEG":
        more["comment"] = b"SecretComment"
    if kind == "PNG":
        words = PngImagePlugin.PngInfo()
        words.add_text("Author", "SecretAuthor")
        words.add_itxt("Location", "SecretPlace")
        more = {"exif": told_where(), "pnginfo": words}
    if kind != "WEBP":
        more["icc_profile"] = b"SecretProfile" * 20
    return picture(kind, **more)


def gives_away(data: bytes) -> list[str]:
    """Everything in a stored picture that is not its pixels."""
    read = Image.open(io.BytesIO(data))
    read.load()
    found = [f"tag {tag}" for tag in read.getexif()]
    found += [f"place {tag}" for tag in read.getexif().get_ifd(0x8825)]
    found += [name for name in ("comment", "xmp", "icc_profile", "photoshop") if name in read.info]
    found += [word.decode() for word in re.findall(rb"Secret\w+|Exif|xmpmeta|Photoshop", data)]
    return found


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_stored_tells_neither_place_nor_camera(kind):
    assert gives_away(photos.re_encode(upload(with_place(kind))).data) == []


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_kept_as_it_came_it_would_tell(kind):
    """Positive control: the same finder on the bytes that were sent, and on a plain saving anew."""
    sent = with_place(kind)
    assert any(found.startswith("place") for found in gives_away(sent))
    again = io.BytesIO()
    opened = Image.open(io.BytesIO(sent))
    opened.save(again, kind, exif=opened.getexif())
    assert gives_away(again.getvalue())


def test_through_the_page_nothing_on_the_disk_tells(client, cast, settings):
    for kind in ("JPEG", "PNG", "WEBP"):
        place(client, photo=upload(with_place(kind), f"家.{kind.lower()}"))
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert len(files) == 3 == Photo.objects.count()  # no thumbnail or copy beside them
    assert [gives_away(path.read_bytes()) for path in files] == [[], [], []]


def test_when_the_re_encoding_is_skipped_the_disk_tells(client, cast, settings, monkeypatch):
    """Positive control of the test above."""
    monkeypatch.setattr(
        photos, "re_encode", lambda sent: photos.Picture(b"".join(sent.chunks()), 80, 60)
    )
    place(client, photo=upload(with_place("JPEG")))
    (file,) = (path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())
    assert "SecretMaker" in gives_away(file.read_bytes())


def archive() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("evil.html", SCRIPT)
    return out.getvalue()


TWO_FACED = {
    "html after": lambda: picture() + b"<html>" + SCRIPT,
    "html in a comment": lambda: picture(comment=b"--><html>" + SCRIPT),
    "archive after": lambda: picture() + archive(),
    "archive in a png": lambda: picture("PNG") + archive(),
    "php after": lambda: picture("WEBP") + b"<?php system($_GET[0]); ?>",
}
NO_PICTURE = {
    "html": lambda: b"<!doctype html>" + SCRIPT,
    "svg": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>",
    "svg with a declaration": lambda: b"<?xml version='1.0'?><svg>" + SCRIPT + b"</svg>",
    "gif that is a program": lambda: b"GIF89a/*" + b"\0" * 30 + b"*/=1;alert(1)//",
    "a real gif": lambda: picture("GIF"),
    "a real bmp": lambda: picture("BMP"),
    "a real tiff": lambda: picture("TIFF"),
    "pdf": lambda: b"%PDF-1.7\n" + SCRIPT,
    "archive before": lambda: archive() + picture(),
    "html before": lambda: SCRIPT + picture(),
    "postscript": lambda: b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage",
    "nothing": lambda: b"",
}


@pytest.mark.parametrize("name", TWO_FACED)
def test_of_a_picture_with_two_faces_only_the_pixels_are_kept(name):
    sent = TWO_FACED[name]()
    kept = photos.re_encode(upload(sent)).data
    hidden = (b"<script", b"<html", b"<?php", b"PK\x03\x04", b"evil")
    assert any(word in sent for word in hidden)  # control: it was there
    assert not any(word in kept for word in hidden)
    assert kept[:3] == b"\xff\xd8\xff"
    assert kept[-2:] == b"\xff\xd9"


@pytest.mark.parametrize("name", NO_PICTURE)
def test_what_is_no_picture_is_refused_whatever_its_name_says(name):
    with pytest.raises(Refused, match="打不开"):
        photos.re_encode(upload(NO_PICTURE[name](), "灯.jpg", "image/jpeg"))


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.php", "a.jpg.js", "a.gif", "a.jpg;.html"])
def test_a_name_that_is_no_pictures_is_refused_whatever_is_in_it(name):
    with pytest.raises(Refused, match="打不开"):
        photos.re_encode(upload(picture(), name))
    assert photos.re_encode(upload(picture(), "a.jpg"))  # control: it is the name


NAMES = [
    "../../../../etc/cron.d/evil.jpg",
    "/etc/passwd.jpg",
    "..\\..\\evil.jpg",
    "a\0b.jpg",
    "照片 一.jpg",
    "‮gpj.exe.jpg",
    "x" * 3000 + ".jpg",
    ".htaccess.jpg",
    "CON.jpg",
    "a\r\nX-Evil: 1.jpg",
    "",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: ascii(name)[:30])
def test_where_a_file_lies_has_nothing_to_do_with_its_name(name, client, cast, settings, tmp_path):
    sent = upload(picture())
    sent._name = name  # Django's own cleaning of names aside
    stored = photos.store(photos.re_encode(sent))
    assert re.fullmatch(r"([0-9a-f]{2})/\1[0-9a-f]{30}\.jpg", stored)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert files == [photos.folder() / stored]


def test_two_names_are_never_alike():
    kept = photos.re_encode(upload(picture()))
    assert len({photos.store(kept) for _ in range(50)}) == 50


def test_a_crash_before_the_row_leaves_no_row_without_its_file(client, cast, monkeypatch):
    """The file is whole before its row; what is cut off in between is swept away."""
    seen = []

    def cut(request=None, **more):
        seen.append((photos.folder() / more["file"]).read_bytes())
        raise RuntimeError("power cut")

    monkeypatch.setattr(Photo.objects, "create", cut)
    with pytest.raises(RuntimeError):
        photos.add(cast.placed(), photos.re_encode(upload(picture())))
    assert Image.open(io.BytesIO(seen[0])).size == (80, 60)
    assert not Photo.objects.exists()
    assert len(list(photos.lost(clock.now() + clock.MINUTE))) == 1


def test_a_crash_while_writing_leaves_no_name(monkeypatch):
    def cut(handle):
        raise OSError("no space left")

    monkeypatch.setattr(pictures.os, "fsync", cut)
    with pytest.raises(OSError, match="no space"):
        photos.store(photos.re_encode(upload(picture())))
    assert not list(photos.folder().rglob("*.jpg"))


# ---- too much ------------------------------------------------------------------------------------


def claims(width: int, height: int) -> bytes:
    """A PNG of some hundred bytes whose head promises so many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IDAT", zlib.compress(b"\0" * (width // 8 + 1) * min(height, 500)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + body + chunk(b"IEND", b"")


def spent() -> tuple[float, float]:
    """Seconds of work, and the most megabytes this process ever held."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return time.process_time(), used.ru_maxrss / 1024


def test_two_and_a_half_billion_pixels_are_refused_at_once_and_unread():
    sent = claims(50_000, 50_000)
    assert len(sent) < 20_000
    seconds, megabytes = spent()
    with pytest.raises(Refused, match="像素太多"):
        photos.re_encode(upload(sent, "a.png"))
    seconds_after, megabytes_after = spent()
    assert seconds_after - seconds < 1
    assert megabytes_after - megabytes < 30


@pytest.mark.parametrize(("pixels", "fits"), [((8000, 5000), True), ((8000, 5001), False)])
def test_forty_million_pixels_are_the_most(pixels, fits):
    out = io.BytesIO()
    Image.new("1", pixels).save(out, "PNG")
    if fits:
        assert photos.re_encode(upload(out.getvalue(), "a.png")).width == 1600
    else:
        with pytest.raises(Refused, match="像素太多"):
            photos.re_encode(upload(out.getvalue(), "a.png"))


def test_without_the_limit_it_would_be_unpacked(monkeypatch):
    """Positive control, with a bounded number: the same kind of file is opened and costs."""
    monkeypatch.setattr(limits, "PHOTO_PIXELS", limits.Size(10**10, "", "", "", ""))
    monkeypatch.setattr(pictures.Image, "MAX_IMAGE_PIXELS", None)
    seconds, _megabytes = spent()
    assert photos.re_encode(upload(claims(9_000, 9_000), "a.png")).width == 1600
    assert spent()[0] - seconds > 0.05


@pytest.mark.parametrize(("extra", "fits"), [(0, True), (1, False)])
def test_eight_megabytes_are_the_most(extra, fits):
    whole = picture()
    sent = whole + b"\0" * (limits.PHOTO_BYTES.most - len(whole) + extra)
    if fits:
        assert photos.re_encode(upload(sent)).width == 80
    else:
        with pytest.raises(Refused, match="太大"):
            photos.re_encode(upload(sent))


# ---- on the way out -----------------------------------------------------------------------------


def test_a_photo_is_served_as_a_picture_and_can_do_nothing(client, cast):
    place(client, photo=upload(TWO_FACED["html in a comment"]()))
    client.force_login(cast.lin, backend=BACKEND)
    shown = client.get(f"/photo/{Photo.objects.get().pk}/")
    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert shown["Content-Disposition"] == "inline"
    assert shown["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "no-store" in shown["Cache-Control"]
    assert b"<script" not in shown.content


@pytest.mark.parametrize("address", ["/media/", "/media/photos/", "/photos/", "/var/media/"])
def test_there_is_no_other_way_to_a_file(address, client, cast, settings):
    place(client, photo=upload(picture()))
    assert client.get(address + Photo.objects.get().file).status_code == 404
