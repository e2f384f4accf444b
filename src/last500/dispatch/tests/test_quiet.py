"""The quiet are seen by their own community alone, and asked for something small."""

import ast
import re
from pathlib import Path
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from last500.base import clock
from last500.base.errors import Conflict, Forbidden, Refused
from last500.dispatch import actions, quiet
from last500.dispatch.models import QuietMark, QuietRhythm
from last500.exports.registry import TABLES
from last500.lists.tests import world
from last500.notify.models import Message
from last500.organisations.models import Liaison
from last500.places.models import Place
from last500.posts.models import OwnDate, Post
from last500.records.models import ServiceRecord
from last500.service_requests import actions as requests
from last500.units.models import UnitReportIn
from tests.access import quiet as quiet_rows
from tests.test_access import PERSONAS, ROWS, client_for, town  # noqa: F401

pytestmark = pytest.mark.django_db
SOURCE = Path(quiet.__file__).parents[1]
BACKEND = "last500.people.backend.CodeBackend"


@pytest.fixture
def here(cast) -> SimpleNamespace:
    """One quiet unit of A's community, and an open request beside it."""
    Place.objects.filter(level="compound").update(opened_on=clock.today() - 400 * clock.DAY)
    known = SimpleNamespace(cast=cast)
    quiet_rows.add(known)
    known.request = cast.offered(open_to="community", category="small_repair", spot="yard")
    known.key = f"u-{known.quiet_unit.pk}"
    return known


def keys(community: Place) -> set[str]:
    return {one.key for one in quiet.quiet_at(community)}


def one(here: SimpleNamespace, key: str = "") -> quiet.Quiet:
    found = quiet.quiet_one(here.cast.community, key or here.key)
    assert found is not None
    return found


def ask(here: SimpleNamespace, name: str = "he", key: str = "") -> None:
    it = one(here, key)
    thing = it.proposals[0].thing.key
    actions.ask(here.cast.actor(name), here.cast.community, it, thing)


def test_a_unit_and_a_compound_with_nothing_done_in_their_rhythm_are_there(here):
    a, c = (f"c-{place.pk}" for place in (here.cast.a, here.cast.c))
    assert keys(here.cast.community) == {here.key, a, c}
    done = here.cast.accepted("li")
    requests.report_done(here.cast.actor("li"), done)
    assert keys(here.cast.community) == {here.key, c}
    QuietRhythm.objects.create(place=here.cast.c, days=366)
    Place.objects.filter(pk=here.cast.c.pk).update(opened_on=clock.today() - 300 * clock.DAY)
    assert keys(here.cast.community) == {here.key}


def record_of(here: SimpleNamespace, state: str, days: int) -> ServiceRecord:
    at = clock.now() - days * clock.DAY
    confirmed = {"confirmed_by": here.cast.lin, "confirmed_at": at, "confirmed_as": "organiser"}
    return ServiceRecord.objects.create(
        person=here.cast.wang,
        organisation=here.quiet_unit,
        place=here.cast.a,
        source="own",
        kind="tidying",
        began_at=at,
        ended_at=at + clock.HOUR,
        minutes=60,
        state=state,
        entered_at=at,
        **(confirmed if state == "confirmed" else {}),
    )


def test_a_confirmed_record_of_its_members_is_something_done_and_a_claim_of_theirs_is_not(here):
    record_of(here, "entered", days=3)
    assert here.key in keys(here.cast.community)
    record_of(here, "confirmed", days=5)
    assert here.key not in keys(here.cast.community)


def test_its_own_rhythm_and_a_report_in_both_agreed_to(here):
    UnitReportIn.objects.update(rhythm_days=300)
    assert here.key not in keys(here.cast.community)
    UnitReportIn.objects.update(rhythm_days=90, state="ended", ended_at=clock.now())
    assert here.key not in keys(here.cast.community)


def test_each_proposal_has_its_reason_in_words_and_nothing_of_whose(here):
    page = client_for(here, "he").get(f"/desk/{here.cast.community.pk}/quiet/").content.decode()
    assert "印刷厂" in page and "小修小补" in page and "就在这个社区" in page
    request = here.request
    for private in (request.contact.name, request.contact.phone, "2单元301", "看不清"):
        assert private not in page
    for blame in ("落后", "未完成", "超时", "不合格", "排名", "警告", "懒"):
        assert blame not in page


def test_one_press_asks_the_liaison_and_no_second_within_thirty_days(here):
    ask(here)
    told = Message.objects.get(person=here.cast.hua, channel="inbox")
    assert told.kind == "quiet_asked"
    assert told.link == f"/j/{here.request.number}/"
    with pytest.raises(Conflict):
        ask(here)
    assert Message.objects.filter(kind="quiet_asked", channel="inbox").count() == 1
    with clock.at(clock.now() + 31 * clock.DAY):
        here.cast.offered(open_to="community", category="environment", spot="yard")
        ask(here)
    assert Message.objects.filter(kind="quiet_asked", channel="inbox").count() == 2


def test_a_compound_is_asked_through_its_secretary(here):
    ask(here, key=f"c-{here.cast.a.pk}")
    assert Message.objects.get(kind="quiet_asked", channel="inbox").person == here.cast.lin
    with pytest.raises(Refused):  # nobody holds the desk of C
        ask(here, key=f"c-{here.cast.c.pk}")


def test_nobody_to_hear_it_is_said_and_asks_nothing(here):
    Liaison.objects.all().delete()
    with pytest.raises(Refused):
        ask(here)
    assert not QuietMark.objects.exclude(asked_at=None).exists()


def test_left_alone_for_sixty_days_then_the_mark_is_gone(here):
    actions.leave_alone(here.cast.actor("he"), here.cast.community, one(here))
    assert here.key not in keys(here.cast.community)
    assert actions.clear_marks() == 0
    with clock.at(clock.now() + 60 * clock.DAY):
        assert here.key in keys(here.cast.community)
        assert actions.clear_marks() == 1


def test_the_community_sets_the_rhythm_of_its_compounds_and_of_no_other(here):
    he, cast = here.cast.actor("he"), here.cast
    actions.set_rhythm(he, cast.community, cast.a, days=180)
    assert QuietRhythm.objects.get(place=cast.a).days == 180
    with pytest.raises(Refused):
        actions.set_rhythm(he, cast.community, cast.a, days=3)
    with pytest.raises(Forbidden):
        actions.set_rhythm(he, cast.community, cast.b, days=30)


@pytest.mark.parametrize("name", ["sun", "tang", "gao", "lin", "op", "qian"])
def test_nobody_above_or_beside_asks_or_leaves_alone(here, name):
    actor, community, it = here.cast.actor(name), here.cast.community, one(here)
    with pytest.raises(Forbidden):
        ask(here, name)
    with pytest.raises(Forbidden):
        actions.leave_alone(actor, community, it)
    with pytest.raises(Forbidden):
        actions.set_rhythm(actor, community, here.cast.a, days=30)
    assert not QuietMark.objects.visible_to(actor).exists()


def a_post(cast, **more: object):
    today = clock.today()
    filled = {
        "place": cast.a, "kind": "repair", "title": "周末修理摊", "what": "看小家电",
        "pattern": "free", "from_on": today - 40 * clock.DAY, "until_on": today + 40 * clock.DAY,
        "places": 3, "risk": "none", "state": "open", "made_at": clock.now(),
    } | more  # fmt: skip
    return Post.objects.create(**filled)


def test_a_post_that_somebody_served_at_is_something_done_and_a_free_place_is_proposed(here):
    a = f"c-{here.cast.a.pk}"
    post = a_post(here.cast)
    (proposal,) = [p for p in one(here, a).proposals if p.thing.kind == "post"]
    assert (proposal.thing.title, proposal.thing.missing) == ("周末修理摊", 3)
    assert "here" in proposal.reasons
    today = clock.today()
    OwnDate.objects.create(post=post, person=here.cast.wang, on=today, says="comes")
    assert a in keys(here.cast.community)
    OwnDate.objects.update(minutes=60)
    assert a not in keys(here.cast.community)


def test_a_need_that_fits_what_the_unit_offers_comes_first_with_the_reason_of_the_lists(here):
    cast = here.cast
    library = world.unit(cast, "hua")
    UnitReportIn.objects.filter(organisation=library).update(
        unit_agreed_at=clock.now() - 200 * clock.DAY,
        community_agreed_at=clock.now() - 200 * clock.DAY,
    )
    world.room(cast, library, "hua")
    need = world.need(cast, kind="room")
    first = one(here, f"u-{library.pk}").proposals[0].thing
    assert (first.kind, first.key) == ("need", str(need.pk))
    assert first.why
    claim = world.claimed(cast, need, library, "hua")
    # What it has claimed already is not proposed to it, and is something done when it was held.
    assert first.key not in {p.thing.key for p in one(here, f"u-{library.pk}").proposals}
    type(claim).objects.filter(pk=claim.pk).update(state="held", closed_at=clock.now(), due_at=None)
    assert f"u-{library.pk}" not in keys(cast.community)


def test_what_needs_a_qualification_is_no_small_thing_to_ask_about(here):
    open_to_all = {"open_to": "community", "spot": "home", "helper_gender": ""}
    matter = here.cast.offered(category="health_mind", **open_to_all)
    titles = {p.thing.key for q in quiet.quiet_at(here.cast.community) for p in q.proposals}
    assert here.request.number in titles
    assert matter.number not in titles


# ---- no list of the quiet exists above -----------------------------------------------------------


@pytest.mark.parametrize("name", ["sun", "tang", "gao"])
def test_no_page_of_those_above_leads_to_it_or_names_what_is_quiet(town, name):  # noqa: F811
    """Every page that they may open, without what anybody may read: nothing of it anywhere."""
    from tests.security.crawl import addresses, ask

    client = client_for(town, name)
    for row, address in addresses(town):
        if row.method == "get" and row.expected(name) == 200:
            page = ask(client, name, "get", address).html
            assert not re.search(r"/desk/\d+/quiet/", page), address
            assert "可以问一问" not in page, address
    assert client.get(f"/desk/{town.cast.community.pk}/quiet/").status_code == 404


def test_the_control_the_community_finds_its_way_to_it(town):  # noqa: F811
    community = town.cast.community.pk
    page = client_for(town, "he").get(f"/desk/{community}/").content.decode()
    assert f"/desk/{community}/quiet/" in page
    street = client_for(town, "sun").get(f"/desk/{community}/").content.decode()
    assert "/quiet/" not in street


def test_nothing_but_its_own_page_reads_it():
    """No figure, no export, no other page: enumerated, so that whatever is added is held to it."""
    may = {"dispatch", "web/desk/quiet.py", "web/desk/urls.py", "cli/jobs.py", "demo"}
    names = {"quiet_at", "quiet_one", "QuietMark", "QuietRhythm", "idleness"}
    found = set()
    for path in SOURCE.rglob("*.py"):
        shown = path.relative_to(SOURCE).as_posix()
        if shown.startswith(tuple(may)) or "/migrations/" in shown or "/tests/" in shown:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            said = getattr(node, "id", getattr(node, "attr", getattr(node, "name", "")))
            if said in names:
                found.add(shown)
    assert found == set()


def test_no_table_that_is_taken_away_and_no_figure_is_made_of_it():
    asked = {model._meta.db_table for model in apps.get_app_config("dispatch").get_models()}
    of_quiet = {table for table in asked if "quiet" in table or "idle" in table}
    assert of_quiet == {"dispatch_quietmark", "dispatch_quietrhythm"}
    assert not [code for code in TABLES if "quiet" in code or "idle" in code]
    stats = "".join(p.read_text(encoding="utf-8") for p in (SOURCE / "stats").rglob("*.py"))
    assert "quiet" not in stats.lower() and "idle" not in stats.lower()


def test_the_number_of_statements_does_not_grow_with_units_and_compounds(here):
    client = Client()
    client.force_login(here.cast.he, backend=BACKEND)
    address = f"/desk/{here.cast.community.pk}/quiet/"
    client.get(address)
    with CaptureQueriesContext(connection) as before:
        client.get(address)
    for number in range(5):
        more = SimpleNamespace(cast=here.cast)
        quiet_rows.add(more)
        more.quiet_unit.name = f"单位{number}"
        more.quiet_unit.save()
        here.cast.offered(open_to="community", category="environment", spot="yard")
    with CaptureQueriesContext(connection) as after:
        client.get(address)
    assert len(after) <= len(before) <= 20


def test_a_form_sent_twice_asks_once(here):
    client = Client()
    client.force_login(here.cast.he, backend=BACKEND)
    form = {"once": uuid4().hex, "thing": here.request.number}
    for _time in range(2):
        answer = client.post(f"/desk/{here.cast.community.pk}/quiet/{here.key}/ask/", form)
        assert answer.status_code == 303
    assert Message.objects.filter(kind="quiet_asked", channel="inbox").count() == 1


def test_every_persona_is_thought_of():
    assert {row.name for row in ROWS} >= {"desk:quiet", "desk:quiet_ask", "desk:quiet_later"}
    assert "sun" in PERSONAS
