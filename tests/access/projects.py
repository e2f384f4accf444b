from types import SimpleNamespace

from last500.base import clock
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.projects import actions
from last500.projects.models import (
    PanelSeat,
    Partner,
    Party,
    Project,
    ProjectEvent,
    ProjectRole,
    RoleClaim,
    RoleWait,
)
from last500.projects.rules import PartySide, Side
from last500.projects.tests import world
from tests.access.table import Row, staff
from tests.cast import Cast

# Lin holds the compound's desk, He and Sun those above. Hua speaks for the partner that is asked
# and for an organisation that stands in the agreement; Li is asked to weigh the proposal; Wang
# has proposed it and waits for consent in `project_offer`. `open_project` hangs at the gate.
DESK = staff(200, "lin", "he", "sun")
GONE = {"nobody": 302}


def _of(thing: str, *more: str):
    return lambda town: (getattr(town, thing).pk, *more)


def _inner(thing: str, row: str, *more: str):
    return lambda town: (getattr(town, thing).pk, getattr(town, row).pk, *more)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _post(name: str, named: dict, args, others: int = 403) -> Row:
    return Row(f"projects:{name}", others, GONE | named, args, "post")


ROWS: list[Row] = [
    Row("projects:mine", 200, GONE),
    Row("projects:at", 200, args=lambda town: (town.cast.a.slug,)),
    # From its call on it hangs at the gate; before, it is there for whoever has to do with it.
    Row("projects:show", 200, args=_of("open_project")),
    Row("projects:show", 404, staff(200, "lin", "he", "sun", "hua", "li"), _of("weighed")),
    Row("projects:show", 404, staff(200, "lin", "he", "sun", "wang"), _of("project_offer")),
    *(Row(f"projects:{name}", 404, GONE | DESK, _compound) for name in ("desk", "json")),
    # Whoever is reported in here proposes as well; Hua in the name of her organisation.
    Row("projects:new", 404, GONE | DESK | staff(200, "hua", "wang", "li", "zhou"), _compound),
    *(
        Row(f"projects:{name}", 404, GONE | DESK | staff(403, "hua", "li"), _of("weighed"))
        for name in ("change", "budget", "indicators", "roles")
    ),
    Row(
        "projects:change",
        404,
        GONE | staff(200, "lin", "he", "sun", "wang"),
        _of("project_offer"),
    ),
    Row("projects:spent", 403, GONE | staff(409, "lin", "he", "sun"), _of("open_project")),
    # Writing the panel's result is for the community and above; the compound's desk does not.
    Row(
        "projects:step",
        404,
        GONE | staff(200, "he", "sun") | staff(403, "lin", "hua", "li"),
        _of("weighed", "review"),
    ),
    Row(
        "projects:step",
        404,
        GONE | DESK | staff(403, "wang"),
        _of("project_offer", "consent"),
    ),
    Row("projects:step", 403, GONE | DESK, _of("open_project", "staff")),
    # Who weighs it: the desk, whoever sits there, whoever proposed it (Lin).
    Row("projects:panel", 404, GONE | DESK | {"li": 200, "hua": 403}, _of("weighed")),
    _post("invite", staff(422, "he", "sun") | staff(403, "lin", "hua", "li"),
          _of("weighed"), 404),
    _post("say", {"li": 422} | staff(403, "lin", "he", "sun"), _inner("weighed", "seat"), 404),
    _post("stay_out", {"li": 303} | staff(403, "lin", "he", "sun"),
          _inner("weighed", "seat"), 404),
    # What partners have agreed to is public with the project; who may ask for more is not.
    Row("projects:partners", 200, GONE, _of("open_project")),
    Row("projects:partners", 404, GONE | DESK | staff(200, "hua", "li"), _of("weighed")),
    _post("answer", {"hua": 422} | staff(403, "lin", "he", "sun", "li"),
          _inner("weighed", "partner", "agree"), 404),
    _post("answer", {"hua": 303} | staff(403, "lin", "he", "sun", "li"),
          _inner("weighed", "partner", "decline"), 404),
    _post("answer", staff(303, "hua", "lin", "he", "sun") | {"li": 403},
          _inner("weighed", "partner", "end"), 404),
    # Hua speaks for an organisation that could offer itself; the runner answers another's offer.
    Row("projects:offer", 403, GONE | {"hua": 200}, _of("open_project")),
    _post("offer", {"hua": 422}, _of("open_project")),
    _post("answer", staff(303, "lin", "he", "sun"), _inner("open_project", "bid", "take")),
    _post("answer", staff(303, "lin", "he", "sun"), _inner("open_project", "bid", "refuse")),
    _post("carry", staff(303, "lin", "he", "sun"), _of("open_project")),
    # A place in a role: whoever is reported in somewhere, by one press.
    _post("claim", staff(303, "li", "zhou", "zhao") | {"wang": 409},
          _inner("open_project", "project_role"), 422),
    _post("leave", {"wang": 303}, _inner("open_project", "project_role")),
    # There is a free place, so that nobody waits; and nobody is asked.
    _post("join", staff(409, "li", "zhou", "zhao", "wang"),
          _inner("open_project", "project_role"), 422),
    _post("decline", {}, _inner("open_project", "project_role")),
    # The agreement: its three sides, and whoever runs it.
    Row("projects:agreement", 403, GONE | DESK | staff(200, "hua", "li"), _of("open_project")),
    _post("sign", {"hua": 303}, _inner("open_project", "party")),
    Row("projects:letter", 403, GONE | staff(404, "lin", "he", "sun", "hua", "li"),
        _of("open_project")),
]  # fmt: skip
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    "projects:at": "hangs at the gate",
    "projects:show": "hangs at the gate from its call on, and names nobody",
    # A place is public; that nobody may propose there is asked of the reader, after it is found.
    "projects:new": "a place hangs on everybody's map",
    "projects:partners": "organisations that take part in what hangs at the gate",
    # That it is there is no secret; whoever has no part in it is told so.
    **dict.fromkeys(
        (
            *("projects:claim", "projects:leave", "projects:step", "projects:spent"),
            *("projects:offer", "projects:answer", "projects:join", "projects:decline"),
            *("projects:carry", "projects:agreement", "projects:sign", "projects:letter"),
        ),
        "a button of a project that hangs at the gate",
    ),
}
NOT_WORDS: set[str] = {
    *("Project.import_index", "Project.number", "ProjectEvent.action", "ProjectRole.skill"),
}


def add(town: SimpleNamespace) -> None:
    """One that hangs at the gate, one that a panel weighs, one that waits for consent."""
    cast = town.cast
    lin, he = cast.actor("lin"), cast.actor("he")
    one = world.organisation(cast, "hua", "青禾社会工作服务中心")
    town.open_project = _called(cast)
    town.project_role = ProjectRole.objects.get(project=town.open_project)
    actions.claim(cast.actor("wang"), town.project_role, age=18)
    town.party = actions.set_party(lin, town.open_project, PartySide.CARRIER, organisation=one)
    actions.set_party(lin, town.open_project, PartySide.THIRD, person=cast.li, name="三号楼群")
    other = Organisation.objects.create(kind="unit", name="图书馆支部", place=cast.community)
    town.bid = Partner.objects.create(
        project=town.open_project, organisation=other, as_what="unit", part="出场地",
        state="offered", asked_at=clock.now(), until_on=world.days(200),
    )  # fmt: skip
    town.weighed = world.proposed(cast, title="四点半课堂")
    town.seat = actions.invite(he, town.weighed, Side.RESIDENTS, person=cast.li)
    town.partner = actions.ask_partner(
        lin, town.weighed, one, as_what="social", part="每周两位社工"
    )
    town.project_offer = actions.propose(
        cast.actor("wang"), cast.a, world.draft(title="闲置物品角")
    )


def _called(cast: Cast) -> Project:
    """As after a review: the rows that the panel would have left are not needed here."""
    project, lin = world.proposed(cast), cast.actor("lin")
    Project.objects.filter(pk=project.pk).update(state="reviewed", result="可以做")
    project = world.fresh(project)
    actions.set_budget(lin, project, total=0, percent=None, lines=[])
    actions.set_indicators(lin, project, world.PROMISES)
    actions.set_roles(lin, project, [actions.Wish("助教", 9)])
    return world.fresh(actions.call(lin, project))


def life(cast: Cast, person: Person) -> None:
    """In every table of projects, from each side."""
    now, today = clock.now(), clock.today()
    shared = {"place": cast.a, "desk": cast.a, "kind": "small_repair", "audience": "all",
              "from_on": today, "until_on": today, "proposed_at": now, "state": "running",
              "consented_at": now, "called_at": now, "due_at": now}  # fmt: skip
    project = Project.objects.create(
        number="LIFE1", title="项目", aim="做事", leader=person, proposed_by=person, **shared
    )
    other = Project.objects.create(
        number="LIFE2", title="别的", aim="做事", reviewed_by=person, **shared
    )
    one = Organisation.objects.create(kind="social", name="合作的一家", place=cast.community)
    ProjectEvent.objects.create(project=project, at=now, action="propose", actor=person)
    role = ProjectRole.objects.create(project=project, order=0, title="帮手", number=3, taken=1)
    RoleClaim.objects.create(role=role, person=person, at=now, ended_at=now)
    RoleWait.objects.create(role=role, person=person, state="left", at=now, closed_at=now)
    seat = PanelSeat(
        project=other, side="residents", person=person, asked_at=now, state="said",
        opinion="for", said_at=now,
    )  # fmt: skip
    seat.words = "好"
    seat.save()
    Partner.objects.create(
        project=project, organisation=one, as_what="social", part="出人", state="declined",
        asked_at=now, answered_at=now, answered_by=person,
    )  # fmt: skip
    Party.objects.create(
        project=project, side="third", person=person, name="小组", agreed_at=now, agreed_by=person
    )
