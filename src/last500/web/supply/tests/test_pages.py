"""The supply map as its readers see it, and what its buttons do."""

import re
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.base.ids import uuid7
from last500.dispatch import supply_asks
from last500.dispatch.models import HelpAsk, SupplySheet
from last500.dispatch.supply_sheets import work_out
from last500.dispatch.tests import crowd
from last500.notify.models import Message
from last500.organisations.models import Office
from last500.places.models import Place
from last500.places.rules import path_step
from last500.service_requests.models import ServiceRequest

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def text(response) -> str:
    return response.content.decode()


def words(response) -> str:
    """What is to be read, without the marks."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text(response)))


def lay(parent: Place, level: str, name: str, **more: object) -> Place:
    place = Place.objects.create(parent=parent, level=level, name=name, path=uuid7().hex, **more)
    place.path = parent.path + path_step(place.pk)
    place.save(update_fields=["path"])
    return place


@pytest.fixture
def town(cast) -> SimpleNamespace:
    """A's community has neighbours to spare; a second one in the street is short of them."""
    second = lay(cast.street, "community", "西河社区", code="990101001002")
    compound = lay(second, "compound", "西河里", slug="xihe", kind="old")
    Office.objects.create(
        person=cast.hua, kind="community_officer", place=second, from_on=clock.today() - clock.DAY
    )
    crowd.helpers(cast.a, 20, served=600)
    crowd.requests(cast.a, 6)
    crowd.requests(compound, 20, minutes=240)
    work_out()
    return SimpleNamespace(cast=cast, second=second, compound=compound)


def post(client: Client, address: str, **more: object):
    return client.post(address, {"once": uuid7().hex} | more)


def ask(town, who=None):
    client = as_(who or town.cast.hua)
    asked = {"asked": town.cast.community.pk, "group": "repair"}
    return post(client, f"/supply/{town.second.pk}/ask/", **asked)


# ---- what is read --------------------------------------------------------------------------------


def test_a_short_place_says_what_it_lacks_and_whom_it_could_ask(town):
    page = words(as_(town.cast.hua).get(f"/supply/{town.second.pk}/"))
    assert "最缺修修补补，折成四周大约缺 25 小时，平日晚上缺得最多。" in page
    assert "缺 25" in page and "要 25 · 能 0" in page
    assert "芙蓉社区的修修补补，四周里大约有 24 小时有余，都是自己说过愿意在本街道帮忙的。" in page
    assert "问问那边的值守" in page


def test_a_place_where_nobody_asked_is_not_called_rich(town):
    far = Place.objects.get(name="玉桥社区")
    crowd.helpers(town.cast.b, 40, served=600)
    work_out()
    page = text(as_(town.cast.qian).get(f"/supply/{town.cast.b.pk}/"))
    assert "90 天里没有记下求助。" in page
    assert 'class="unasked' in page
    assert 'class="spare' not in page and not re.search(r"余 \d", page)
    above = words(as_(town.cast.tang).get(f"/supply/{far.parent_id}/"))
    assert "玉桥社区 没有记下求助" in above


def test_the_places_below_stand_in_the_order_of_the_register(town):
    page = words(as_(town.cast.sun).get(f"/supply/{town.cast.street.pk}/"))
    below = page.split("下面的地方，按名册排")[1]
    assert below.index("芙蓉社区") < below.index("西河社区")
    assert "西河社区 修修补补 平日晚上 缺 25 小时" in below


def test_one_kind_alone(town):
    page = words(as_(town.cast.hua).get(f"/supply/{town.second.pk}/?group=care"))
    assert "列得出来的里面，眼下没有缺的。" in page
    assert "问问那边的值守" not in page


def test_before_the_first_night_it_says_so(cast):
    page = as_(cast.he).get(f"/supply/{cast.community.pk}/")
    assert "还没有算过" in text(page)


def test_nobody_of_the_helpers_or_askers_is_named(town):
    pages = "".join(text(as_(town.cast.sun).get(f"/supply/{p.pk}/")) for p in Place.objects.all())
    assert town.cast.wang.called not in pages and "邻居师傅" not in pages


def test_as_a_table(town):
    client = as_(town.cast.sun)
    sheet = client.get(f"/supply/{town.cast.street.pk}/sheet/?as=csv")
    lines = sheet.content.decode("utf-8-sig").splitlines()
    assert lines[0] == "地方,帮什么,时间,要多少小时,能帮多少小时,缺多少小时"
    assert "西河社区,修修补补,平日晚上,25,0,25" in lines


def test_a_street_of_sixty_communities_takes_as_many_statements_as_one_of_two(town):
    client = as_(town.cast.sun)
    address = f"/supply/{town.cast.street.pk}/"
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(58):
        place = lay(town.cast.street, "community", f"社区{number:02d}")
        SupplySheet.objects.create(
            place=place,
            made_at=clock.now(),
            figures=[["repair", "all", 30, 4], ["care", "all", 9, 20]],
        )
    proposals = [[town.second.pk, p.pk, "repair", 8, "street"] for p in Place.objects.all()[:60]]
    SupplySheet.objects.filter(place=town.cast.street).update(proposals=proposals)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address)
    assert len(many) == len(few) <= 9
    assert "社区57" in text(page)
    assert len(page.content) < 100_000


# ---- what is pressed -----------------------------------------------------------------------------


def test_one_press_asks_the_other_desk_and_no_second_within_four_weeks(town):
    assert ask(town).status_code == 303
    told = Message.objects.filter(kind="help_asked")
    assert set(told.values_list("person", flat=True)) == {town.cast.he.pk}
    assert ask(town).status_code == 409
    assert "问过了，等等看" in text(as_(town.cast.hua).get(f"/supply/{town.second.pk}/"))
    with clock.at(clock.now() + supply_asks.ASK_AGAIN):
        assert supply_asks.ask(
            town.cast.actor("sun"), town.second, town.cast.community.pk, "repair"
        )


def test_only_what_the_map_proposes_is_asked(town):
    client = as_(town.cast.hua)
    address = f"/supply/{town.second.pk}/ask/"
    other = {"asked": town.cast.community.pk, "group": "care"}
    assert post(client, address, **other).status_code == 409
    assert post(client, address, asked="x", group="repair").status_code == 409
    assert not HelpAsk.objects.exists()


def test_the_other_desk_says_not_now_or_willing_once(town):
    ask(town)
    one = HelpAsk.objects.get()
    page = text(as_(town.cast.he).get(f"/supply/{town.cast.community.pk}/"))
    assert "别处的值守来问" in page and "这次不方便" in page
    address = f"/supply/{town.cast.community.pk}/answer/{one.pk}/"
    assert post(as_(town.cast.he), address, answer="not_now").status_code == 303
    assert post(as_(town.cast.he), address, answer="willing").status_code == 409
    one.refresh_from_db()
    assert one.answer == "not_now"
    told = Message.objects.filter(kind="help_not_now")
    assert set(told.values_list("person", flat=True)) == {town.cast.hua.pk}


def test_whoever_asked_does_not_answer_for_the_other(town):
    ask(town)
    one = HelpAsk.objects.get()
    address = f"/supply/{town.cast.community.pk}/answer/{one.pk}/"
    assert post(as_(town.cast.hua), address, answer="willing").status_code == 404
    address = f"/supply/{town.second.pk}/answer/{one.pk}/"
    assert post(as_(town.cast.hua), address, answer="willing").status_code == 404
    one.refresh_from_db()
    assert one.answer == ""


def test_silence_is_no_yes_and_is_forgotten(town):
    ask(town)
    with clock.at(clock.now() + supply_asks.ASK_AGAIN - clock.HOUR):
        assert supply_asks.forget_asks() == 0
    with clock.at(clock.now() + supply_asks.ASK_AGAIN):
        assert supply_asks.forget_asks() == 1
    assert not Message.objects.filter(kind="help_willing").exists()


def test_a_desk_that_nobody_holds_is_not_asked(town):
    Office.objects.filter(person=town.cast.he).delete()
    assert ask(town).status_code == 422
    assert not HelpAsk.objects.exists()


def test_who_reads_without_a_desk_presses_nothing(town):
    page = text(as_(town.cast.tang).get(f"/supply/{town.second.pk}/"))
    assert "问问那边的值守" not in page and "都请远一级" not in page
    assert ask(town, town.cast.tang).status_code == 403


def test_one_press_opens_all_waiting_offers_of_a_kind_one_level_further(town):
    cast = town.cast
    one = cast.offered("wang", open_to="compound", category="small_repair", spot="home")
    other = cast.offered("li", open_to="compound", category="environment", spot="yard")
    named = cast.offered("zhou", category="small_repair", spot="home")
    client = as_(cast.lin)
    page = text(client.get(f"/supply/{cast.a.pk}/"))
    assert "再请远一点：修修补补" in page
    assert post(client, f"/supply/{cast.a.pk}/open/", group="repair").status_code == 303
    assert [cast.fresh(r).open_to for r in (one, other, named)] == ["community", "compound", ""]


def test_an_offer_that_is_open_to_the_street_goes_no_further(town):
    """Above the street it would be closed as unmet: that is a step of its own."""
    cast = town.cast
    one = cast.offered("wang", open_to="compound", category="small_repair", spot="home")
    for _press in range(4):
        post(as_(cast.sun), f"/supply/{cast.street.pk}/open/", group="repair")
    assert (cast.fresh(one).open_to, cast.fresh(one).state) == ("street", "offered")


def test_nobody_is_asked_or_told_by_opening_further(town):
    """It is an open offer: whoever would go so far sees it; nobody is given anything to do."""
    cast = town.cast
    one = cast.offered("wang", open_to="compound", category="small_repair", spot="home")
    before = one.invitations.count()
    post(as_(cast.lin), f"/supply/{cast.a.pk}/open/", group="repair")
    assert one.invitations.count() == before
    assert ServiceRequest.objects.get(pk=one.pk).taken == 0


def test_units_that_offer_what_is_missing_are_shown_with_the_way_there(town):
    from last500.lists.models import Resource, ResourceOffer
    from last500.organisations.models import Organisation
    from last500.units.models import UnitReportIn

    unit = Organisation.objects.create(name="机修厂", kind="unit", place=town.cast.street)
    now = clock.now()
    UnitReportIn.objects.create(
        organisation=unit,
        community=town.second,
        state="agreed",
        asked_at=now,
        unit_agreed_by=town.cast.hua,
        unit_agreed_at=now,
        community_agreed_by=town.cast.hua,
        community_agreed_at=now,
    )
    for title, skills in (("钳工小组", ["locks_doors"]), ("合唱队", ["music"])):
        one = Resource.objects.create(
            organisation=unit, kind="service", title=title, skills=skills, made_at=now
        )
        ResourceOffer.objects.create(resource=one, community=town.second)
    page = text(as_(town.cast.hua).get(f"/supply/{town.second.pk}/"))
    assert "钳工小组" in page and "合唱队" not in page


def test_the_door_to_it_stands_at_the_desk_and_with_the_figures(town):
    page = text(as_(town.cast.he).get(f"/desk/{town.cast.community.pk}/"))
    assert f"/supply/{town.cast.community.pk}/" in page
    page = text(as_(town.cast.tang).get(f"/figures/{town.cast.street.pk}/"))
    assert f"/supply/{town.cast.street.pk}/" in page
