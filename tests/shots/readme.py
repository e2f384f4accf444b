"""The README's pictures: spine, compound, me, desk, elder, figures, market, project, books,
vote."""

from PIL import Image
from playwright.sync_api import Browser

from tests.shots.paper import IMAGES, MOST_BYTES, keep, side_by_side
from tests.shots.visit import PHONE, Visit


def compound(browser: Browser, url: str) -> Image.Image:
    return taken(Visit(browser, url).go("/c/liuhua/"))


def place(browser: Browser, url: str) -> Image.Image:
    visit = Visit(browser, url).go("/c/liuhua/request/")
    visit.page.get_by_label("写两句").fill("厨房的水龙头关不严，滴了三天，晚上听着睡不着。")
    visit.page.get_by_label("小修小补").check(force=True)
    return taken(visit)


def follow(browser: Browser, url: str) -> Image.Image:
    """The one of the resident's own requests that somebody has accepted."""
    visit = Visit(browser, url, "resident").go("/")
    visit.page.locator('a.card[href^="/r/"]', has_text="有人接了").first.click()
    visit.page.wait_for_load_state()
    return taken(visit)


def for_me(browser: Browser, url: str) -> Image.Image:
    return taken(Visit(browser, url, "helper").go("/me/"))


def desk(browser: Browser, url: str) -> Image.Image:
    """The card whose best helpers are proposed."""
    visit = Visit(browser, url, "secretary").go("/desk/")
    visit.page.locator(".piles a", has_text="待派").first.click()
    visit.page.wait_for_load_state("networkidle")
    return taken(visit)


def elder(browser: Browser, url: str) -> Image.Image:
    visit = Visit(browser, url).go("/c/liuhua/")
    visit.page.get_by_role("button", name="长辈版").click()
    visit.page.wait_for_load_state()
    return taken(visit.go("/c/liuhua/"))


def figures(browser: Browser, url: str) -> Image.Image:
    visit = Visit(browser, url, "community", wide=True).go("/figures/")
    visit.page.locator("ul.links a", has_text="的情况").first.click()
    visit.page.wait_for_load_state()
    return taken(visit)


def market(browser: Browser, url: str) -> Image.Image:
    return taken(Visit(browser, url, "helper").go("/market/"))


def project(browser: Browser, url: str) -> Image.Image:
    """One that looks for people."""
    visit = Visit(browser, url, "helper").go("/projects/at/liuhua/")
    visit.page.locator("main a.card", has_text="在招人").first.click()
    visit.page.wait_for_load_state()
    return taken(visit)


def books(browser: Browser, url: str) -> Image.Image:
    return taken(Visit(browser, url).go("/ledger/at/liuhua/"))


def vote(browser: Browser, url: str) -> Image.Image:
    """The result of the one that is over."""
    visit = Visit(browser, url).go("/votes/at/liuhua/")
    visit.page.locator("main a.card", has_text="结果公示了").click()
    visit.page.wait_for_load_state()
    return taken_from(visit, "section:has(> h2:text('结果'))")


def taken_from(visit: Visit, selector: str) -> Image.Image:
    """A telephone scrolled to where this begins."""
    try:
        return visit.cut(selector, "", PHONE["height"])
    finally:
        visit.close()


def taken(visit: Visit) -> Image.Image:
    try:
        return visit.picture()
    finally:
        visit.close()


def take(browser: Browser, url: str) -> None:
    row = [shoot(browser, url) for shoot in (compound, place, follow, for_me, desk)]
    pictures = {
        "spine": side_by_side(row),
        "compound": row[0],
        "me": row[3],
        "desk": row[4],
        "elder": elder(browser, url),
        "figures": figures(browser, url),
        "market": market(browser, url),
        "project": project(browser, url),
        "books": books(browser, url),
        "vote": vote(browser, url),
    }
    for name, picture in pictures.items():
        keep(IMAGES / f"{name}.png", picture, MOST_BYTES)
