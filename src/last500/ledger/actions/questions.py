"""Owners and residents ask about an entry or a statement; the desk owes a public answer."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.households.queries import is_neighbour, is_owner
from last500.ledger import rules
from last500.ledger.actions.step import MOVED_ON, due, must, told_desk, told_person
from last500.ledger.models import Book, Entry, Question, Statement
from last500.ledger.rules import Ask, Reply, Standing
from last500.organisations.queries import desk_for
from last500.organisations.rules import Permission


def standing_of(actor: Actor, book: Book) -> Standing | None:
    """As what the actor may ask: an owner, a resident, or not at all."""
    if is_owner(actor, book.place):
        return Standing.OWNER
    return Standing.RESIDENT if is_neighbour(actor, book.place) else None


@transaction.atomic
def ask(
    actor: Actor, about: Entry | Statement, kind: Ask, *, words: str, open_words: str = ""
) -> Question:
    """`open_words` are what the person agrees to publish beside the answer; none: only the gist
    that the desk writes. Raises Forbidden, Refused, TooMany."""
    standing = standing_of(actor, about.book)
    if standing is None:
        raise Forbidden("neither owns nor lives here")
    if not words.strip():
        raise Refused(_("请写你想问什么。"), "words")
    if rules.says_a_number(open_words):
        raise Refused(_(rules.PRIVATE), "open_words")
    limits.hit("ledger-ask", str(actor.person), limits.QUESTIONS_PER_PERSON)
    place = about.book.place
    row = Question(
        book=about.book,
        entry=about if isinstance(about, Entry) else None,
        statement=about if isinstance(about, Statement) else None,
        ask=kind,
        asked_by_id=actor.person,
        asked_as=standing,
        asked_at=clock.now(),
        desk=desk_for(place),
        due_at=due(rules.ANSWER_DAYS),
    )
    row.words, row.open_words = words.strip(), open_words.strip()
    row.save(force_insert=True)
    told_desk("ledger_asked", place, link_of(row), but=[actor.person])
    return row


def link_of(question: Question) -> str:
    return f"/ledger/questions/{question.pk}/"


@transaction.atomic
def answer(actor: Actor, question: Question, *, gist: str, words: str) -> None:
    """Gist and answer hang at the gate. Nobody answers their own. Raises Forbidden, Refused,
    Conflict."""
    must(actor, Permission.LEDGER_CONFIRM, question.book)
    if question.asked_by_id == actor.person:
        raise Refused(_("自己问的由别人答复：请副手或者社区来看。"))
    for field, text in (("gist", gist), ("answer", words)):
        if not text.strip():
            raise Refused(_("这一格要写。"), field)
        if rules.says_a_number(text):
            raise Refused(_(rules.PRIVATE), field)
    _move(question, Reply.ANSWERED, gist=gist.strip(), answer=words.strip(),
          answered_by_id=actor.person)  # fmt: skip
    place = question.book.place
    told_person("ledger_answered", question.asked_by, actor, place, link_of(question))


@transaction.atomic
def withdraw(actor: Actor, question: Question) -> None:
    """One's own, before it is answered: nothing of it hangs out. Raises Forbidden, Conflict."""
    if actor.person is None or question.asked_by_id != actor.person:
        raise Forbidden("not their own")
    _move(question, Reply.TAKEN_BACK)


def _move(question: Question, reply: Reply, **values: object) -> None:
    rows = Question.objects.filter(pk=question.pk, reply=Reply.WAITING)
    values |= {"reply": reply, "due_at": None, "answered_at": clock.now()}
    if not rows.update(**values):
        raise Conflict(_(MOVED_ON))
    for name, value in values.items():
        setattr(question, name, value)
