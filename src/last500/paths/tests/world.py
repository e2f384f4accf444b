"""What compound A really did, by the own verbs of each app; none of it knows of paths."""

from datetime import timedelta

from last500.activities import actions as activities
from last500.activities.models import Activity
from last500.activities.tests import town as activities_town
from last500.base import clock
from last500.consultations import actions as consultations
from last500.consultations.models import Consultation
from last500.consultations.tests import world as consultations_world
from last500.councils import actions as councils
from last500.councils.models import Meeting
from last500.councils.rules import Came
from last500.councils.tests import world as councils_world
from last500.covenants import actions as covenants
from last500.covenants.models import Version
from last500.covenants.tests import world as covenants_world
from last500.grids.models import Placement
from last500.grids.tests import town as grids_town
from last500.ledger.models import Statement
from last500.ledger.tests import world as ledger_world
from last500.paths import queries
from last500.paths.rules import Code, Fact, Stand
from last500.places.models import Place
from last500.resolutions import actions as resolutions
from last500.resolutions.models import Resolution
from last500.resolutions.tests import world as resolutions_world
from last500.topics.tests.world import crowd
from tests.cast import Cast

MEMBERS = Came(residents=8, owners=4, members=3, guests=1)


def facts(place: Place) -> dict[Code, Fact]:
    return {
        one.step.code: one.fact for one in queries.path_of(place).stones if one.fact is not None
    }


def stand(place: Place, code: str) -> Stand:
    stone = queries.path_of(place).stone(code)
    assert stone is not None
    return stone.stand


def held(cast: Cast, *, ticked: bool = True) -> Activity:
    activity = activities_town.set_up(cast)
    with activities_town.after(activities_town.role_of(activity), hours=1):
        activities.end_due()
        if ticked:
            activities.tick(cast.actor("lin"), activity, {})
    return activity


def seated(cast: Cast) -> Placement:
    return grids_town.seated(cast, grids_town.yard(cast).seat)


def said(cast: Cast, done: int = 4, not_yet: int = 1) -> Resolution:
    """Decided, said to be done, and neighbours said their word."""
    row = resolutions_world.adopted(cast)
    task = resolutions_world.done(cast, row)
    for number, name in enumerate(crowd(cast, done + not_yet, first=40)):
        word = "done" if number < done else "not_yet"
        resolutions.say_word(cast.actor(name), task, word=word)
    return row


def written(cast: Cast, came: Came = MEMBERS, kind: str = "residents") -> Meeting:
    """Minutes, not yet confirmed; the clock is the caller's."""
    meeting = councils_world.announced(cast, kind=kind)
    with councils_world.after(meeting):
        filled = [councils_world.heard(meeting, 1)]
        return councils.write(cast.actor("lin"), meeting, came, filled)


def minuted(cast: Cast, came: Came = MEMBERS, kind: str = "residents") -> Meeting:
    meeting = written(cast, came, kind)
    with councils_world.after(meeting, timedelta(hours=5)):
        councils.confirm(cast.actor("he"), meeting)
        return councils.publish(cast.actor("lin"), councils_world.fresh(meeting))


def adopted(cast: Cast, days: int = 5) -> Version:
    """Adopted, to be in force so many days later."""
    version = covenants_world.opened(cast)
    with clock.at(version.closes_at + timedelta(hours=1)):
        return covenants.adopt(
            cast.actor("lin"), version, resolution=covenants_world.decided(cast),
            in_force_on=clock.today() + days * clock.DAY,
        )  # fmt: skip


def stated(cast: Cast, *, published: bool = True) -> Statement:
    return ledger_world.stated(cast, ledger_world.opened(cast), published=published)


def consulted(cast: Cast, *, published: bool = True) -> Consultation:
    one = consultations_world.announced(cast)
    with consultations_world.after(one, timedelta(hours=1)):
        if published:
            consultations.publish(cast.actor("lin"), one)
    return one


def looked_back(cast: Cast) -> Resolution:
    row = resolutions_world.adopted(cast)
    with clock.at(clock.start_of(row.review_on) + timedelta(hours=9)):
        until = clock.today() + 180 * clock.DAY
        resolutions.keep(cast.actor("lin"), row, review_on=until, reason="还管用，接着用。")
    return row
