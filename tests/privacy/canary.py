"""A resident and a helper whose every word is unlike any other, so that none can hide."""

import io
from dataclasses import dataclass, field
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.notify.models import Message
from last500.people import actions as people
from last500.people.actions import phone_index
from last500.people.models import AccessEvent, Guardian, Person
from last500.service_requests import actions, photos
from last500.service_requests.actions import Placing, importing
from last500.service_requests.models import (
    Event,
    ImportRow,
    MergeProposal,
    Photo,
    ServiceRequest,
)
from tests.cast import Cast

_numbers = count(1)


@dataclass
class Canary:
    """`words` are everything that must be gone in the end; `request` is what they asked for."""

    request: ServiceRequest
    words: set[str] = field(default_factory=set)
    person: Person | None = None
    photo: str = ""

    @property
    def actor(self) -> Actor:
        if self.person:
            return Actor(person=self.person.pk)
        return Actor(door=Door.LINK, opened=frozenset({self.request.pk}))


def person_called(name: str, phone: str, **more: str) -> Person:
    index = phone_index(phone)
    return Person.objects.create(
        phone=phone, phone_index=index, name=name, made_at=clock.now(), **more
    )


def sung(cast: Cast, *, account: bool = False) -> Canary:
    """A request with a word of its own in every field that takes one, closed by its resident."""
    n = next(_numbers)
    word = {
        name: f"金丝雀{n}{name}"
        for name in (
            "text", "name", "door", "note", "comment", "summary", "risk", "answer", "reveal",
            "desk", "message", "because", "import", "file", "called", "guardian",
        )
    }  # fmt: skip
    phone, email = f"10000077{n:03d}", f"canary{n}@example.org"
    person = None
    if account:
        person = person_called(word["name"], phone, called=word["called"], email=email)
    actor = Actor(person=person.pk) if person else Actor(door=Door.LINK)
    request = actions.place(
        actor,
        cast.a,
        Placing(
            text=word["text"],
            category="public_facility",
            spot="stairs",
            building=cast.building,
            phone=phone,
            name=word["name"],
            door=word["door"],
            email=email,
            answers={"x": word["answer"]},
            note=word["note"],
        ),
    )
    canary = Canary(request, {*word.values(), phone, email, request.link_key}, person)
    _handled(cast, canary, word)
    _beside(cast, canary, word)
    return canary


def _handled(cast: Cast, canary: Canary, word: dict[str, str]) -> None:
    lin, wang = cast.actor("lin"), cast.actor("wang")
    request = cast.fresh(canary.request)
    request = actions.verify(lin, request, how="phone")
    request.summary, request.risk_note = word["summary"], word["risk"]
    request.save(update_fields=["summary", "risk_note"])
    people.reveal(
        lin, request.contact, "phone", reason=word["reveal"], about=request.pk, role="小区值守"
    )
    actions.add_word(lin, request, note=word["desk"])
    request = actions.offer(lin, cast.fresh(request), helpers=[cast.wang.pk], open_to="")
    actions.accept(wang, request)
    actions.contact_agreed(wang, cast.fresh(request), note=f"{word['note']}约好")
    actions.report_done(wang, cast.fresh(request), note=f"{word['note']}办完")
    actions.confirm(canary.actor, cast.fresh(request), rating=3, comment=word["comment"])
    canary.request = cast.fresh(request)


def _beside(cast: Cast, canary: Canary, word: dict[str, str]) -> None:
    """What no page writes today in this town, but the tables would keep."""
    request = canary.request
    picture = io.BytesIO()
    Image.new("RGB", (30, 30), "red").save(picture, "JPEG")
    upload = SimpleUploadedFile(f"{word['file']}.jpg", picture.getvalue(), "image/jpeg")
    photo = photos.add(request, photos.re_encode(upload))
    canary.photo = photo.file
    small = photos.path_of(photo).with_name(f"{photos.path_of(photo).stem}-small.jpg")
    small.write_bytes(b"a thumbnail")
    canary.words.add(photos.path_of(photo).stem)
    Guardian.objects.create(
        contact=request.contact, name=word["guardian"], phone=word["guardian"], at=clock.now()
    )
    now = clock.now()
    Message.objects.create(
        kind="request_moved",
        contact=request.contact,
        person=canary.person,
        channel="email",
        params={"words": word["message"]},
        link=f"/f/{request.link_key}/",
        state="waiting",
        next_at=now,
        made_at=now,
    )
    other = cast.placed(text="另一件")
    MergeProposal.objects.create(
        a=request, b=other, score=0.9, because=word["because"], made_at=now
    )
    lines = f"1,{word['import']},u1,2026-08-19 11:48,甲\n".encode()
    run = importing.stage(
        cast.actor("he"), HEAD.encode() + lines, f"{word['file']}.csv", MAP.encode()
    )
    ImportRow.objects.filter(run=run).update(request=None)
    canary.words.add(word["file"])


HEAD = "id,text,user,at,place\n"
MAP = """
source = "canary"
consent = "signed_paper"
no_phone = "slip"
[columns]
text = "text"
key = "id"
author = "user"
[place]
constant = "furongyuan"
"""

__all__ = ["AccessEvent", "Canary", "Event", "Photo", "sung"]
