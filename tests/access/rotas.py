from types import SimpleNamespace

from last500.base import clock
from last500.people.models import Contact, Person
from last500.rotas import actions
from last500.rotas.models import Rota, RotaEvent, RotaMember, Turn
from last500.rotas.tests.telling import arranged, joined
from tests.access.table import Row, staff
from tests.cast import Cast

DESKS = staff(200, "lin", "he", "sun")
# The rota is of a household that Chen speaks for by her account; Wang and Li have joined, Wang's
# turn comes first. Everybody else, officers included, finds nothing.
ROWS: list[Row] = [
    Row("rotas:mine", 200, {"nobody": 302}),
    # Nothing ticked.
    Row("rotas:accept", 422, {"nobody": 302}, method="post"),
    Row(
        "rotas:answer",
        404,
        {"nobody": 302, "li": 303},  # she has joined already: a no takes nothing back
        args=lambda town: (town.rota_seat.pk,),
        method="post",
    ),
    # Rest for how long?
    Row(
        "rotas:rest",
        404,
        {"nobody": 302, "li": 422},
        args=lambda town: (town.rota_seat.pk,),
        method="post",
    ),
    Row("rotas:leave", 404, {"nobody": 302, "li": 200}, args=lambda town: (town.rota_seat.pk,)),
    Row(
        "rotas:leave",
        404,
        {"nobody": 302, "li": 303},
        args=lambda town: (town.rota_seat.pk,),
        method="post",
    ),
    Row("rotas:turn", 404, {"nobody": 302, "wang": 200}, args=lambda town: (town.rota_turn.pk,)),
    Row(
        "rotas:cannot",
        404,
        {"nobody": 302, "wang": 303},
        args=lambda town: (town.rota_turn.pk,),
        method="post",
    ),
    # Change with which?
    Row(
        "rotas:swap",
        404,
        {"nobody": 302, "wang": 422},
        args=lambda town: (town.rota_turn.pk,),
        method="post",
    ),
    Row(
        "rotas:answer_swap",
        404,
        {"nobody": 302},
        args=lambda town: (town.request.pk,),
        method="post",
    ),
    # Wang holds this one, but it was no turn of a rota.
    Row("rotas:again", 404, {"nobody": 302}, args=lambda town: (town.request.pk,), method="post"),
    *(
        Row(f"rotas:{name}", 404, {"nobody": 302} | DESKS, args=lambda town: (town.cast.a.pk,))
        for name in ("desk", "arrange")
    ),
    Row(
        "rotas:arrange",
        404,
        {"nobody": 302} | staff(422, "lin", "he", "sun"),
        args=lambda town: (town.cast.a.pk,),
        method="post",
    ),
    Row("rotas:one", 404, {"nobody": 302} | DESKS, args=lambda town: (town.rota.pk,)),
    *(
        Row(
            f"rotas:{name}",
            404,
            {"nobody": 302} | staff(422, "lin", "he", "sun"),
            args=lambda town: (town.rota.pk,),
            method="post",
        )
        for name in ("invite", "word")
    ),
    # The household's link on paper is for whoever arranged it, for an hour.
    Row("rotas:slip", 404, {"nobody": 302, "lin": 200}, args=lambda town: (town.rota.pk,)),
    Row("rotas:link", 303, args=lambda town: (town.rota.link_key,)),
    *(
        Row(f"rotas:{name}", 404, {"chen": 200}, args=lambda town: (town.rota.pk,))
        for name in ("home", "end")
    ),
    Row("rotas:household_word", 404, {"chen": 422}, args=lambda town: (town.rota.pk,),
        method="post"),
    Row("rotas:end", 404, {"chen": 303}, args=lambda town: (town.rota.pk,), method="post"),
]  # fmt: skip
HARMLESS: dict[str, str] = {"rotas:rest": "sets a date"}
PUBLIC: dict[str, str] = {
    "rotas:link": "a secret: whoever has it is whom it was given to",
}
NOT_WORDS: set[str] = {
    "Rota.import_index",
    *("Rota.link_index", "Rota.link_key", "Rota.state", "Rota.category", "Rota.spot", "Rota.kind"),
    *("Rota.channel", "Rota.agreed_how", "Turn.state", "RotaMember.state", "TurnSwap.state"),
    *("RotaEvent.action", "RotaEvent.from_state", "RotaEvent.to_state", "RotaEvent.role"),
    "RotaEvent.door",
}


def walled(cast: Cast) -> None:
    """A row in every table behind the wall: one member asks another to swap."""
    rota = arranged(cast, "wang", "li")
    mine, theirs = Turn.objects.filter(rota=rota).order_by("on")[:2]
    actions.ask_to_swap(cast.actor("wang"), mine, theirs.planned.get())


def life(cast: Cast, person: Person) -> None:
    """Their own household's rota, one they arranged, and one they are a member of."""
    own = arranged(cast)
    Contact.objects.filter(pk=own.contact_id).update(person=person)
    Rota.objects.filter(pk=arranged(cast).pk).update(made_by=person, risk_note=b"")
    rota, now = arranged(cast), clock.now()
    RotaMember.objects.create(
        rota=rota, person=person, state="joined", reasons=["in_compound"], asked_at=now,
        joined_at=now, last_on=clock.today(), rests_until=clock.today(),
    )  # fmt: skip
    RotaEvent.objects.create(
        rota=rota, at=now, action="join", to_state="running", role="member", actor=person,
        door="web",
    )  # fmt: skip


def add(town: SimpleNamespace) -> None:
    """A rota of Chen's household at A, with two who have joined and nothing placed yet."""
    cast = town.cast
    rota = arranged(cast)
    rota.contact.person = cast.chen
    rota.contact.save(update_fields=["person"])
    for name in ("wang", "li"):
        joined(cast, rota, name)
    town.rota = Rota.objects.get(pk=rota.pk)
    town.rota_seat = RotaMember.objects.get(rota=rota, person=cast.li)
    town.rota_turn = Turn.objects.filter(rota=rota, planned__member__person=cast.wang).earliest(
        "on"
    )
