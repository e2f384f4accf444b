"""The routing table as a page: the first line that fits wins, and is named on the request."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base.errors import Forbidden
from last500.service_requests.actions import routing
from last500.service_requests.actions.routing import LineOfTable
from last500.service_requests.models import RoutingRule

LIGHTS = LineOfTable(
    "公共的灯找物业", "property", category="public_facility", words="灯 路灯", days=3
)
REST = LineOfTable("其余公共设施", "community", category="public_facility", days=15)


@pytest.fixture
def client_of(cast):
    def make(persona):
        client = Client()
        client.force_login(cast.people[persona], backend="last500.people.backend.CodeBackend")
        return client

    return make


@pytest.fixture
def table(cast):
    he = cast.actor("he")
    return [routing.add_line(he, cast.community, line) for line in (LIGHTS, REST)]


def test_the_first_line_that_fits_is_named_on_the_request(cast, table):
    request = cast.placed()
    assert (request.route, request.routed_by, request.days) == ("property", "公共的灯找物业", 3)
    routing.move_line(cast.actor("he"), table[1], up=True)
    assert cast.placed().routed_by == "其余公共设施"


def test_moving_beyond_the_ends_changes_nothing(cast, table):
    he = cast.actor("he")
    routing.move_line(he, table[0], up=True)
    routing.move_line(he, table[1], up=False)
    names = RoutingRule.objects.order_by("order").values_list("name", flat=True)
    assert list(names) == ["公共的灯找物业", "其余公共设施"]


def test_a_line_is_added_changed_moved_and_removed_on_the_page(cast, client_of):
    client = client_of("he")
    address = reverse("service_requests:routing", args=[cast.community.pk])
    form = {"name": "灯", "route": "property", "words": "灯", "days": 3, "once": uuid4().hex}
    assert client.post(address, form).status_code == 303
    assert client.post(address, form).status_code == 303  # the same form again
    rule = RoutingRule.objects.get()
    change = reverse("service_requests:change_line", args=[rule.pk])
    assert client.post(change, form | {"words": "路灯"}).status_code == 303
    rule.refresh_from_db()
    assert rule.words == "路灯"
    arrange = reverse("service_requests:arrange_line", args=[rule.pk])
    assert client.post(arrange, {"do": "up"}).status_code == 303
    assert client.post(arrange, {"do": "away"}).status_code == 404
    assert client.post(arrange, {"do": "remove"}).status_code == 303
    assert not RoutingRule.objects.exists()


def test_a_text_can_be_tried_and_is_not_kept(cast, client_of, table):
    address = reverse("service_requests:try_routing", args=[cast.community.pk])
    trial = {"text": "楼道的灯不亮", "category": "public_facility"}
    html = client_of("he").post(address, trial).content.decode()
    assert "“公共的灯找物业”起作用：转给物业服务企业，3 个工作日。" in html
    html = client_of("he").post(address, {"text": "想学手机", "category": ""}).content.decode()
    assert "没有一条合得上" in html


def test_lines_from_above_are_shown_and_not_changed_here(cast, client_of):
    line = routing.add_line(cast.actor("sun"), cast.street, REST)
    html = client_of("he").get(reverse("service_requests:routing", args=[cast.community.pk]))
    assert "城东街道定的" in html.content.decode()
    arrange = reverse("service_requests:arrange_line", args=[line.pk])
    assert client_of("he").post(arrange, {"do": "remove"}).status_code == 404


@pytest.mark.parametrize(("persona", "status"), [("lin", 404), ("chen", 404), ("tang", 403)])
def test_who_may_not_edit_does_not(cast, client_of, table, persona, status):
    address = reverse("service_requests:routing", args=[cast.community.pk])
    assert client_of(persona).get(address).status_code == status
    with pytest.raises(Forbidden):
        routing.remove_line(cast.actor(persona), table[0])


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"route": "moon"}, {"days": 0}, {"words": "灯" * 201}]
)
def test_a_wrong_line_is_told(cast, client_of, wrong):
    form = {"name": "灯", "route": "property", "days": 3, "once": uuid4().hex} | wrong
    address = reverse("service_requests:routing", args=[cast.community.pk])
    assert client_of("he").post(address, form).status_code == 422
    assert not RoutingRule.objects.exists()
