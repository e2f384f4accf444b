"""The pictures of the guides for liaison, member and community officer, one for each step.

Taken by `make shots` of the same demo town as the README's. A step is a page, reached as its
reader reaches it: an address, then links pressed by a part of their address.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image
from playwright.sync_api import Browser

from tests.shots import Visit, taken


@dataclass(frozen=True)
class Step:
    """`press` are parts of the addresses of links to follow from `path`, one after another."""

    name: str
    persona: str
    path: str
    press: tuple[str, ...] = ()


LIAISON = (
    Step("liaison-home", "liaison", "/units/"),
    Step("liaison-report-in", "liaison", "/units/report-in/"),
    Step("liaison-agreement", "liaison", "/units/", ("/units/0", "/letter/")),
    Step("liaison-members", "liaison", "/units/", ("/members/",)),
    Step("liaison-resources", "liaison", "/units/", ("/lists/unit/",)),
    Step("liaison-offer", "liaison", "/units/", ("/lists/unit/", "/add/")),
    Step("liaison-feedback", "liaison", "/feedback/unit/"),
)
MEMBER = (
    Step("member-wishes", "helper", "/me/wishes/"),
    Step("member-times", "helper", "/me/wishes/times/"),
    Step("member-posts", "helper", "/posts/at/liuhua/"),
    Step("member-own-posts", "helper", "/posts/"),
    Step("member-team", "helper", "/teams/"),
    Step("member-pairing", "helper", "/pairings/"),
    Step("member-turns", "helper", "/rotas/"),
    Step("member-records", "helper", "/records/"),
    Step("member-certificate", "helper", "/records/certificate/"),
    Step("member-feedback", "helper", "/feedback/mine/"),
)
COMMUNITY = (
    Step("community-desk", "community", "/desk/"),
    Step("community-units", "community", "/desk/", ("/units/desk/",)),
    Step("community-lists", "community", "/desk/", ("/lists/desk/",)),
    Step("community-profile", "community", "/desk/", ("/lists/profile/",)),
    Step("community-posts", "community", "/desk/", ("/posts/desk/",)),
    Step("community-teams", "community", "/desk/", ("/teams/desk/",)),
    Step("community-pairings", "community", "/desk/", ("/pairings/desk/",)),
    Step("community-rotas", "community", "/desk/", ("/rotas/desk/",)),
    Step("community-records", "community", "/desk/", ("/records/desk/",)),
    Step("community-feedback", "community", "/desk/", ("/feedback/desk/",)),
    Step("community-quiet", "community", "/desk/", ("/quiet/",)),
)
STEPS = (*LIAISON, *MEMBER, *COMMUNITY)


def picture(browser: Browser, url: str, step: Step) -> Image.Image:
    visit = Visit(browser, url, step.persona).go(step.path)
    for part in step.press:
        visit.page.locator(f'main a[href*="{part}"]').first.click()
        visit.page.wait_for_load_state()
    return taken(visit)


def pictures(browser: Browser, url: str) -> Iterator[tuple[str, Image.Image]]:
    for step in STEPS:
        yield step.name, picture(browser, url, step)
