"""Opening a compound takes minutes: one form, and its page, its poster and its desk are there."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base.errors import Forbidden, Refused
from last500.organisations import compounds
from last500.organisations.compounds import Details
from last500.organisations.queries import desk_for, serving
from last500.places.models import Place

DETAILS = Details(name="梧桐里", kind="old", buildings="1-3号楼，门卫室", phone="0816-2200000")


@pytest.fixture
def client_of(cast):
    def make(persona):
        client = Client()
        client.force_login(cast.people[persona], backend="last500.people.backend.CodeBackend")
        return client

    return make


def filled(**more):
    return {"name": "梧桐里", "kind": "old", "once": uuid4().hex} | more


def test_a_compound_is_open_with_its_address_and_buildings(cast):
    compound = compounds.open_compound(cast.actor("he"), cast.community, DETAILS)
    compound.refresh_from_db()
    assert (compound.slug, compound.code) == ("c001001-3", "9901010010010003")
    assert [p.name for p in compound.children.order_by("pk")] == [
        "1号楼",
        "2号楼",
        "3号楼",
        "门卫室",
    ]
    assert compound.phone == "08162200000"
    assert desk_for(compound) == cast.community  # nobody serves there yet


def test_letters_given_by_hand_become_the_address(cast):
    details = Details(name="梧桐里", kind="old", slug="WuTongLi")
    assert compounds.open_compound(cast.actor("he"), cast.community, details).slug == "wutongli"


@pytest.mark.parametrize(
    ("field", "details"),
    [
        ("name", Details(name="  ", kind="old")),
        ("name", Details(name="芙蓉苑", kind="old")),
        ("kind", Details(name="梧桐里", kind="palace")),
        ("slug", Details(name="梧桐里", kind="old", slug="furongyuan")),
        ("slug", Details(name="梧桐里", kind="old", slug="../x")),
        ("buildings", Details(name="梧桐里", kind="old", buildings="9-1号楼")),
        ("phone", Details(name="梧桐里", kind="old", phone="abc")),
        ("households", Details(name="梧桐里", kind="old", households=-1)),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(cast, field, details):
    with pytest.raises(Refused) as refused:
        compounds.open_compound(cast.actor("he"), cast.community, details)
    assert refused.value.field == field
    assert Place.objects.filter(level="compound").count() == 3


@pytest.mark.parametrize("persona", ["lin", "qian", "chen", "gao"])
def test_who_may_not_open_a_compound_does_not(cast, persona):
    with pytest.raises(Forbidden):
        compounds.open_compound(cast.actor(persona), cast.community, DETAILS)


def test_the_page_opens_it_once_though_the_form_comes_twice(cast, client_of):
    address = reverse("organisations:open_compound", args=[cast.community.pk])
    client, form = client_of("he"), filled(buildings="1-2号楼")
    first, second = client.post(address, form), client.post(address, form)
    assert first.status_code == second.status_code == 303
    assert first["Location"] == second["Location"]
    assert Place.objects.filter(name="梧桐里").count() == 1
    html = client.get(first["Location"]).content.decode()
    assert "/c/c001001-3/poster/" in html
    assert "由社区代办" in html


def test_what_was_typed_is_kept_beside_the_error(cast, client_of):
    address = reverse("organisations:open_compound", args=[cast.community.pk])
    answer = client_of("he").post(address, filled(buildings="9-1号楼", hours="每天晚上"))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "9-1号楼" in html
    assert "每天晚上" in html


def test_a_compounds_page_can_be_changed_and_its_address_not(cast):
    details = Details(
        name="芙蓉苑",
        kind="commercial",
        hours="晚上",
        buildings="三号楼，4号楼",
        organisation="芙蓉苑党支部",
    )
    compounds.edit_compound(cast.actor("he"), cast.a, details)
    cast.a.refresh_from_db()
    assert (cast.a.slug, cast.a.hours) == ("furongyuan", "晚上")
    assert cast.a.children.filter(level="building").count() == 2
    assert serving(cast.a).name == "芙蓉苑党支部"


def test_a_closed_compound_is_closed_once(cast):
    compounds.close_compound(cast.actor("he"), cast.c)
    cast.c.refresh_from_db()
    assert cast.c.closed_on is not None
    with pytest.raises(Refused):
        compounds.close_compound(cast.actor("he"), cast.c)


@pytest.mark.parametrize(
    ("persona", "where", "status"),
    [
        ("he", "community", 200),
        ("he", "a", 200),
        ("sun", "c", 200),
        ("lin", "a", 200),
        ("lin", "c", 404),
        ("qian", "a", 404),
        ("he", "street", 404),
        ("sun", "b", 404),
        ("chen", "a", 404),
        ("op", "street", 200),
    ],
)
def test_a_branch_is_organised_by_its_own(cast, client_of, persona, where, status):
    address = reverse("organisations:place", args=[getattr(cast, where).pk])
    assert client_of(persona).get(address).status_code == status
