from types import SimpleNamespace

from last500.base import clock
from last500.dispatch import answers, inviting, wave_rules
from last500.dispatch.models import AskCount
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

# Lin's compound has a request that is asked for in waves: the steps of the card are of the desks
# of its branch. By what rule people are asked is read by everybody and made by its own desk.
ROWS: list[Row] = [
    Row("desk:asking", 200, args=lambda town: (town.cast.a.pk,)),
    # It is no page of a street.
    Row("desk:asking", 404, args=lambda town: (town.cast.street.pk,)),
    # In which way?
    Row("desk:asking", 403, {"nobody": 302, "lin": 422}, args=lambda town: (town.cast.a.pk,),
        method="post"),
    # There is none to end.
    Row("desk:asking_end", 403, {"nobody": 302, "lin": 409}, args=lambda town: (town.cast.a.pk,),
        method="post"),
    # In which way?
    *(
        Row(
            f"desk:{name}",
            404,
            {"nobody": 302} | staff(status, "lin", "he", "sun"),
            args=lambda town: (town.asked_in_waves.number,),
            method="post",
        )
        for name, status in (("ask_begin", 422), ("ask_way", 422), ("ask_more", 303),
                             ("ask_stop", 303))
    ),
    Row("me:asked", 200, {"nobody": 302}),
    # What would they say?
    Row("me:asked", 422, {"nobody": 302}, method="post"),
]  # fmt: skip
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    "desk:asking": "by what rule neighbours are asked may be read by everybody",
    "desk:asking_end": "the same rule",
}
NOT_WORDS: set[str] = {
    *("Asking.way", "Asking.ended_how", "WaveRule.way", "AskCount.category", "AskCount.part"),
    *("AskCount.level", "AskCount.turn"),
}


def life(cast: Cast, person: Person) -> None:
    """Their own word about what counts when they are asked."""
    answers.ask_me_anyway(cast.actor(next(n for n, p in cast.people.items() if p == person)))


def add(town: SimpleNamespace) -> None:
    """One request that is asked for in waves, nobody yet; a rule of the community; what counts."""
    cast = town.cast
    town.asked_in_waves = cast.verified(by="hua", category="environment", spot="yard")
    inviting.begin(cast.actor("lin"), cast.fresh(town.asked_in_waves), way="adaptive")
    wave_rules.set_rule(
        cast.actor("he"), cast.community, way="nearest", categories=[], from_on=clock.today(),
        decided_by="居民议事会", why="先请近的", seen=0,
    )  # fmt: skip
    AskCount.objects.create(
        place=cast.community, category="environment", level="compound", turn="first", asked=3
    )
    answers.ask_me_anyway(cast.actor("zhou"))
