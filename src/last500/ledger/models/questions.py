"""A question or an objection of an owner or resident, about an entry or a statement."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.ledger import rules
from last500.ledger.models.books import AT_THE_GATE, Book, Entry, of_desk
from last500.ledger.models.statements import Statement
from last500.ledger.rules import Reply
from last500.organisations.rules import Permission
from last500.people.models import Person
from last500.places.models import Place

ASK_NAMES = [(ask, _(word)) for ask, word in rules.ASK_WORDS.items()]
STANDING_NAMES = [(one, _(word)) for one, word in rules.STANDING_WORDS.items()]
REPLY_NAMES = [(reply, _(word)) for reply, word in rules.REPLY_WORDS.items()]


class QuestionQuerySet(models.QuerySet["Question"]):
    def of(self, actor: Actor) -> "QuestionQuerySet":
        return self.filter(asked_by=actor.person) if actor.person else self.none()

    def visible_to(self, actor: Actor) -> "QuestionQuerySet":
        """One's own; the desk that owes the answer, which reads the words and no name."""
        own = Q(asked_by=actor.person) if actor.person else Q(pk=None)
        desk = of_desk(actor, "book__place__path", (Permission.LEDGER_CONFIRM,))
        return self.filter(own | desk)

    def answered(self) -> "QuestionQuerySet":
        """What hangs at the gate: gist and answer, and the words that the asker made public."""
        return self.filter(reply=Reply.ANSWERED).defer("words")


class Question(models.Model):
    """`words` are for the desk alone; `open_words` are what the person agreed to publish;
    `gist` is what the desk writes of it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    book = models.ForeignKey(Book, models.PROTECT, related_name="questions")
    entry = models.ForeignKey(Entry, models.PROTECT, null=True, related_name="questions")
    statement = models.ForeignKey(Statement, models.PROTECT, null=True, related_name="questions")
    ask = models.CharField(max_length=10, choices=ASK_NAMES)
    asked_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    asked_as = models.CharField(max_length=10, choices=STANDING_NAMES)
    asked_at = models.DateTimeField()
    words = SealedTextField()
    open_words = SealedTextField()
    reply = models.CharField(max_length=10, choices=REPLY_NAMES, default=Reply.WAITING)
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    gist = models.CharField(max_length=rules.OPEN_MOST, blank=True)
    answer = models.TextField(max_length=rules.ANSWER_MOST, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    objects = QuestionQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "asked_by": Personal(
                Kind.PERSONAL, N_("把答复告诉问的人"), Keep.COMPLAINT, CONSENT, N_("谁问的")
            ),
            "words": Personal(
                Kind.SENSITIVE, N_("看懂问的是什么"), Keep.COMPLAINT, CONSENT, N_("你的原话")
            ),
            "open_words": Personal(
                Kind.PERSONAL, N_("和答复一起公开"), Keep.COMPLAINT, CONSENT, N_("你同意公开的话")
            ),
            "answered_by": Personal(
                Kind.PERSONAL,
                N_("谁答复的"),
                Keep.COMPLAINT,
                OFFICE_DUTY,
                N_("谁答复的"),
                whose="answered_by",
            ),
        },
        what=N_("对账目的提问和异议"),
        seen_by=N_("你自己；答复的值守看得到你的原话，看不到名字"),
        whose="asked_by",
        plain={"gist": AT_THE_GATE, "answer": AT_THE_GATE},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(entry=None, statement__isnull=False)
                | Q(entry__isnull=False, statement=None),
                name="question_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(reply=Reply.WAITING, due_at__isnull=False, answered_at=None)
                | (~Q(reply=Reply.WAITING) & Q(due_at=None, answered_at__isnull=False)),
                name="question_that_waits_is_due",
            ),
            models.CheckConstraint(
                condition=~Q(reply=Reply.ANSWERED) | ~Q(gist="") & ~Q(answer=""),
                name="answered_question_says_what",
            ),
        ]
        indexes = [
            models.Index(fields=["book", "reply", "due_at"], name="questions_of_a_book"),
            models.Index(fields=["entry"], name="questions_of_an_entry"),
            models.Index(fields=["asked_by", "-asked_at"], name="questions_of_a_person"),
            models.Index(
                fields=["due_at"], condition=Q(reply=Reply.WAITING), name="questions_that_wait"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
