"""The verbs of letters: issue one, end it, withdraw it."""

from collections.abc import Sequence

from django.db import transaction

from last500.base import clock
from last500.base.ids import public_number
from last500.letters.models import Letter
from last500.letters.rules import Kind
from last500.organisations.models import Organisation
from last500.people.models import Person
from last500.places.models import Place

Lines = Sequence[tuple[str, str]]


@transaction.atomic
def issue(
    kind: Kind,
    *,
    place: Place,
    issuer: str,
    lines: Lines,
    body: Sequence[str] = (),
    addressee: str = "",
    person: Person | None = None,
    organisation: Organisation | None = None,
    names: Sequence[str] = (),
) -> Letter:
    """Write a letter with a fresh code. Whoever calls has checked that it may be written.

    `place` is where it was issued, `issuer` and `addressee` names of organisations. It belongs
    to a person or to an organisation, never to both. The person's own name is masked for whoever
    checks it; `names` are those of other people who stand in the lines.
    """
    own = (person.name, person.called) if person else ()
    letter = Letter(
        code=public_number(),
        kind=kind,
        place=place,
        issuer=issuer,
        addressee=addressee,
        person=person,
        organisation=organisation,
        issued_at=clock.now(),
    )
    letter.lines, letter.body = [list(line) for line in lines], list(body)
    letter.names = sorted({name.strip() for name in (*own, *names)} - {""})
    letter.save(force_insert=True)
    return letter


@transaction.atomic
def end(letter: Letter, *, withdrawn: bool = False) -> None:
    """What it says is over, or (`withdrawn`) was wrong; whoever checks it reads so."""
    rows = Letter.objects.filter(pk=letter.pk, ended_at=None)
    rows.update(ended_at=clock.now(), withdrawn=withdrawn)
