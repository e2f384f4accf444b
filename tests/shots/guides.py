"""The guides' pictures: each step of the table, in the order of its guide."""

from playwright.sync_api import Browser, Error

from tests.shots.paper import GUIDE, MOST_BYTES_GUIDE, framed, keep
from tests.shots.steps import Errand, Step
from tests.shots.table import STEPS
from tests.shots.visit import Visit

SCALE = 1.5
COLOURS = 48


class Visits(dict[str, Visit]):
    """One for each persona, begun when it is first wanted."""

    def __init__(self, browser: Browser, url: str) -> None:
        super().__init__()
        self.browser, self.url = browser, url

    def __missing__(self, who: str) -> Visit:
        self[who] = Visit(self.browser, self.url, who, scale=SCALE)
        return self[who]


def take(browser: Browser, url: str, begins: str = "") -> None:
    """A step that presses a button leaves the town as the next one needs it.

    Whatever cannot be taken is said at the end, after the others were.
    """
    visits = Visits(browser, url)
    wanted = [step for step in STEPS if step.picture.startswith(begins)]
    missing = [fault for step in wanted if (fault := take_one(visits, step))]
    for visit in visits.values():
        visit.close()
    if missing:
        raise SystemExit("\n".join(["not taken:", *missing]))


def take_one(visits: Visits, step: Step) -> str:
    """What went wrong, or nothing."""
    visit = visits[step.who]
    try:
        for errand in step.errands:
            walk(visits[errand.who], errand)
        walk(visit, step)
        picture = framed(visit.cut(step.show, step.mark, step.tall))
        keep(GUIDE / f"{step.picture}.png", picture, MOST_BYTES_GUIDE, COLOURS)
    except (Error, AssertionError) as error:
        return f"{step.picture} at {visit.page.url}: {str(error).splitlines()[0]}"
    return ""


def walk(visit: Visit, way: Errand | Step) -> None:
    visit.go(way.path)
    for act in way.then:
        act(visit.page)
        visit.page.wait_for_load_state()
