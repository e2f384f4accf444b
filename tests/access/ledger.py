from types import SimpleNamespace

from last500.base import clock
from last500.households.models import Household
from last500.ledger import actions
from last500.ledger.models import Distribution, Posting, Question, Statement
from last500.ledger.rules import Ask, Basis, Kind, Rounding
from last500.ledger.tests import world
from last500.people.models import Person
from tests.access.table import Row, staff
from tests.cast import Cast

# Lin of compound A puts down, He of the community confirms; Sun of the street could. Chen owns a
# flat there and Hua rents it. Everybody reads the book; the district keeps none.
KEEPS = staff(200, "lin", "he", "sun")
HERE = staff(200, "chen", "hua")
GONE = {"nobody": 302}


def _of(thing: str, *more: str):
    return lambda town: (getattr(town, thing).pk, *more)


def _slug(town: SimpleNamespace) -> tuple:
    return (town.cast.a.slug,)


def _county(town: SimpleNamespace) -> tuple:
    return (town.cast.street.parent_id,)


def _month(town: SimpleNamespace) -> tuple:
    return (town.cast.a.slug, clock.today().year, clock.today().month)


def _compound(town: SimpleNamespace) -> tuple:
    return (town.cast.a.pk,)


def _post(name: str, named: dict, args, others: int) -> Row:
    return Row(f"ledger:{name}", others, GONE | named, args, "post")


ROWS: list[Row] = [
    Row("ledger:mine", 200, GONE),
    # The book hangs at the gate.
    Row("ledger:at", 200, args=_slug),
    Row("ledger:month", 200, args=_month),
    Row("ledger:entry", 200, args=_of("entry")),
    Row("ledger:statement", 200, args=_of("statement")),
    Row("ledger:statement_print", 200, args=_of("statement")),
    Row("ledger:distribution", 200, args=_of("divided")),
    Row("ledger:keep", 200, GONE | {"lin": 303}),
    # A district says how long statements hang: Tang, or Gao of the city.
    Row("ledger:term", 404, GONE | staff(200, "tang", "gao") | staff(403, "op"), _county),
    _post("term", staff(422, "tang", "gao") | staff(403, "op"), _county, 404),
    # What one made and nobody has confirmed is the desk's.
    Row("ledger:statement", 404, KEEPS, _of("made")),
    Row("ledger:statement_print", 404, KEEPS, _of("made")),
    Row("ledger:distribution", 404, KEEPS, _of("worked")),
    # Whoever lives or owns there sees vouchers and asks.
    Row("ledger:voucher", 404, KEEPS | HERE, _of("voucher")),
    Row("ledger:ask_entry", 403, GONE | HERE, _of("entry")),
    Row("ledger:ask_statement", 403, GONE | HERE, _of("statement")),
    # A question: whoever asked, and the desk that owes the answer.
    Row("ledger:question", 404, GONE | KEEPS | {"chen": 200}, _of("question")),
    _post("question", staff(422, "lin", "he", "sun") | {"chen": 403}, _of("question"), 404),
    _post("withdraw", staff(403, "lin", "he", "sun") | {"chen": 303}, _of("question"), 404),
    # The desk. That an entry can be taken back is no secret, only who may.
    *(Row(f"ledger:{name}", 404, GONE | KEEPS, _compound)
      for name in ("desk", "open", "post", "divide", "fund", "audit")),
    *(Row(f"ledger:{name}", 403, GONE | KEEPS, _of("entry")) for name in ("reverse", "replace")),
    Row("ledger:publish", 403, GONE | KEEPS, _of("statement")),
    Row("ledger:publish", 404, GONE | KEEPS, _of("made")),
    Row("ledger:posting", 404, GONE | KEEPS, _of("posting")),
    _post("decide", {"lin": 422} | staff(303, "he", "sun"), _of("posting", "confirm"), 404),
    _post("decide", {"lin": 303} | staff(422, "he", "sun"), _of("posting", "take-back"), 404),
    _post("make_statement", staff(409, "lin", "he", "sun"), _compound, 404),
    _post("drop", staff(303, "lin", "he", "sun"), _of("made"), 404),
    _post("settle", {"lin": 422} | staff(303, "he", "sun"), _of("worked", "confirm"), 404),
]  # fmt: skip
HARMLESS: dict[str, str] = {}
PUBLIC: dict[str, str] = {
    **dict.fromkeys(
        ("ledger:at", "ledger:month", "ledger:entry", "ledger:statement",
         "ledger:statement_print", "ledger:distribution"),
        "hangs at the gate, and names nobody",
    ),
    **dict.fromkeys(
        ("ledger:ask_entry", "ledger:ask_statement", "ledger:reverse", "ledger:replace",
         "ledger:publish"),
        "a page of what hangs at the gate",
    ),
}  # fmt: skip
NOT_WORDS: set[str] = {"Entry.digests", "Voucher.file", "Voucher.digest", "Posting.import_index"}


def add(town: SimpleNamespace) -> None:
    """A book of two years: an entry with a voucher, a posting, a question, what waits to be
    confirmed and what was."""
    cast: Cast = town.cast
    lin, he, chen = (cast.actor(name) for name in ("lin", "he", "chen"))
    world.neighbours(cast)
    book = world.opened(cast, opening=1_000_000_00, day=world.ago(800))
    town.entry = world.entered(cast, book, pictures=[world.picture()])
    town.voucher = town.entry.posting.vouchers.get()
    town.statement = world.stated(cast, book)
    town.made = world.stated(cast, book, published=False)
    town.posting = world.posted(cast, book)
    town.question = actions.ask(
        chen, town.entry, Ask.QUESTION, words="为什么少了", open_words="少了"
    )
    answered = actions.ask(chen, town.entry, Ask.OBJECTION, words="不对", open_words="不对吧")
    actions.answer(he, answered, gist="问对不对", words="对过了")
    said = {"basis": Basis.PER_M2, "fen": 900, "rounding": Rounding.YUAN}
    Household.objects.filter(area=None).update(area=600_000)  # as other apps have left them
    town.divided = actions.work_out(lin, book, title="去年的", **said)
    actions.confirm_distribution(he, town.divided)
    town.worked = actions.work_out(lin, book, title="今年的", **said)


def life(cast: Cast, person: Person) -> None:
    """In every table of books, from each side."""
    now = clock.now()
    book = world.opened(cast, day=world.ago(800))
    kept = {
        "book": book, "place": cast.a, "kind": Kind.AUDIT, "direction": "out", "amount_fen": 1,
        "day": world.ago(5), "counterparty": "甲", "words": "乙", "posted_at": now,
        "desk": cast.a, "state": "taken_back", "decided_at": now,
    }  # fmt: skip
    Posting.objects.create(**kept, posted_by=person)
    Posting.objects.create(**kept, decided_by=person)
    sums = {"upto_seq": 1, "opening_fen": 0, "in_fen": 0, "out_fen": 0, "closing_fen": 0}
    for number, who in enumerate(("made_by", "decided_by")):
        Statement.objects.create(
            book=book, first_on=world.ago(700 - number), last_on=world.ago(600), made_at=now,
            **sums, **{who: person},
        )  # fmt: skip
        Distribution.objects.create(
            book=book, title="分", basis="total", rounding="yuan", fen=100, area=1, households=1,
            pool_fen=100, paid_fen=100, rest_fen=0, made_at=now, **{who: person},
        )  # fmt: skip
    entry = book.entries.get()
    for who in ("asked_by", "answered_by"):
        row = Question(
            book=book, entry=entry, ask="question", asked_as="owner", asked_at=now,
            reply="taken_back", desk=cast.a, answered_at=now, **{who: person},
        )  # fmt: skip
        row.words, row.open_words = "为什么少了", "少了"
        row.save()
