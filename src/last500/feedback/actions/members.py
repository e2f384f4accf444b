"""What a member says to the sentence about them, and the letter they ask for themselves."""

from django.db import transaction
from django.utils.translation import gettext as _

from last500.base import clock, limits
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.fields import sealed
from last500.feedback import facts, rules
from last500.feedback.models import WORDS_MOST, FeedbackLetter, PersonalPart
from last500.feedback.rules import Answer, State
from last500.letters import actions as letters
from last500.letters.models import Letter
from last500.letters.rules import Kind
from last500.organisations.queries import organisation_name
from last500.people.actions import record_consent
from last500.people.models import Consent, Person
from last500.people.queries import myself
from last500.people.rules import clean_text
from last500.places.models import Place

PURPOSE = "feedback"


def _own(actor: Actor, part: PersonalPart) -> Person:
    """Raises Forbidden for anybody but the person it is about."""
    if actor.person is None or actor.person != part.person_id:
        raise Forbidden("this is about somebody else")
    return myself(actor)


@transaction.atomic
def answer(actor: Actor, part: PersonalPart, *, agree: bool, comment: str = "") -> None:
    """Yes or no; said again it replaces what was said before. A no keeps no comment.

    Raises Conflict when the fourteen days are over, Refused for a comment that is too long.
    """
    person, now = _own(actor, part), clock.now()
    text = clean_text(comment) if agree else ""
    if len(text) > WORDS_MOST:
        said = _("写得有点长，最多 %(most)d 字，现在 %(now)d 字。")
        raise Refused(said % {"most": WORDS_MOST, "now": len(text)}, "comment")
    feedback = part.feedback
    if not rules.may_answer(feedback.state, now=now, due=feedback.due_at):
        raise Conflict(_("回话的日子过了，没有说同意的都不转告。"))
    _end_consent(part)
    consent = record_consent(PURPOSE, "own_page", person=person) if agree else None
    open_still = FeedbackLetter.objects.filter(state=State.SHOWN, due_at__gt=now)
    here = PersonalPart.objects.filter(pk=part.pk, feedback__in=open_still)
    values = {
        "answer": Answer.AGREED if agree else Answer.WITHHELD,
        "answered_at": now,
        "comment": text,
        "consent": consent,
    }
    if not here.update(**sealed(part, values)):
        raise Conflict(_("回话的日子过了，没有说同意的都不转告。"))


@transaction.atomic
def take_back(actor: Actor, part: PersonalPart) -> None:
    """A yes becomes a no, at any time; nobody reads the sentence from that moment on."""
    _own(actor, part)
    if not rules.may_take_back(part.feedback.state, part.answer):
        raise Conflict(_("这一句本来就没有转告。"))
    here = PersonalPart.objects.filter(pk=part.pk, answer=Answer.AGREED)
    # Before it went they may still think again: then the sentence stays for them to read.
    gone = {} if part.feedback.state == State.SHOWN else {"sentence": b""}
    if not here.update(
        answer=Answer.WITHHELD, answered_at=clock.now(), comment=b"", consent=None, **gone
    ):
        raise Conflict(_("这一句本来就没有转告。"))
    _end_consent(part)


def take_back_consent(actor: Actor, consent: Consent) -> None:
    """The same, from the page of one's consents."""
    rows = PersonalPart.objects.visible_to(actor).select_related("feedback")
    part = rows.filter(consent=consent, answer=Answer.AGREED).first()
    if part is not None:
        take_back(actor, part)
    else:
        Consent.objects.filter(pk=consent.pk).update(withdrawn_at=clock.now())


def _end_consent(part: PersonalPart) -> None:
    if part.consent_id:
        given = Consent.objects.filter(pk=part.consent_id, withdrawn_at=None)
        given.update(withdrawn_at=clock.now())


@transaction.atomic
def ask_own(actor: Actor, community: Place) -> Letter:
    """A letter of one's own to hand to whom one likes: what one did here in the last year.

    Raises Refused when there is nothing confirmed yet, TooMany after some in a day.
    """
    person = myself(actor)
    limits.hit("feedback-own", str(person.pk), limits.OWN_FEEDBACK_PER_PERSON)
    last = clock.today()
    days = rules.Period(last - rules.PERIOD_MOST + clock.DAY, last)
    rows = facts.of_one(person.pk, community, days)
    if not rows:
        raise Refused(_("这一年在%(place)s还没有确认过的服务记录。") % {"place": community.name})
    return letters.issue(
        Kind.FEEDBACK,
        place=community,
        issuer=organisation_name(community) or community.name,
        person=person,
        lines=[
            (_("姓名"), person.name or person.called),
            (_("时间"), facts.days_in_words(days)),
            (_("在哪里"), community.name),
            *facts.lines_of_one(rows),
        ],
        body=[_("上面写的都是记录在册、经对方或者组织的人确认过的事实，不打分，不和别人比较。")],
    )
