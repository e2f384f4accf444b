"""The life of a call: written, opened, its book closed, results told, published, closed."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Forbidden, Refused
from last500.base.ids import public_number
from last500.calls import rules
from last500.calls.actions.step import (
    Faulty,
    advance,
    append,
    applicant_people,
    check,
    due_of,
    held,
    reviewer_people,
    told,
    told_applicant,
)
from last500.calls.draft import CallDraft
from last500.calls.models import Application, Call, CallIndicator, Report, Reviewer
from last500.calls.models.calls import REASON_MOST, RULES_MOST, TITLE_MOST, packed
from last500.calls.rules import Action, Applicant, Seat, Stand, State
from last500.calls.terms import INDICATORS_MOST, LEAST_OPEN, call_faults
from last500.organisations.rules import Permission
from last500.places.audiences import AUDIENCE_WORDS
from last500.places.models import Place
from last500.projects.actions.step import public_text
from last500.projects.words import KIND_WORDS

LEVELS = frozenset({"county", "street", "community"})


def may_call(actor: Actor, place: Place) -> bool:
    return (
        place.level in LEVELS and not place.closed_on and actor.may(Permission.CALL_RUN, place.path)
    )


@transaction.atomic
def make(actor: Actor, place: Place, draft: CallDraft) -> Call:
    """A new call, not yet open. Raises Forbidden, Faulty, Refused beside the field to mend."""
    if not may_call(actor, place):
        raise Forbidden(Permission.CALL_RUN)
    call = Call(
        **_checked(draft), number=public_number(), place=place, desk=place,
        made_by_id=actor.person, made_at=clock.now(),
    )  # fmt: skip
    call.due_at = due_of(call, State.DRAFT)
    call.save(force_insert=True)
    _set_indicators(call, draft)
    append(actor, call, "make")
    return call


@transaction.atomic
def change(actor: Actor, call: Call, draft: CallDraft) -> None:
    """Until it is open. Afterwards it keeps its word (trigger `call_keeps_its_word`)."""
    call = held(call)
    check(actor, call, Action.CHANGE)
    values = _checked(draft)
    for name, value in values.items():
        setattr(call, name, value)
    call.save(update_fields=list(values))
    _set_indicators(call, draft)
    append(actor, call, Action.CHANGE)


def _checked(draft: CallDraft) -> dict[str, Any]:
    words = {
        "title": public_text(draft.title, "title", TITLE_MOST),
        "rules": public_text(draft.rules, "rules", RULES_MOST, lines=True),
        "risk": public_text(draft.risk, "risk", REASON_MOST),
    }
    for name, text in words.items():
        if not text:
            raise Refused(_("请写一下，别人才知道怎么申请。"), name)
    found = call_faults(draft.terms(), clock.today())
    if found:
        raise Faulty(found)
    if not draft.applicants:
        raise Refused(_("请至少选一种可以申请的人。"), "applicants")
    return {
        **words,
        "kinds": packed(code for code in KIND_WORDS if code in draft.kinds),
        "audiences": packed(code for code in AUDIENCE_WORDS if code in draft.audiences),
        "applicants": packed(code for code in Applicant if code in draft.applicants),
        "opens_on": draft.opens,
        "closes_on": draft.closes,
        "mends_on": draft.mends,
        "decides_on": draft.decides,
        "mid_on": draft.mid,
        "ends_on": draft.ends,
        "final_on": draft.final,
        "total_fen": draft.total,
        "most_fen": draft.most,
        "own_percent": draft.percent,
        "reviews_least": draft.reviews,
    }


def _set_indicators(call: Call, draft: CallDraft) -> None:
    CallIndicator.objects.filter(call=call).delete()
    rows = [
        CallIndicator(
            call=call, order=number, title=public_text(title, "title", 40),
            measure=public_text(measure, "measure", 8), least=least,
        )
        for number, (title, measure, least) in enumerate(draft.indicators[:INDICATORS_MOST])
    ]  # fmt: skip
    if len({row.title for row in rows}) < len(rows):
        raise Refused(_("同一样东西只数一次，请合成一个指标。"), "indicators")
    CallIndicator.objects.bulk_create(rows)


# ---- what a step needs first ------------------------------------------------------------------


def _lacks_to_open(call: Call) -> str:
    if call.closes_on < clock.today() + LEAST_OPEN * clock.DAY:
        return _("离截止不到一个星期了，来不及写。请先把日子改晚一些。")
    return ""


def _lacks_to_close_book(call: Call) -> str:
    if clock.today() <= call.closes_on:
        return _("还没到截止的日子。说好收到哪天，就收到哪天。")
    return ""


def _lacks_to_tell(call: Call) -> str:
    waiting = _sent(call).filter(stand=Stand.SUBMITTED).count()
    said = _("还有 %(n)d 份申请没写结果，写完再一起告诉。") % {"n": waiting}
    return said if waiting else ""


def _lacks_to_publish(call: Call) -> str:
    if not rules.may_publish(call.told_at, clock.now()):
        return _("先让申请的人自己知道，满一天再公布。到时候会自动公布。")
    return ""


def _lacks_to_start(call: Call) -> str:
    if call.published_at is None:
        return _("结果还没有公布。")
    accepted = _sent(call).filter(stand=Stand.ACCEPTED)
    if not accepted.exists():
        return _("没有通过的申请，这次可以直接办结。")
    if accepted.filter(letter=None).exists():
        return _("还有通过的申请没签合同。签好，或者请对方撤回。")
    return ""


def _lacks_to_close(call: Call) -> str:
    if call.published_at is None:
        return _("结果还没有公布。")
    accepted = _sent(call).filter(stand=Stand.ACCEPTED)
    if call.state == State.DECIDED and accepted.exists():
        return _("有通过的申请，项目做完、报告交齐再办结。")
    owed = Report.objects.filter(application__in=accepted.values("pk"), sent_at=None).count()
    return _("还有 %(n)d 份报告没交，交齐再办结。") % {"n": owed} if owed else ""


_LACKS = {
    Action.OPEN: _lacks_to_open,
    Action.CLOSE_BOOK: _lacks_to_close_book,
    Action.TELL: _lacks_to_tell,
    Action.PUBLISH: _lacks_to_publish,
    Action.START: _lacks_to_start,
    Action.CLOSE: _lacks_to_close,
}


def lack(call: Call, action: Action) -> str:
    """What a step needs first, in a sentence; "" when nothing stands against it."""
    found = _LACKS.get(action)
    return found(call) if found is not None else ""


def _must_lack_nothing(call: Call, action: Action) -> None:
    missing = lack(call, action)
    if missing:
        raise Refused(missing)


# ---- the steps --------------------------------------------------------------------------------


@transaction.atomic
def open_call(actor: Actor, call: Call) -> None:
    """From here on it hangs at the gate and keeps its word. Raises Refused for days gone by."""
    call = held(call)
    check(actor, call, Action.OPEN)
    _must_lack_nothing(call, Action.OPEN)
    advance(actor, call, Action.OPEN, opened_at=clock.now())


@transaction.atomic
def close_book(actor: Actor, call: Call) -> None:
    """The last day is over: reviewers declare their interests, then read. Never earlier."""
    call = held(call)
    check(actor, call, Action.CLOSE_BOOK)
    _must_lack_nothing(call, Action.CLOSE_BOOK)
    advance(actor, call, Action.CLOSE_BOOK)
    told("call_review", reviewer_people(call), call, actor, f"/calls/{call.pk}/reviews/")


def _sent(call: Call) -> Any:
    rows = Application.objects.sent().filter(call=call)
    return rows.select_related("organisation__place", "person", "call__place")


@transaction.atomic
def tell(actor: Actor, call: Call) -> None:
    """Each applicant learns their own result first. Raises Refused while one has none."""
    call = held(call)
    check(actor, call, Action.TELL)
    _must_lack_nothing(call, Action.TELL)
    advance(actor, call, Action.TELL, told_at=clock.now())
    for row in _sent(call):
        told_applicant("call_result", row, actor)


@transaction.atomic
def publish(actor: Actor, call: Call) -> None:
    """The list with its reasons hangs out, a day after every applicant was told."""
    call = held(call)
    check(actor, call, Action.PUBLISH)
    _must_lack_nothing(call, Action.PUBLISH)
    advance(actor, call, Action.PUBLISH, published_at=clock.now())


@transaction.atomic
def start(actor: Actor, call: Call) -> None:
    call = held(call)
    check(actor, call, Action.START)
    _must_lack_nothing(call, Action.START)
    advance(actor, call, Action.START)


@transaction.atomic
def close(actor: Actor, call: Call) -> None:
    """Every report is there; or nothing was accepted, and the list hangs out."""
    call = held(call)
    check(actor, call, Action.CLOSE)
    _must_lack_nothing(call, Action.CLOSE)
    advance(actor, call, Action.CLOSE)


@transaction.atomic
def call_off(actor: Actor, call: Call, *, reason: str) -> None:
    """With the reason, told to everybody who has begun something. Proposals stay where they are."""
    call = held(call)
    words = public_text(reason, "reason", REASON_MOST)
    check(actor, call, Action.CALL_OFF, words)
    hanging = call.opened_at is not None
    Application.objects.filter(call=call, stand=Stand.ACCEPTED).update(
        stand=Stand.SUBMITTED, granted_fen=None
    )
    advance(actor, call, Action.CALL_OFF, reason=words, granted_fen=0)
    if hanging:
        rows = Application.objects.filter(call=call).exclude(stand=Stand.WITHDRAWN)
        rows = rows.select_related("organisation__place", "person")
        people = [person for row in rows[:500] for person in applicant_people(row)]
        seats = Reviewer.objects.filter(call=call, person__isnull=False)
        seats = seats.exclude(state=Seat.DECLINED).select_related("person")
        people += [row.person for row in seats if row.person is not None]
        told("call_off", people, call, actor)
