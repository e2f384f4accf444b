"""Break-glass: a reason, a second person, two hours, and a mark that the person concerned sees."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.notify.models import Message
from last500.organisations import break_glass
from last500.organisations.models import BreakGlass
from last500.organisations.queries import grants_of
from last500.people.models import AccessEvent
from last500.people.sessions import PROVEN
from last500.proof.models import Entry
from last500.service_requests.models import ServiceRequest
from last500.web.me.queries import looks_at

pytestmark = pytest.mark.django_db
ROLE = "紧急查看"


def client_of(person, *, proven: bool = True) -> Client:
    client = Client()
    client.force_login(person)
    if proven:
        session = client.session
        session[PROVEN] = int(clock.now().timestamp())
        session.save()
    return client


def once(**more) -> dict:
    from uuid import uuid4

    return {"once": uuid4().hex} | more


def opened(cast, *, about=None) -> BreakGlass:
    """Qian, secretary of B, may not ask; Tang of the county may, and Gao agrees."""
    more = {"about": about.pk, "number": about.number} if about else {}
    glass = break_glass.ask(cast.actor("tang"), cast.a, reason="夜里没人接电话", **more)
    break_glass.agree(cast.actor("gao"), glass)
    glass.refresh_from_db()
    return glass


def sees(cast, name: str) -> set:
    return set(ServiceRequest.objects.visible_to(cast.actor(name)).values_list("pk", flat=True))


def test_until_a_second_person_agrees_nothing_is_seen(cast):
    request = cast.placed()
    glass = break_glass.ask(cast.actor("tang"), cast.a, reason="夜里没人接电话")
    assert sees(cast, "tang") == set()
    break_glass.agree(cast.actor("gao"), glass)
    assert sees(cast, "tang") == {request.pk}


def test_who_asked_never_agrees_and_neither_does_who_has_no_part_in_the_place(cast):
    glass = break_glass.ask(cast.actor("gao"), cast.a, reason="夜里没人接电话")
    for name in ("gao", "qian", "op", "shen", "lin", "chen"):
        with pytest.raises(Forbidden):
            break_glass.agree(cast.actor(name), glass)
    break_glass.agree(cast.actor("an"), glass)


def test_the_table_itself_wants_another_person(cast):
    glass = break_glass.ask(cast.actor("gao"), cast.a, reason="夜里没人接电话")
    now = clock.now()
    alone = {"confirmed_by": cast.gao, "from_at": now, "to_at": now + clock.HOUR}
    for fault in (alone, {"from_at": now, "to_at": now + clock.HOUR}):
        with pytest.raises(IntegrityError), transaction.atomic():
            BreakGlass.objects.filter(pk=glass.pk).update(**fault)


def test_after_two_hours_it_is_over_though_nobody_did_anything(cast):
    """No job, no request in between: the question itself asks for the time."""
    cast.placed()
    glass = opened(cast)
    with clock.at(glass.to_at - clock.MINUTE):
        assert len(sees(cast, "tang")) == 1
    with clock.at(glass.to_at):
        assert sees(cast, "tang") == set()
        assert cast.actor("tang").glass == ()
    assert glass.to_at - glass.from_at == 2 * clock.HOUR


def test_it_can_be_ended_early_by_either_side(cast):
    cast.placed()
    break_glass.end(cast.actor("gao"), opened(cast))
    assert sees(cast, "tang") == set()


def test_a_wish_that_nobody_answers_lapses_in_an_hour(cast):
    glass = break_glass.ask(cast.actor("tang"), cast.a, reason="夜里没人接电话")
    with clock.at(clock.now() + 61 * clock.MINUTE), pytest.raises(Conflict):
        break_glass.agree(cast.actor("gao"), glass)


def test_one_request_opens_no_other(cast):
    meant, other = cast.placed(), cast.placed(text="院子里的长椅坏了")
    opened(cast, about=meant)
    assert sees(cast, "tang") == {meant.pk}
    assert other.pk not in sees(cast, "tang")


def test_it_allows_to_read_and_nothing_else(cast):
    request = cast.placed()
    opened(cast)
    client = client_of(cast.tang)
    assert client.get(f"/desk/{cast.a.pk}/").status_code == 404
    assert client.get(f"/desk/request/{request.number}/").status_code == 404
    reveal = {"field": "phone", "reason": "verify"}
    assert client.post(f"/desk/request/{request.number}/reveal/", reveal).status_code == 404


def test_without_a_reason_or_too_often_it_is_not_asked(cast):
    with pytest.raises(Refused, match="为什么"):
        break_glass.ask(cast.actor("tang"), cast.a, reason="")
    with pytest.raises(Refused, match="试得太多"):
        for _ in range(6):
            break_glass.ask(cast.actor("tang"), cast.a, reason="夜里没人接电话")


@pytest.mark.parametrize("name", ["lin", "qian", "chen", "wang", "an", "shen"])
def test_only_who_answers_for_more_than_one_place_may_ask(cast, name):
    with pytest.raises(Forbidden):
        break_glass.ask(cast.actor(name), cast.a, reason="夜里没人接电话")


def test_what_an_actor_may_costs_one_statement_with_it_and_without(cast, django_assert_num_queries):
    with django_assert_num_queries(1):
        grants_of(cast.tang)
    opened(cast)
    with django_assert_num_queries(1):
        assert len(grants_of(cast.tang)) == 2


# Through the pages


def test_from_asking_to_the_mark_that_the_resident_sees(cast):
    request = cast.placed()
    tang, gao = client_of(cast.tang), client_of(cast.gao)
    asked = tang.post("/security/urgent/", once(where="芙蓉苑", reason="夜里没人接电话"))
    page = asked["Location"]
    assert Message.objects.filter(kind="glass_asked", person=cast.gao).exists()
    assert not Message.objects.filter(kind="glass_asked", person=cast.tang).exists()
    assert tang.post(page, once(answer="agree")).status_code == 403
    assert gao.post(page, once(answer="agree")).status_code == 303
    one = f"{page}{request.number}/"
    shown = tang.get(one)
    assert "楼道三层的灯坏了" in shown.content.decode()
    assert request.contact.phone not in shown.content.decode()
    assert gao.get(one).status_code == 404
    phone = tang.post(one, {"field": "phone"})
    assert request.contact.phone in phone.content.decode()
    assert [look.viewer_role for look in looks_at(cast.chen)] == [ROLE, ROLE]
    chen = client_of(cast.chen).get("/me/data/").content.decode()
    assert "紧急查看" in chen
    assert "夜里没人接电话" not in chen
    assert cast.tang.name not in chen


def test_one_request_far_from_ones_own_branch_is_asked_for_by_its_number(cast):
    """He serves a community of another street: the second wall has to know of it as well."""
    request = cast.placed()
    ServiceRequest.objects.filter(pk=request.pk).update(place=cast.b, desk=cast.b)
    other = cast.placed(text="院子里的长椅坏了")
    ServiceRequest.objects.filter(pk=other.pk).update(place=cast.b, desk=cast.b)
    he = client_of(cast.he)
    reason = {"reason": "老人家属联系不上"}
    asked = he.post("/security/urgent/", once(where=request.number, **reason))
    page = asked["Location"]
    assert he.get(f"{page}{request.number}/").status_code == 404
    assert client_of(cast.tang).post(page, once(answer="agree")).status_code == 303
    assert "楼道三层的灯坏了" in he.get(f"{page}{request.number}/").content.decode()
    assert he.get(f"{page}{other.number}/").status_code == 404
    with clock.at(BreakGlass.objects.get().to_at):
        assert client_of(cast.he).get(f"{page}{request.number}/").status_code == 404


def test_every_opening_of_the_page_is_a_look(cast):
    """The control: the page of a request that is not open to the reader writes nothing."""
    request, glass = cast.placed(), opened(cast)
    tang = client_of(cast.tang)
    address = f"/security/urgent/{glass.pk}/{request.number}/"
    for count in (1, 2, 3):
        assert tang.get(address).status_code == 200
        assert AccessEvent.objects.filter(viewer=cast.tang).count() == count
    assert client_of(cast.sun).get(address).status_code == 404
    assert AccessEvent.objects.filter(viewer=cast.sun).count() == 0


def test_a_banner_stands_on_every_page_while_it_holds(cast):
    glass = opened(cast)
    tang = client_of(cast.tang)
    for page in ("/", "/me/", "/figures/", "/organise/", "/privacy/", "/nowhere/"):
        assert 'class="glass"' in tang.get(page).content.decode(), page
    assert 'class="glass"' not in client_of(cast.gao).get("/").content.decode()
    with clock.at(glass.to_at):
        assert 'class="glass"' not in client_of(cast.tang).get("/").content.decode()


def test_it_is_asked_for_and_agreed_to_only_with_a_fresh_proof(cast):
    stale = client_of(cast.tang, proven=False)
    answer = stale.post("/security/urgent/", once(where="furongyuan", reason="夜里"))
    assert answer["Location"].startswith("/sign-in/again/")
    glass = break_glass.ask(cast.actor("tang"), cast.a, reason="夜里没人接电话")
    gao = client_of(cast.gao, proven=False)
    answer = gao.post(f"/security/urgent/{glass.pk}/", once(answer="agree"))
    assert answer["Location"].startswith("/sign-in/again/")
    assert BreakGlass.objects.get().confirmed_by is None


def test_it_stands_in_the_log_without_names_and_reasons(cast):
    opened(cast)
    rows = Entry.objects.filter(stream="security").order_by("seq").values_list("kind", "body")
    assert [kind for kind, _body in rows] == ["break-glass asked", "break-glass agreed"]
    assert not any(str(cast.tang.pk) in body or "夜里" in body for _kind, body in rows)


def test_the_pages_of_everybody_else_cost_no_statement_more(cast):
    """The banner reads what the menu has read already."""
    from django.db import connection

    client = client_of(cast.lin)
    client.get("/privacy/")
    with CaptureQueriesContext(connection) as before:
        client.get("/privacy/")
    opened(cast)
    with CaptureQueriesContext(connection) as after:
        client.get("/privacy/")
    assert len(after) == len(before)
    asked = [query["sql"] for query in after if "breakglass" in query["sql"]]
    assert len(asked) == 1
