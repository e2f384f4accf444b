"""Photos: only of whoever said yes, gone with the first who takes it back, without metadata."""

import io
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from last500.activities import actions, pictures
from last500.activities.models import ActivityPhoto
from last500.activities.tests.town import fresh, one_role
from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Camera of somebody"
    Image.new("RGB", size, "teal").save(out, "JPEG", exif=exif)
    return SimpleUploadedFile("photo.jpg", out.getvalue(), "image/jpeg")


def begun(cast, *names: str):
    role = one_role(cast, places=5)
    rows = [actions.sign_up(cast.actor(name), fresh(role)) for name in names]
    return role, rows, clock.at(role.starts_at + clock.MINUTE)


def test_only_of_people_who_said_yes_themselves(cast):
    role, (wang, li), then = begun(cast, "wang", "li")
    actions.agree_to_photos(cast.actor("wang"), role)
    lin = cast.actor("lin")
    with pytest.raises(Conflict, match="开始以后"):
        actions.add_photo(lin, role.activity, upload(), depicted=[wang.pk])
    with then:
        with pytest.raises(Refused, match="没有同意"):
            actions.add_photo(lin, role.activity, upload(), depicted=[wang.pk, li.pk])
        for who, nobody in (([], False), ([wang.pk], True)):
            with pytest.raises(Refused, match="认得出"):
                actions.add_photo(lin, role.activity, upload(), depicted=who, nobody=nobody)
        with pytest.raises(Forbidden):
            actions.add_photo(cast.actor("li"), role.activity, upload(), depicted=[wang.pk])
        photo = actions.add_photo(lin, role.activity, upload(), depicted=[wang.pk])
        actions.add_photo(lin, role.activity, upload(), depicted=[], nobody=True)
    kept = pictures.path_of(photo).read_bytes()
    assert b"Camera of somebody" not in kept


def test_who_takes_it_back_takes_the_photo_away(cast, client, django_capture_on_commit_callbacks):
    role, (wang, li), then = begun(cast, "wang", "li")
    for name in ("wang", "li"):
        actions.agree_to_photos(cast.actor(name), role)
    with then:
        both = actions.add_photo(
            cast.actor("lin"), role.activity, upload(), depicted=[wang.pk, li.pk]
        )
        one = actions.add_photo(cast.actor("lin"), role.activity, upload(), depicted=[li.pk])
    address = reverse("activities:photo", args=[both.pk])
    answer = client.get(address)
    assert answer.status_code == 200 and answer["Cache-Control"] == "no-store"
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.no_photos(cast.actor("wang"), role) == 1
    assert client.get(address).status_code == 404
    assert not pictures.path_of(both).exists() and pictures.path_of(one).exists()
    assert list(ActivityPhoto.objects.all()) == [one]


def test_the_page_of_photos(cast, client):
    role, (wang,), then = begun(cast, "wang")
    actions.agree_to_photos(cast.actor("wang"), role)
    address = reverse("activities:photos", args=[role.activity_id])
    with then:
        client.force_login(cast.lin, backend="last500.people.backend.CodeBackend")
        assert "王师傅" in client.get(address).content.decode()
        answer = client.post(address, {"once": uuid4().hex})
        assert answer.status_code == 422 and "请选一张照片" in answer.content.decode()
        said = {"once": uuid4().hex, "photo": upload(), "who": [str(wang.pk)]}
        assert client.post(address, said).status_code == 303
        photo = ActivityPhoto.objects.get()
        assert (
            reverse("activities:photo", args=[photo.pk])
            in client.get(reverse("activities:show", args=[role.activity_id])).content.decode()
        )
        gone = client.post(
            reverse("activities:photo_remove", args=[photo.pk]), {"once": uuid4().hex}
        )
        assert gone.status_code == 303
    assert not ActivityPhoto.objects.exists()


def test_a_file_without_a_row_is_lost(cast):
    name = pictures.keep(pictures.re_encode(upload()))
    later = clock.now() + clock.HOUR
    assert [path.name for path in pictures.lost(later)] == [name.split("/")[1]]
