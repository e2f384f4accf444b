"""How long it is known who kept the book and who asked about it; the book itself stays.

Owners may ask for the use and revenue of common parts at any time (最高法 建筑物区分所有权解释 13):
an entry holds nobody's name, and is never erased.
"""

from datetime import datetime

from last500.base.erasing import Files, Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.ledger import vouchers
from last500.ledger.models import Distribution, Posting, Question, Statement, Voucher
from last500.ledger.rules import Reply, State
from last500.people.leaving import Part
from last500.people.models import Person

_REFUSED = [State.TAKEN_BACK, State.SENT_BACK]

RULES = (
    Rule(
        "ledger_posters",
        N_("账是谁记的、谁核对的"),
        Keep.RECORD,
        lambda edge: Posting.objects.filter(decided_at__lt=edge),
        fields=("posted_by", "decided_by"),
    ),
    Rule(
        "ledger_statement_makers",
        N_("公共收益报表是谁做的、谁核对的"),
        Keep.RECORD,
        lambda edge: Statement.objects.filter(decided_at__lt=edge),
        fields=("made_by", "decided_by"),
    ),
    Rule(
        "ledger_distributors",
        N_("公共收益分配是谁算的、谁核对的"),
        Keep.RECORD,
        lambda edge: Distribution.objects.filter(decided_at__lt=edge),
        fields=("made_by", "decided_by"),
    ),
    Rule(
        "ledger_vouchers",
        N_("收回、退回的记账里的凭证照片"),
        Keep.RECORD,
        lambda edge: Voucher.objects.filter(
            posting__state__in=_REFUSED, posting__decided_at__lt=edge
        ),
        first=vouchers.unlink,
    ),
    Rule(
        "ledger_questions",
        N_("对账目的提问是谁的、原话是什么"),
        Keep.COMPLAINT,
        lambda edge: Question.objects.filter(answered_at__lt=edge),
        fields=("asked_by", "words", "open_words", "answered_by"),
    ),
    Files("lost_vouchers", N_("没有归属的凭证照片文件"), Keep.EXPORT, vouchers.lost),
)
STAYS = (
    Stays(N_("账里的每一笔和凭证"), N_("业主随时可以查共有部分的收益；账里不写个人的名字")),
    Stays(N_("公示过的报表、分配的总数和每一户的数"), N_("是账的一部分，不写谁的名字")),
    Stays(N_("答复和问题大意"), N_("是值守写的，公开的，不写是谁问的")),
)


def _leave(person: Person) -> None:
    """Books go on without a name; a question that waits is withdrawn, the others lose theirs."""
    waiting = Question.objects.filter(asked_by=person, reply=Reply.WAITING)
    waiting.delete()
    Question.objects.filter(asked_by=person).update(asked_by=None, words=b"", open_words=b"")
    Question.objects.filter(answered_by=person).update(answered_by=None)
    for model, fields in (
        (Posting, ("posted_by", "decided_by")),
        (Statement, ("made_by", "decided_by")),
        (Distribution, ("made_by", "decided_by")),
    ):
        for name in fields:
            model._default_manager.filter(**{name: person}).update(**{name: None})


def _restrict(person: Person, moment: datetime | None) -> None:
    """Nothing here goes on about a person: a question is owed its answer all the same."""


PARTS = (Part(_leave, _restrict),)
