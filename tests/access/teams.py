"""A team of compound A at work: Wang leads it, Li is asked to join, He wrote the consent down."""

from types import SimpleNamespace

from last500.base import clock
from last500.people.models import Person
from last500.teams import actions
from last500.teams.actions import Plan
from last500.teams.models import Membership, Team, TeamEvent, TeamInvitation, TeamWord
from last500.teams.rules import Action
from tests.access.table import Row, staff
from tests.cast import Cast

DESK = ("lin", "he", "sun")


def team(town: SimpleNamespace) -> tuple:
    return (town.team.pk,)


ROWS: list[Row] = [
    Row("teams:mine", 200, {"nobody": 302}),
    Row("teams:at", 200, args=lambda town: (town.cast.a.slug,)),
    Row("teams:by_link", 200, args=lambda town: (town.team_link,)),
    *(
        Row(
            f"teams:{name}",
            404,
            {"nobody": 302} | staff(200, *DESK),
            args=lambda town: (town.cast.a.pk,),
        )
        for name in ("desk", "found", "as_json")
    ),
    Row(
        "teams:gather",
        404,
        {"nobody": 302} | staff(303, *DESK),
        args=lambda town: (town.cast.a.pk,),
        method="post",
    ),
    # Whoever is in it, asked, or reported in there; the desks above.
    Row("teams:show", 404, {"nobody": 302} | staff(200, "wang", "li", *DESK), args=team),
    *(
        Row(
            f"teams:{name}",
            404,
            {"nobody": 302} | staff(200, *DESK) | staff(403, "wang", "li"),
            args=team,
        )
        for name in ("edit", "end", "invite")
    ),
    # The committee's consent is written down by the community, or above.
    *(
        Row(
            f"teams:{name}",
            404,
            {"nobody": 302} | staff(200, "he", "sun") | staff(403, "wang", "li", "lin"),
            args=team,
        )
        for name in ("consent", "take_back")
    ),
    Row("teams:leave", 404, {"nobody": 302, "wang": 200} | staff(403, "li", *DESK), args=team),
    # Whoever is in it does not join again; whoever holds a desk and lives elsewhere does not.
    Row(
        "teams:join",
        404,
        {"nobody": 302, "li": 303, "wang": 403} | staff(422, *DESK),
        args=team,
        method="post",
    ),
    # Which step? Nobody said.
    Row(
        "teams:move",
        404,
        {"nobody": 302} | staff(422, "wang", "li", *DESK),
        args=team,
        method="post",
    ),
    Row(
        "teams:offer_lead",
        404,
        {"nobody": 302, "li": 403} | staff(422, "wang", *DESK),
        args=team,
        method="post",
    ),
    Row(
        "teams:step_down",
        404,
        {"nobody": 302, "wang": 303} | staff(403, "li", *DESK),
        args=team,
        method="post",
    ),
    Row(
        "teams:say",
        404,
        {"nobody": 302, "wang": 422} | staff(403, "li", *DESK),
        args=team,
        method="post",
    ),
    Row(
        "teams:link",
        404,
        {"nobody": 302, "li": 403} | staff(303, "wang", *DESK),
        args=team,
        method="post",
    ),
    Row(
        "teams:answer",
        404,
        {"nobody": 302, "li": 303},
        args=lambda town: (town.team_ask.pk,),
        method="post",
    ),
]
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    "teams:at": "what hangs on the board of that gate: no person is named",
    "teams:by_link": "a secret: whoever has it is whom it was given to",
}
NOT_WORDS: set[str] = {
    "Team.import_index",
    *("TeamInvitation.key_index", "TeamEvent.action", "TeamEvent.from_state"),
    *("TeamEvent.to_state", "TeamEvent.role"),
}


def add(town: SimpleNamespace) -> None:
    cast = town.cast
    lin, wang = cast.actor("lin"), cast.actor("wang")
    plan = Plan("芙蓉修修队", "repair", "修水管、电灯和小家电。", "要上梯子。")
    town.team = actions.found(lin, cast.a, plan)
    actions.join(wang, town.team)
    actions.answer_lead(wang, actions.offer_lead(lin, town.team, cast.wang.pk), yes=True)
    town.team.refresh_from_db()
    actions.consent(cast.actor("he"), town.team, note="3 月 5 日会议第 2 项")
    actions.move(wang, town.team, Action.START)
    actions.say(wang, town.team, "周六上午八点在岗亭碰头。")
    actions.invite(lin, town.team, people=[cast.li.pk])
    town.team_ask = TeamInvitation.objects.get(team=town.team, person=cast.li, answer="asked")
    town.team_link = actions.make_link(wang, town.team)


def life(cast: Cast, person: Person) -> None:
    """Somebody who leads a team, was asked to, said a word in it, and wrote a consent down."""
    now = clock.now()
    team = Team.objects.create(
        place=cast.a, name="她的队", category="care", purpose="陪着聊聊天。",
        risk_note="没有特别的",
        state="working", taken=1, leader=person, consented_at=now, consented_by=person,
        consent_note="会议第 2 项", founded_at=now,
    )  # fmt: skip
    Membership.objects.create(team=team, person=person, slot=0, joined_at=now)
    TeamInvitation.objects.create(
        team=team, person=person, to="lead", asked_at=now, ends_at=now + clock.DAY
    )
    word = TeamWord(team=team, by=person, at=now)
    word.text = "周六上午见。"
    word.save(force_insert=True)
    TeamEvent.objects.create(
        team=team, at=now, action="join", from_state="working", to_state="working",
        role="neighbour", actor=person,
    )  # fmt: skip
