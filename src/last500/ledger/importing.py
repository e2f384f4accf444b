"""A row of a file as a posting: by the same verb as the page, and it waits for a second person."""

from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.errors import Refused
from last500.base.marking import N_
from last500.imports.cells import Cells
from last500.imports.kinds import Kind
from last500.ledger import formats
from last500.ledger.actions.posting import check, must_be_open, post
from last500.ledger.actions.step import must_fit
from last500.ledger.models import Book, Posting
from last500.ledger.queries import book_of
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level


def _book(place: Place) -> Book:
    book = book_of(place)
    if book is None:
        raise Refused(_("这个小区还没有开账。先开账，再导入。"))
    return book


def _check(actor: Actor, place: Place, cells: Cells) -> None:
    book, draft = _book(place), formats.read(cells)
    check(draft)
    must_be_open(book)
    must_fit(book, draft.day, correction=False)


def _make(actor: Actor, place: Place, cells: Cells, index: str) -> Posting:
    return post(actor, _book(place), formats.read(cells), import_index=index)


def _called(cells: Cells) -> str:
    """Two rows of one day and sum are one thing only where they also say the same."""
    said = ("day", "kind", "income", "spending", "counterparty", "words", "balance")
    return "\0".join(cells.get(code, "") for code in said)


KIND = Kind(
    code="ledger",
    name=N_("公共收益账"),
    format=formats.FORMAT,
    columns=formats.COLUMNS,
    needed=formats.NEEDED,
    title="words",
    permission=Permission.LEDGER_POST,
    levels=frozenset({Level.COMPOUND}),
    model=Posting,
    check=_check,
    make=_make,
    home="ledger:desk",
    note=N_("导入的每一笔都等第二个人核对，核对以后才入账。合计、余额对不上的文件整个不收。"),
    called=_called,
    whole=formats.added_up,
)
