"""Chen's household, with whom Wang is paired; and one that Lin took down, for which Li is asked."""

from types import SimpleNamespace

from last500.base import clock
from last500.pairings import actions
from last500.pairings.actions import Household, Wishes
from last500.pairings.models import Bond, Pairing, PairingAsk, PairingEvent
from last500.pairings.rules import How
from last500.people.models import Contact, Person
from tests.access.table import Row, staff
from tests.cast import Cast

DESK = ("lin", "he", "sun")


def pairing(town: SimpleNamespace) -> tuple:
    return (town.pairing.pk,)


def place(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def desk(name: str, status: int, method: str = "get", args=pairing) -> Row:
    return Row(
        f"pairings:{name}", 404, {"nobody": 302} | staff(status, *DESK), args=args, method=method
    )


def helper(name: str, status: int, method: str = "post") -> Row:
    return Row(
        f"pairings:{name}", 404, {"nobody": 302, "wang": status}, args=pairing, method=method
    )


ROWS: list[Row] = [
    Row("pairings:mine", 200, {"nobody": 302}),
    Row("pairings:wish", 200, args=lambda town: (town.cast.a.slug,)),
    Row("pairings:link", 303, args=lambda town: (town.pairing.link_key,)),
    # The household's own pages: by account, or opened by the link in this session.
    *(
        Row(f"pairings:{name}", 404, {"chen": 200}, args=pairing)
        for name in ("household", "change", "contact", "end")
    ),
    # Says what? Nobody said.
    Row("pairings:say", 404, {"chen": 422}, args=pairing, method="post"),
    *(
        desk(name, 200, args=lambda town: (town.cast.a.pk,))
        for name in ("desk", "enter", "as_json")
    ),
    *(desk(name, 200) for name in ("show", "ask")),
    # For an hour, for whoever took the consent down.
    Row(
        "pairings:slip",
        404,
        {"nobody": 302, "lin": 200},
        args=lambda town: (town.pairing_sought.pk,),
    ),
    desk("reveal", 422, "post"),
    desk("checked", 409, "post"),
    desk("fit", 303, "post"),
    desk("by_phone", 422, "post"),
    Row(
        "pairings:answer",
        404,
        {"nobody": 302, "li": 303},
        args=lambda town: (town.pairing_ask.pk,),
        method="post",
    ),
    helper("help", 200, "get"),
    helper("leave", 200, "get"),
    helper("met", 422),
    helper("hand_over", 303),
    # Not yet: in its last month.
    helper("renew", 409),
]
HARMLESS: dict[str, str] = {
    "pairings:reveal": "each look is written down, as it should be",
}
PUBLIC: dict[str, str] = {
    "pairings:wish": "anybody may wish for a helper at any gate",
    "pairings:link": "a secret: whoever has it is whom it was given to",
}
NOT_WORDS: set[str] = {
    *("Pairing.link_key", "Pairing.link_index", "PairingEvent.action", "PairingEvent.from_state"),
    *("PairingEvent.to_state", "PairingEvent.role"),
}


def proposed(cast: Cast, by: str = "chen", **wishes: object) -> Pairing:
    """A household's own wish; the desk has spoken to it."""
    person = cast.people[by]
    home = Household(name=person.name, phone=person.phone, door="3号楼2单元301")
    made = actions.propose(cast.actor(by), cast.a, home, Wishes(**wishes), how=How.OWN_PAGE)  # type: ignore[arg-type]
    return actions.confirm_check(cast.actor("lin"), made)


def asked(cast: Cast, *helpers: str, by: str = "chen", **wishes: object) -> Pairing:
    made = proposed(cast, by, **wishes)
    actions.ask(cast.actor("lin"), made, helpers=[cast.people[name].pk for name in helpers])
    return made


def ask_of(cast: Cast, made: Pairing, helper: str) -> PairingAsk:
    rows = PairingAsk.objects.select_related("pairing__place", "helper")
    return rows.get(pairing=made, helper=cast.people[helper], answer__in=["asked", "yes"])


def running(cast: Cast, helper: str = "wang", *, by: str = "chen", **wishes: object) -> Pairing:
    made = asked(cast, helper, by=by, **wishes)
    actions.accept(cast.actor(helper), ask_of(cast, made, helper))
    return fresh(made)


def fresh(made: Pairing) -> Pairing:
    return Pairing.objects.select_related("place", "contact").get(pk=made.pk)


def add(town: SimpleNamespace) -> None:
    cast = town.cast
    town.pairing = running(cast)
    home = Household(name="周大妈", phone="10000055001", door="1号楼101")
    town.pairing_sought = actions.propose(
        cast.actor("lin"), cast.a, home, Wishes(limits=("no_photos",)), how=How.SIGNED_PAPER
    )
    actions.ask(cast.actor("lin"), town.pairing_sought, helpers=[cast.li.pk])
    town.pairing_ask = ask_of(cast, town.pairing_sought, "li")


def walled(cast: Cast) -> Pairing:
    """Something in every walled table of this app, all of it at compound A."""
    made = running(cast)
    actions.met(cast.actor("wang"), made, clock.today())
    return made


def life(cast: Cast, person: Person) -> None:
    """Somebody whose household is paired, who helps another, and who wrote consents down."""
    now, today = clock.now(), clock.today()
    contact = Contact.objects.create(
        person=person, name="她家", phone="10000066003", door="九单元909", made_at=now
    )
    pairing = Pairing(
        place=cast.a, contact=contact, mark="7K2", state="running", rhythm_days=14, way="both",
        months=6, consent_at=now, consent_how="signed_paper", consent_taken_by=person,
        checked_at=now, link_index="x" * 40, began_on=today, ends_on=today + 100 * clock.DAY,
    )  # fmt: skip
    pairing.limits, pairing.link_key, pairing.door_word = ["no_keys"], "x", "白鹭"
    pairing.save(force_insert=True)
    said = {"pairing": pairing, "helper_yes_at": now, "household_yes_at": now, "began_at": now}
    Bond.objects.create(helper=person, **said)
    # Of one who is followed by another, the yes was spoken to her.
    Bond.objects.create(helper=cast.wang, household_yes_by=person, ended_at=now, **said)
    PairingAsk.objects.create(pairing=pairing, helper=person, asked_at=now, ends_at=now + clock.DAY)
    PairingEvent.objects.create(
        pairing=pairing, at=now, action="ask", from_state="proposed", to_state="asked",
        role="desk", actor=person,
    )  # fmt: skip
