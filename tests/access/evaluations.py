from types import SimpleNamespace

from last500.base import clock
from last500.evaluations import actions
from last500.evaluations.models import Evaluation, EvaluationEvent, Rating
from last500.evaluations.tests import scene
from last500.people.models import Person
from tests.access.table import Arguments, Row, staff
from tests.cast import Cast

# Lin holds the compound's desk, He and Sun those above, who may also say yes for the community.
# Wang and Li came to an activity of a finished project. One evaluation is published, one is
# written and waits for the community, one is a draft.
DESK = staff(200, "lin", "he", "sun")
GONE = {"nobody": 302}


def _of(thing: str) -> Arguments:
    return lambda town: (getattr(town, thing).pk,)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _press(name: str, thing: str, others: int, **named: int) -> Row:
    return Row(f"evaluations:{name}", others, GONE | named, _of(thing), "post")


ROWS: list[Row] = [
    Row("evaluations:mine", 200, GONE),
    # One's own, for whoever came; to everybody else it is not there.
    Row("evaluations:rate", 404, GONE | staff(200, "wang", "li"), _of("rated")),
    Row("evaluations:rate", 404, GONE | staff(422, "wang", "li"), _of("rated"), "post"),
    _press("take_back", "rated", 404, wang=303, li=403),  # Li has said nothing
    Row("evaluations:desk", 404, GONE | DESK, _compound),
    # Published, it hangs at the gate; before, it is there for whoever looks after the project.
    Row("evaluations:show", 200, args=_of("told_project")),
    Row("evaluations:show", 404, DESK, _of("weighing_project")),
    Row("evaluations:show", 404, staff(303, "lin", "he", "sun"),
        _of("drafted_project")),
    Row("evaluations:write", 403, GONE | DESK, _of("drafted_project")),
    Row("evaluations:write", 403, GONE | staff(303, "lin", "he", "sun"), _of("told_project")),
    _press("reopen", "weighing_project", 403, lin=303, he=303, sun=303),
    _press("agree", "weighing_project", 403, he=303, sun=303),
    _press("publish", "weighing_project", 403, lin=422, he=422, sun=422),  # a yes is missing
]  # fmt: skip
HARMLESS: dict[str, str] = {
    "evaluations:take_back": "takes away what may be gone",
}
PUBLIC: dict[str, str] = {
    "evaluations:show": "hangs at the gate once it is published, and names nobody",
    # That a project is there is no secret; whoever has no part in its evaluation is told so.
    **dict.fromkeys(
        (f"evaluations:{name}" for name in ("write", "reopen", "agree", "publish")),
        "a page or button of a project that hangs at the gate",
    ),
    # That an activity was held is no secret; who came to it is asked of the reader alone.
    **dict.fromkeys(
        ("evaluations:rate", "evaluations:take_back"), "an activity that hung at the gate"
    ),
}
NOT_WORDS: set[str] = {"EvaluationEvent.action"}


def add(town: SimpleNamespace) -> None:
    cast = town.cast
    town.drafted_project = scene.project(cast, title="楼道换灯")
    town.rated = scene.activity(cast, town.drafted_project, ["wang", "li"])
    actions.say(cast.actor("wang"), town.rated, rating=3, changed="楼道亮了", may_publish=True)
    actions.save(cast.actor("lin"), town.drafted_project, scene.draft(town.drafted_project))
    town.weighing_project = scene.project(cast, title="四点半课堂")
    scene.written(cast, town.weighing_project)
    town.told_project = scene.project(cast, title="便民集市")
    scene.published(cast, town.told_project)


def life(cast: Cast, person: Person) -> None:
    """In every table of evaluations, from each side."""
    now = clock.now()
    one, two = scene.project(cast, title="项目"), scene.project(cast, title="别的项目")
    row = Rating(activity=scene.activity(cast, one, []), person=person, rating=2, at=now)
    row.changed = "会挂号了"
    row.save()
    done = {"state": "written", "account": "做了", "began_at": now, "counted_at": now,
            "written_at": now, "facts": {}}  # fmt: skip
    first = Evaluation.objects.create(
        project=one, written_by=person, community_at=now, community_by=person, **done
    )
    Evaluation.objects.create(project=two, carrier_at=now, carrier_by=person, **done)
    EvaluationEvent.objects.create(evaluation=first, at=now, action="write", actor=person)
