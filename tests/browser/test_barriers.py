"""Everybody can use it: axe-core, elder mode's sizes, narrow screens, keyboard, no foreign host.

One walk opens the pages at three sizes and measures all of it at once: opening is what costs.
"""

from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Request, expect

from last500.complaints import actions as complaints
from last500.complaints.models import Complainant
from last500.service_requests import actions
from tests.browser.conftest import DESK
from tests.browser.measure import (
    LEAST,
    MAIN_TARGETS,
    SIDEWAYS,
    TOO_SMALL,
    Stop,
    axe,
    by_reader,
    elder,
    faults,
)
from tests.browser.walk import shown_number

STOPS = [
    Stop("home", "", lambda t: "/"),
    Stop("compound", "", lambda t: "/c/furongyuan/"),
    Stop("what", "", lambda t: "/c/furongyuan/request/"),
    Stop("find", "", lambda t: "/follow/"),
    Stop("sign in", "", lambda t: "/sign-in/"),
    Stop("report in", "hua", lambda t: "/c/furongyuan/report-in/"),
    Stop("follow an accepted one", "chen", lambda t: f"/r/{t.accepted.number}/"),
    Stop("follow a done one", "chen", lambda t: f"/r/{t.done.number}/"),
    Stop("sent", "chen", lambda t: f"/r/{t.placed.number}/?sent=1"),
    Stop("solved", "chen", lambda t: f"/r/{t.done.number}/solved/"),
    Stop("not solved", "chen", lambda t: f"/r/{t.done.number}/not-solved/"),
    Stop("withdraw", "chen", lambda t: f"/r/{t.placed.number}/withdraw/"),
    Stop("for me", "li", lambda t: "/me/"),
    Stop("help", "wang", lambda t: f"/me/help/{t.accepted.pk}/"),
    Stop("helps", "wang", lambda t: "/me/helps/"),
    Stop("wishes", "wang", lambda t: "/me/wishes/"),
    Stop("inbox", "wang", lambda t: "/me/inbox/"),
    Stop("my data", "wang", lambda t: "/me/data/"),
    Stop("change my data", "wang", lambda t: "/me/data/change/"),
    Stop("lock", "wang", lambda t: "/me/data/lock/"),
    Stop("delete", "wang", lambda t: "/me/data/delete/"),
    Stop("consents", "chen", lambda t: "/me/data/consents/"),
    Stop("devices", "wang", lambda t: "/me/devices/"),
    Stop("prove it again", "wang", lambda t: "/sign-in/again/"),
    Stop("data of one request", "chen", lambda t: f"/r/{t.placed.number}/data/"),
    Stop("erase one request", "chen", lambda t: f"/r/{t.placed.number}/data/erase/"),
    Stop("privacy", "", lambda t: "/privacy/"),
    Stop("complain", "", lambda t: "/complaint/"),
    Stop("find a complaint", "", lambda t: "/complaint/find/"),
    Stop("the quarter's complaints", "", lambda t: "/complaint/figures/"),
    Stop("told", "chen", lambda t: f"/complaint/{t.told}/?sent=1"),
    Stop("follow a complaint", "chen", lambda t: f"/complaint/{t.told}/"),
    Stop("my complaints", "chen", lambda t: "/me/complaints/"),
    Stop("desk of complaints", "he", lambda t: "/complaints/"),
    Stop("one complaint", "he", lambda t: f"/complaints/{t.told.complaint_id}/"),
    Stop("exports", "he", lambda t: "/exports/"),
    Stop("an export", "he", lambda t: "/exports/new/"),
    Stop("two people's matters", "op", lambda t: "/security/"),
    Stop("accounts", "an", lambda t: "/security/accounts/"),
    Stop("administrators", "op", lambda t: f"/security/administrators/{t.city.pk}/"),
    Stop("audit", "shen", lambda t: "/security/audit/"),
    Stop("state of the house", "op", lambda t: "/organise/health/"),
    Stop("desk, to verify", "lin", lambda t: f"/desk/{t.a.pk}/?pile=verify"),
    Stop("desk, to invite", "lin", lambda t: f"/desk/{t.a.pk}/?pile=offer"),
    Stop("desk, waiting for a word", "lin", lambda t: f"/desk/{t.a.pk}/?pile=word"),
    Stop("enter", "lin", lambda t: f"/desk/{t.a.pk}/enter/"),
    Stop("slip", "lin", lambda t: f"/desk/{t.a.pk}/slip/{t.entered.number}/"),
    Stop("one request", "he", lambda t: f"/desk/request/{t.placed.number}/", wide=True),
    Stop("what needs me", "he", lambda t: "/figures/", wide=True),
    Stop("figures", "sun", lambda t: f"/figures/{t.street.pk}/", wide=True),
    Stop("history", "sun", lambda t: f"/figures/{t.street.pk}/history/", wide=True),
]


@dataclass
class Town:
    """The cast, and one request in each state the pages show."""

    cast: object
    placed: object
    accepted: object
    done: object
    entered: object
    told: Complainant

    def __getattr__(self, name: str) -> object:
        return getattr(self.cast, name)


@pytest.fixture
def town(live_server, cast) -> Town:
    accepted = cast.accepted()
    reasons = {cast.li.pk: ["in_compound", "skill:electric_repair"]}
    actions.offer(cast.actor("lin"), cast.verified(), helpers=[cast.li.pk], reasons=reasons)
    done = cast.done()
    cast.verified()
    entered = cast.placed(by="lin", text="三楼的灯不亮。", channel="paper", consent="signed_paper")
    told = complaints.receive(
        cast.actor("chen"),
        complaints.Telling(
            "complaint", "handling", "灯坏了没人管。", cast.a, open_name=True, consent=True
        ),
    )
    return Town(cast, cast.placed(), accepted, done, entered, told.complainant)


def opened(open_page, town: Town, who: str, viewport=None) -> Page:
    person = getattr(town.cast, who) if who else None
    return open_page(person, viewport=viewport) if viewport else open_page(person)


def test_no_page_of_the_journeys_has_a_barrier(open_page, live_server, town, no_barriers):
    """axe-core, targets, type sizes, sideways scrolling, no foreign host; at 17, 20 and 30 px."""
    wrong: list[str] = []
    own = urlsplit(live_server.url).netloc

    def only_our_host(request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in {"http", "https", "ws", "wss"} and parts.netloc != own:
            wrong.append(f"a foreign host is asked: {request.url}")

    for who, stops in by_reader(STOPS):
        page = opened(open_page, town, who)
        page.on("request", only_our_host)
        for size in (0, 20, 30):
            elder(page, live_server, size)
            for stop in stops:
                answer = page.goto(live_server.url + stop.address(town))
                assert answer and answer.status == 200, stop.name
                asked = urlsplit(stop.address(town)).path
                assert urlsplit(page.url).path == asked, f"{stop.name} led elsewhere"
                wrong += [
                    f"{stop.name} at {size or 17} px: {fault}" for fault in faults(page, size)
                ]
                if size != 30:
                    wrong += axe(page, stop, size, no_barriers)
    assert not wrong, "\n".join(wrong)


def test_the_desks_have_no_barrier_on_a_desktop(open_page, live_server, town, no_barriers):
    for who in ("he", "sun"):
        page = opened(open_page, town, who, DESK)
        for stop in (stop for stop in STOPS if stop.wide and stop.who == who):
            page.goto(live_server.url + stop.address(town))
            assert page.evaluate(SIDEWAYS) <= 0, stop.name
            no_barriers(page)


def test_the_reader_chooses_the_size_up_to_30_px(phone, live_server, cast):
    phone.goto(f"{live_server.url}/c/furongyuan/")
    phone.get_by_role("button", name="长辈版").click()
    body = "() => parseFloat(getComputedStyle(document.body).fontSize)"
    phone.wait_for_load_state()
    assert phone.evaluate(body) >= 18
    phone.get_by_role("link", name="字号").click()
    phone.get_by_role("button", name="最大").click()
    phone.get_by_role("link", name="好了，回去").click()
    phone.wait_for_load_state()
    assert phone.evaluate(body) == 30
    assert phone.url.endswith("/c/furongyuan/")


def test_the_second_step_has_no_barrier(phone, live_server, cast, no_barriers):
    phone.goto(f"{live_server.url}/c/furongyuan/request/")
    phone.get_by_label("写两句").fill("父亲刚才在家晕倒了！")
    expect(phone.locator("#hint")).to_contain_text("120")
    no_barriers(phone)
    phone.get_by_role("button", name="下一步").click()
    phone.wait_for_load_state()
    no_barriers(phone)
    assert phone.evaluate(TOO_SMALL, [MAIN_TARGETS, LEAST]) == []
    phone.get_by_role("button", name="发出").click()
    expect(phone.locator(".summary")).to_be_focused()
    no_barriers(phone)


def test_a_request_is_placed_with_the_keyboard_alone(phone, live_server, cast):
    """Tab, space, arrows and Enter; what has the focus is always seen to have it."""

    def tab_to(wanted: str) -> None:
        for _step in range(60):
            phone.keyboard.press("Tab")
            if phone.evaluate("w => document.activeElement.matches(w)", wanted):
                assert phone.evaluate("() => document.activeElement.matches(':focus-visible')"), (
                    wanted
                )
                return
        raise AssertionError(f"Tab does not come to {wanted}")

    phone.goto(f"{live_server.url}/c/furongyuan/")
    tab_to("a.btn.do")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/request/")
    tab_to("[name=category]")
    phone.keyboard.press("ArrowRight")
    tab_to("[name=text]")
    phone.keyboard.type("水龙头滴水。")
    tab_to("button[value=next]")
    phone.keyboard.press("Enter")
    expect(phone.locator("[name=phone]")).to_be_visible()
    tab_to("[name=phone]")
    phone.keyboard.type("10000005555")
    tab_to("[name=consent]")
    phone.keyboard.press("Space")
    tab_to("button[value=send]")
    phone.keyboard.press("Enter")
    expect(phone.locator("#number")).to_be_visible()
    assert shown_number(phone)
