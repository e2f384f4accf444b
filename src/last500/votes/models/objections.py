"""An owner's objection to the roll before the box opens, or to a published result.

How many there are and what was answered hangs at the gate; who raised it and in which words does
not. It is never taken away, and what was answered does not change (trigger `objection_stays`).
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.people.models import Person
from last500.places.models import Place
from last500.votes import rules
from last500.votes.models.votes import Vote, of_desk
from last500.votes.rules import Finding, Follow

ABOUT_NAMES = [(code, _(word)) for code, word in rules.ABOUT_WORDS.items()]
FINDING_NAMES = [(code, _(word)) for code, word in rules.FINDING_WORDS.items()]
FOLLOW_NAMES = [(code, _(word)) for code, word in rules.FOLLOW_WORDS.items()]
AT_THE_GATE = "written by the desk, hangs at the gate, names nobody"


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def pending(self) -> "ObjectionQuerySet":
        """Without an answer, or upheld and what follows is not done."""
        return self.filter(
            Q(finding=Finding.WAITING) | Q(finding=Finding.UPHELD, settled_at__isnull=True)
        )

    def standing(self) -> "ObjectionQuerySet":
        return self.exclude(finding=Finding.TAKEN_BACK)

    def answered(self) -> "ObjectionQuerySet":
        """What hangs at the gate of it: gist and answer, never the words."""
        rows = self.filter(finding__in=[Finding.UPHELD, Finding.NOT_UPHELD])
        return rows.defer("words")

    def visible_to(self, actor: Actor) -> "ObjectionQuerySet":
        """One's own; the desk that owes the answer, which reads the words and no name."""
        own = Q(raised_by=actor.person) if actor.person else Q(pk=None)
        return self.filter(own | of_desk(actor, "vote__compound__path"))


class Objection(models.Model):
    """`words` are for the desk alone; `gist` and `answer` are the desk's, and public.

    `follow`: what an upheld one leads to; `settled_at`: that is done. `on_paper`: handed in at the
    desk, which entered it for somebody it does not name.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    vote = models.ForeignKey(Vote, models.PROTECT, related_name="objections")
    number = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=8, choices=ABOUT_NAMES)
    raised_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    raised_at = models.DateTimeField()
    on_paper = models.BooleanField(default=False)
    entered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    words = SealedTextField()
    finding = models.CharField(max_length=12, choices=FINDING_NAMES, default=Finding.WAITING)
    desk = models.ForeignKey(Place, models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True)
    gist = models.CharField(max_length=rules.GIST_MOST, blank=True)
    answer = models.TextField(max_length=rules.ANSWER_MOST, blank=True)
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    follow = models.CharField(max_length=8, choices=FOLLOW_NAMES, blank=True)
    settled_at = models.DateTimeField(null=True)
    settled_words = models.CharField(max_length=rules.REASON_MOST, blank=True)

    objects = ObjectionQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "raised_by": Personal(
                Kind.PERSONAL, N_("把答复告诉提异议的人"), Keep.BALLOT, CONSENT, N_("谁提的")
            ),
            "words": Personal(
                Kind.PERSONAL, N_("看懂异议说的是什么"), Keep.BALLOT, CONSENT, N_("你的原话")
            ),
            "entered_by": Personal(
                Kind.PERSONAL, N_("谁替人录的"), Keep.BALLOT, OFFICE_DUTY, N_("谁录的"),
                whose="entered_by",
            ),
            "answered_by": Personal(
                Kind.PERSONAL, N_("谁答复的"), Keep.BALLOT, OFFICE_DUTY, N_("谁答复的"),
                whose="answered_by",
            ),
        },
        what=N_("对名册和结果的异议"),
        seen_by=N_("你自己；答复的值守看得到你的原话，看不到名字；大家只看得到有几件、答复了几件"),
        whose="raised_by",
        plain=dict.fromkeys(("gist", "answer", "settled_words"), AT_THE_GATE),
    )  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "number"], name="objection_has_its_number"),
            models.UniqueConstraint(
                fields=["vote", "about", "raised_by"],
                condition=Q(finding=Finding.WAITING, raised_by__isnull=False),
                name="one_waiting_objection_each",
            ),
            models.CheckConstraint(
                condition=Q(finding=Finding.WAITING, due_at__isnull=False, answered_at=None)
                | ~Q(finding=Finding.WAITING) & Q(due_at=None, answered_at__isnull=False),
                name="objection_that_waits_is_due",
            ),
            models.CheckConstraint(
                condition=Q(finding__in=[Finding.WAITING, Finding.TAKEN_BACK])
                | ~Q(gist="") & ~Q(answer=""),
                name="answered_objection_says_what",
            ),
            models.CheckConstraint(
                condition=Q(finding=Finding.UPHELD) & ~Q(follow="")
                | ~Q(finding=Finding.UPHELD) & Q(follow="", settled_at=None),
                name="upheld_objection_has_what_follows",
            ),
            models.CheckConstraint(
                condition=Q(on_paper=True, raised_by=None) | Q(on_paper=False),
                name="paper_objection_names_nobody",
            ),
        ]
        indexes = [
            models.Index(fields=["raised_by", "-raised_at"], name="objections_of_a_person"),
            models.Index(
                fields=["due_at"], condition=Q(finding=Finding.WAITING), name="objections_that_wait"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def follow_word(self) -> str:
        return str(_(rules.FOLLOW_WORDS[Follow(self.follow)])) if self.follow else ""
