"""What the tests of units begin with."""

from last500.organisations.models import Liaison
from last500.places.models import Place
from last500.units import actions
from last500.units.actions import Telling
from last500.units.models import LiaisonInvitation, UnitReportIn
from last500.units.rules import Side
from tests.cast import Cast

TELLING = Telling(name="区图书馆党支部", kind="unit", rhythm_days=90, offers="周末故事会")


def asked(cast: Cast, by: str = "hua", community: Place | None = None, **more) -> UnitReportIn:
    """Somebody has asked for their unit; the community has not answered."""
    telling = Telling(**(vars(TELLING) | more))
    return actions.ask(cast.actor(by), community or cast.community, telling)


def agreed(cast: Cast, by: str = "hua", **more) -> UnitReportIn:
    row = fresh(asked(cast, by, **more))
    actions.agree(cast.actor("he"), row, Side.COMMUNITY, contact="党群服务中心，周一至周五")
    return fresh(row)


def entered(cast: Cast, whom: str = "hua", **more) -> UnitReportIn:
    """The community has entered a unit and asked its liaison."""
    telling = Telling(**(vars(TELLING) | more))
    person = cast.people[whom]
    return actions.enter(
        cast.actor("he"), cast.community, telling, name=person.name, phone=person.phone
    )


def fresh(row: UnitReportIn) -> UnitReportIn:
    rows = UnitReportIn.objects.select_related("organisation", "community", "letter")
    return rows.get(pk=row.pk)


def invitation(cast: Cast, whom: str = "hua") -> LiaisonInvitation:
    rows = LiaisonInvitation.objects.visible_to(cast.actor(whom))
    return rows.select_related("organisation", "report_in__community").get()


def speaks(cast: Cast, whom: str) -> bool:
    return Liaison.objects.filter(person=cast.people[whom], to_on=None).exists()
