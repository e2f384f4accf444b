"""The questions to a book: what was there on a day, what came in by kind and month, what waits."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import BigIntegerField, Case, Count, F, Q, QuerySet, Sum, When
from django.db.models.functions import Coalesce, TruncMonth

from last500.base import clock
from last500.base.actor import Actor
from last500.households.models import Household
from last500.households.queries import is_neighbour
from last500.ledger import rules
from last500.ledger.models import (
    Book,
    Distribution,
    Entry,
    Posting,
    PostingTerm,
    Question,
    Share,
    Statement,
    StatementNotice,
    Voucher,
)
from last500.ledger.rules import Direction, Kind, Reply, Sheet, State
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import branch, path_steps
from last500.proof.models import Checkpoint
from last500.proof.models import Entry as LogEntry

MONTHS, LISTED, PAGE = 12, 100, 50
SIGNED = Case(
    When(direction=Direction.IN, then=F("amount_fen")),
    default=-F("amount_fen"),
    output_field=BigIntegerField(),
)


def book_of(place: Place) -> Book | None:
    return Book.objects.filter(place=place).select_related("place__parent").first()


def terms_of(place: Place) -> list[PostingTerm]:
    """How long statements hang, as the place itself has set it; the newest first."""
    return list(PostingTerm.objects.filter(place=place).order_by("-number")[:LISTED])


def least_posted(place: Place) -> int:
    """Days for which a statement of the compound hangs at least. One statement."""
    rows = PostingTerm.objects.filter(place__in=path_steps(place.path)).order_by("number")
    terms = dict(rows.values_list("place__path", "days"))  # the newest of each place stays
    return rules.least_posted(settings.LEDGER_POSTED_DAYS, terms, place.path)


@dataclass(frozen=True)
class Told:
    """A reminder or a delay, and when the statement was published after all."""

    notice: StatementNotice
    due_on: date
    published_on: date | None


def notices_of(book: Book, published: list[Statement]) -> list[Told]:
    """The newest first. One statement."""
    found = {one.last_on: one.posted_from for one in published}
    rows = StatementNotice.objects.filter(book=book).order_by("-at")[:MONTHS]
    return [Told(row, rules.due_on(row.last_on), found.get(row.last_on)) for row in rows]


def keeps(actor: Actor) -> list[Place]:
    """Compounds whose book the actor's own offices put down entries in. One statement."""
    paths = [g.path for g in actor.grants if g.holds(Permission.LEDGER_POST, g.path)]
    rows = Place.objects.current().filter(level="compound", path__in=paths)
    return list(rows.order_by("path")[:LISTED])


def balance(book: Book, day: date) -> int:
    """What was there at the end of a day, in fen, as the book says it now. One statement."""
    rows = Entry.objects.filter(book=book, day__lte=day)
    return rows.aggregate(sum=Sum(SIGNED))["sum"] or 0


def running(book: Book, seq: int) -> int:
    """What was in the book after its entry of this number, in fen, whatever the entries' days."""
    rows = Entry.objects.filter(book=book, seq__lte=seq)
    return rows.aggregate(sum=Sum(SIGNED))["sum"] or 0


def balances(books: list[Book], day: date) -> dict[UUID, int]:
    """The same for several books, by their keys. One statement."""
    rows = Entry.objects.filter(book__in=books, day__lte=day).values_list("book")
    found = dict(rows.annotate(fen=Sum(SIGNED)))
    return {book.pk: found.get(book.pk, 0) for book in books}


@dataclass
class Month:
    """Net of what was reversed, in fen."""

    first: date
    came: int = 0
    went: int = 0


def _first_of(day: date, months_back: int) -> date:
    number = day.year * 12 + day.month - 1 - months_back
    return date(number // 12, number % 12 + 1, 1)


def months(book: Book, today: date, most: int = MONTHS) -> list[Month]:
    """The last months by what came and went, the oldest first; empty ones too. One statement."""
    found = {_first_of(today, back): Month(_first_of(today, back)) for back in range(most)}
    since = min(found)
    rows = Entry.objects.filter(book=book, day__gte=since, day__lte=today, seq__gt=1)
    sums = rows.annotate(month=TruncMonth("day")).values_list("month", "kind")
    for month, kind, fen in sums.annotate(fen=Sum(SIGNED)).order_by("month"):
        one = found[month if isinstance(month, date) else month.date()]
        if rules.side_of(kind) == Direction.IN:
            one.came += fen
        else:
            one.went -= fen
    opened = book.opened_on.replace(day=1)
    return [found[first] for first in sorted(found) if first >= opened]


def by_kind(book: Book, first: date, last: date) -> list[tuple[Kind, int, int]]:
    """(kind, net fen, how many entries) of a period, income first. One statement."""
    rows = Entry.objects.filter(book=book, day__gte=first, day__lte=last, seq__gt=1)
    sums = {
        Kind(kind): (fen, number)
        for kind, fen, number in rows.values_list("kind").annotate(
            fen=Sum(SIGNED), number=Count("pk")
        )
    }
    found = []
    for kind in (*rules.INCOME, *rules.SPENDING):
        if kind in sums:
            fen, number = sums[kind]
            found.append((kind, fen if rules.side_of(kind) == Direction.IN else -fen, number))
    return found


@dataclass
class Running:
    """A month of the book: what was there before it, its entries, what was there after each."""

    first: date
    last: date
    before: int
    rows: list[tuple[Entry, int]] = field(default_factory=list)
    more: bool = False

    @property
    def after(self) -> int:
        return self.rows[-1][1] if self.rows else self.before


def month_of(book: Book, year: int, month: int) -> Running:
    """Two statements."""
    first = date(year, month, 1)
    last = _first_of(first, -1) - timedelta(days=1)
    made = Running(first, last, balance(book, first - timedelta(days=1)))
    rows = Entry.objects.filter(book=book, day__gte=first, day__lte=last)
    so_far = made.before
    found = list(_shown(rows).order_by("day", "seq")[: LISTED * 5 + 1])
    for entry in found[: LISTED * 5]:
        so_far += entry.signed_fen
        made.rows.append((entry, so_far))
    made.more = len(found) > LISTED * 5
    return made


def _shown(rows: QuerySet[Entry]) -> QuerySet[Entry]:
    return rows.select_related("reverses", "reversed_by", "replaces").annotate(
        asked=Count("questions", filter=~Q(questions__reply=Reply.TAKEN_BACK))
    )


@dataclass
class Gate:
    """What hangs at the gate of a compound."""

    balance: int
    months: list[Month]
    kinds: list[tuple[Kind, int, int]]
    newest: list[Entry]
    statements: list[Statement]
    answered: list[Question]
    waiting: int
    late: int
    distributions: list[Distribution]


def at_gate(book: Book) -> Gate:
    """Seven statements, whatever the book holds."""
    today = clock.today()
    open_questions = Question.objects.filter(book=book, reply=Reply.WAITING)
    counted = open_questions.aggregate(
        all=Count("pk"),
        late=Count("pk", filter=Q(due_at__lt=clock.now()) | Q(late_at__isnull=False)),
    )
    answered = Question.objects.answered().filter(book=book).select_related("entry", "statement")
    confirmed = Distribution.objects.filter(book=book, state="confirmed")
    return Gate(
        balance=balance(book, today),
        months=months(book, today),
        kinds=by_kind(book, _first_of(today, MONTHS - 1), today),
        newest=list(_shown(Entry.objects.filter(book=book)).order_by("-seq")[:10]),
        statements=list(Statement.objects.published().filter(book=book).order_by("-last_on")[:8]),
        answered=list(answered.order_by("-answered_at")[:5]),
        waiting=counted["all"],
        late=counted["late"],
        distributions=list(confirmed.order_by("-decided_at")[:5]),
    )


def may_see_vouchers(actor: Actor, place: Place) -> bool:
    """Whoever lives or owns here, as the compound has confirmed; the desks of the book."""
    return may_keep(actor, place) or is_neighbour(actor, place)


def may_keep(actor: Actor, place: Place) -> bool:
    return any(
        actor.may(permission, place.path)
        for permission in (Permission.LEDGER_POST, Permission.LEDGER_CONFIRM)
    )


def kept_by(actor: Actor) -> list[Place]:
    """Compounds whose book this person keeps by an office there; no statement without one."""
    paths = [one.path for one in actor.grants if one.holds(Permission.LEDGER_POST, one.path)]
    if not paths:
        return []
    return list(Place.objects.current().filter(path__in=paths, level="compound").order_by("path"))


def entry(key: UUID) -> Entry | None:
    rows = Entry.objects.select_related(
        "book__place__parent", "reverses", "replaces", "reversed_by", "posting"
    )
    return rows.filter(pk=key).first()


def in_log(entry: Entry) -> LogEntry | None:
    """Its line of the log: the same number in the stream of its book."""
    return LogEntry.objects.filter(stream=entry.book.stream, seq=entry.seq).first()


def questions_about(**about: object) -> list[Question]:
    """Answered ones of an entry or a statement, and those that wait, without a word of theirs."""
    rows = Question.objects.filter(**about).exclude(reply=Reply.TAKEN_BACK).defer("words")
    return list(rows.order_by("asked_at")[:LISTED])


def vouchers_of(actor: Actor, posting_id: UUID) -> list[Voucher]:
    return list(Voucher.objects.visible_to(actor).filter(posting=posting_id).order_by("order"))


def used_before(posting: Posting) -> list[Posting]:
    """Other postings with the very same picture, that are or may come into the book."""
    digests = Voucher.objects.filter(posting=posting).values("digest")
    rows = Posting.objects.filter(vouchers__digest__in=digests).exclude(pk=posting.pk)
    rows = rows.filter(state__in=[State.WAITING, State.CONFIRMED]).select_related("entry", "place")
    return list(rows.distinct().order_by("posted_at")[:5])


@dataclass
class OnDesk:
    """What the desk of a compound, or of a community with several books, has to do."""

    books: list[Book]
    without: list[Place]
    postings: list[Posting]
    statements: list[Statement]
    questions: list[Question]
    distributions: list[Distribution]


def on_desk(actor: Actor, desk: Place) -> OnDesk:
    """Six statements."""
    under = {"book__place__path__range": branch(desk.path)}
    books = Book.objects.filter(place__path__range=branch(desk.path)).select_related("place")
    compounds = Place.objects.current().filter(level="compound", path__range=branch(desk.path))
    postings = Posting.objects.visible_to(actor).waiting().filter(**under)
    questions = Question.objects.visible_to(actor).filter(reply=Reply.WAITING, **under)
    statements = Statement.objects.visible_to(actor).filter(state=Sheet.MADE, **under)
    divided = Distribution.objects.visible_to(actor).filter(state="made", **under)
    return OnDesk(
        books=list(books.order_by("place__path")[:LISTED]),
        without=list(compounds.filter(book=None).order_by("path")[:LISTED]),
        postings=list(postings.select_related("place").order_by("due_at")[:LISTED]),
        statements=list(statements.select_related("book__place").order_by("made_at")[:LISTED]),
        questions=list(
            questions.select_related("book__place", "entry", "statement").order_by("due_at")[
                :LISTED
            ]
        ),
        distributions=list(divided.select_related("book__place").order_by("made_at")[:LISTED]),
    )


def own_shares(actor: Actor, row: Distribution) -> list[Share]:
    rows = Share.objects.visible_to(actor).filter(distribution=row)
    return list(rows.select_related("household__at").order_by("household__door"))


def newest_checkpoint() -> Checkpoint | None:
    return Checkpoint.objects.order_by("-size").first()


def areas_of(book: Book) -> dict[str, int]:
    """Households of the compound, their area (cm²), and how many have none yet. One statement."""
    rows = Household.objects.filter(compound=book.place_id)
    return rows.aggregate(
        homes=Count("pk"),
        bare=Count("pk", filter=Q(area=None)),
        metres=Coalesce(Sum("area"), 0),
    )


def published_first(place: Place) -> QuerySet[Statement]:
    """Statements that hang or hung at the gate, the first one first."""
    return Statement.objects.published().filter(book__place=place).order_by("posted_from", "pk")
