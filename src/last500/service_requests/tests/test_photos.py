"""Photos: what goes in, what is refused quickly, what is never kept, who sees them."""

import io
import struct
import time
import zlib
from dataclasses import replace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from last500.base import clock, erasing, limits
from last500.base.errors import Refused
from last500.service_requests import photos
from last500.service_requests.models import Photo
from last500.service_requests.tests.test_spine_pages import fresh_key, place
from tests.cast import build

BACKEND = "last500.people.backend.CodeBackend"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload(data: bytes, name: str = "灯.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def picture(size=(40, 20), kind="JPEG", mode="RGB", **more) -> bytes:
    out = io.BytesIO()
    Image.new(mode, size, "red" if mode == "RGB" else (255, 0, 0, 0)).save(out, kind, **more)
    return out.getvalue()


def png_that_claims(width: int, height: int) -> bytes:
    """A few hundred bytes whose head says that billions of pixels follow."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = chunk(b"IDAT", zlib.compress(b"\0" * 4096))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + rows + chunk(b"IEND", b"")


def with_gps(size=(60, 20)) -> bytes:
    exif = Image.Exif()
    exif[0x010F] = "SecretMaker"
    exif[0x0112] = 6  # lies on its side
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (31.0, 28.0, 3.0)
    return picture(size, exif=exif, comment=b"SecretComment")


def test_metadata_and_place_are_gone_and_it_stands_upright():
    fresh = photos.re_encode(upload(with_gps()))
    assert (fresh.width, fresh.height) == (20, 60)
    read = Image.open(io.BytesIO(fresh.data))
    assert not read.getexif()
    assert b"Secret" not in fresh.data
    assert b"Exif" not in fresh.data


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_the_three_kinds_become_jpeg(kind):
    fresh = photos.re_encode(upload(picture(kind=kind)))
    assert Image.open(io.BytesIO(fresh.data)).format == "JPEG"


def test_what_is_clear_becomes_white_paper():
    fresh = photos.re_encode(upload(picture(kind="PNG", mode="RGBA")))
    assert Image.open(io.BytesIO(fresh.data)).getpixel((1, 1)) == (255, 255, 255)


def test_a_large_one_is_made_smaller():
    fresh = photos.re_encode(upload(picture((4000, 3000))))
    assert (fresh.width, fresh.height) == (1600, 1200)


@pytest.mark.parametrize("size", [(50_000, 50_000), (10_000, 5_000)])
def test_too_many_pixels_are_refused_before_they_are_unpacked(size):
    start = time.perf_counter()
    with pytest.raises(Refused, match="像素太多"):
        photos.re_encode(upload(png_that_claims(*size)))
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"GIF89a" + b"\0" * 40,
        b"\xff\xd8\xff\xe0" + b"\0" * 100,
        picture((400, 400))[:500],
        png_that_claims(3000, 3000),
    ],
    ids=["empty", "svg", "gif", "a head only", "cut off", "png without its pixels"],
)
def test_what_is_no_whole_picture_is_refused(data):
    with pytest.raises(Refused):
        photos.re_encode(upload(data))


def test_too_many_bytes_are_refused(monkeypatch):
    monkeypatch.setattr(limits, "PHOTO_BYTES", replace(limits.PHOTO_BYTES, most=1000))
    with pytest.raises(Refused, match="太大"):
        photos.re_encode(upload(picture((900, 900), "PNG") + b"\0" * 1000))


def test_what_is_far_too_large_is_refused_by_its_length_alone(client, cast, monkeypatch):
    monkeypatch.setattr(limits, "FORM_BYTES", replace(limits.FORM_BYTES, most=10_000))
    answer = place(client, photo=upload(b"x" * 20_000))
    assert answer.status_code == 400
    assert "照片请选小一点的" in answer.content.decode()


def test_a_photo_goes_along_with_the_request(client, cast):
    assert place(client, photo=upload(with_gps(), "../../etc/passwd.jpg")).status_code == 303
    photo = Photo.objects.get()
    path = photos.path_of(photo)
    assert path.is_file()
    assert path.name not in "passwd.jpg"
    assert b"Secret" not in path.read_bytes()
    assert not list(photos.folder().rglob("*.part"))


def test_a_bad_photo_is_told_beside_its_picker_and_nothing_is_placed(client, cast):
    answer = place(client, photo=upload(png_that_claims(50_000, 50_000)))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert html.count("像素太多") == 2
    assert "楼道三层的灯坏了" in html
    assert not Photo.objects.exists()
    assert not cast.a.service_requests.exists()


def added(client, matter):
    client.get(f"/f/{matter.link_key}/")
    page = client.get(f"/r/{matter.number}/photo/")
    data = {"once": fresh_key(page), "photo": upload(picture())}
    assert client.post(f"/r/{matter.number}/photo/", data).status_code == 303
    return Photo.objects.latest("added_at")


def test_it_is_seen_by_requester_desk_and_accepted_helper_only(client, cast):
    matter = cast.accepted()
    photo = added(client, matter)
    shown = client.get(f"/photo/{photo.pk}/")
    assert shown.status_code == 200
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["X-Content-Type-Options"] == "nosniff"
    assert shown["Content-Disposition"] == "inline"
    assert shown.content[:3] == b"\xff\xd8\xff"
    assert f"/photo/{photo.pk}/" in client.get(f"/r/{matter.number}/").content.decode()
    client.logout()
    assert client.get(f"/photo/{photo.pk}/").status_code == 404
    for name, status in [("lin", 200), ("wang", 200), ("he", 200), ("li", 404), ("zhao", 404)]:
        client.force_login(getattr(cast, name), backend=BACKEND)
        assert client.get(f"/photo/{photo.pk}/").status_code == status, name


def test_without_a_photo_the_page_says_what_is_missing(client, cast):
    matter = cast.placed()
    client.get(f"/f/{matter.link_key}/")
    page = client.get(f"/r/{matter.number}/photo/")
    empty = client.post(f"/r/{matter.number}/photo/", {"once": fresh_key(page)})
    assert empty.status_code == 422
    assert "请选一张照片" in empty.content.decode()


def test_a_file_without_its_row_is_cleared_away_and_no_other(client, cast):
    kept = photos.path_of(added(client, cast.placed()))
    lost = photos.folder() / photos.store(photos.re_encode(upload(picture())))
    retention = {rule.name: rule for rule in erasing.rules()}["lost_photos"]
    now = clock.now()
    assert retention.step(now, 100) == 0
    assert retention.step(now + 2 * clock.DAY, 100) == 1
    assert kept.is_file()
    assert not lost.exists()


def test_five_are_enough(client, cast):
    matter = cast.placed()
    for _ in range(5):
        added(client, matter)
    page = client.get(f"/r/{matter.number}/photo/")
    data = {"once": fresh_key(page), "photo": upload(picture())}
    assert client.post(f"/r/{matter.number}/photo/", data).status_code == 422
    assert Photo.objects.count() == 5


@pytest.mark.django_db
def test_a_bit_that_flips_on_the_disk_is_noticed_and_not_shown(cast, client):
    from tests.test_access import BACKEND

    photo = photos.add(cast.placed(), photos.re_encode(upload(picture())))
    client.force_login(cast.chen, backend=BACKEND)
    assert client.get(f"/photo/{photo.pk}/").status_code == 200
    assert list(photos.damaged()) == []
    path = photos.path_of(photo)
    changed = bytearray(path.read_bytes())
    changed[len(changed) // 2] ^= 1
    path.write_bytes(changed)
    assert list(photos.damaged()) == [photo]
    assert client.get(f"/photo/{photo.pk}/").status_code == 404
    Photo.objects.update(digest="")  # the control: without it nothing is noticed
    assert list(photos.damaged()) == []


@pytest.mark.django_db(transaction=True)
def test_photos_are_checked_though_the_command_is_in_no_transaction():
    photo = photos.add(build().placed(), photos.re_encode(upload(picture())))
    assert photos.damaged() == []
    photos.path_of(photo).unlink()
    assert photos.damaged() == [photo]
