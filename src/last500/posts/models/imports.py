"""A file of posts: staged with one verdict for each row, then applied."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.people.models import Person
from last500.places.models import Place
from last500.posts.models.posts import Post


class PostImportQuerySet(models.QuerySet["PostImport"]):
    def visible_to(self, actor: Actor) -> "PostImportQuerySet":
        return self.filter(by=actor.person) if actor.person else self.none()


class PostImport(models.Model):
    class State(models.TextChoices):
        STAGED = "staged", _("已检查")
        APPLIED = "applied", _("已导入")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    # Whoever saved the file named it; people name files after people.
    file_name = SealedTextField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.STAGED)
    by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    staged_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True)

    objects = PostImportQuerySet.as_manager()
    scope = SCOPED
    privacy = Privacy(
        {
            "file_name": Personal(
                Kind.PERSONAL, N_("认出是哪个文件"), Keep.IMPORT, OFFICE_DUTY, N_("文件名")
            ),
            "by": Personal(Kind.PERSONAL, N_("谁导入的"), Keep.IMPORT, OFFICE_DUTY, N_("谁导入的")),
        },
        what=N_("岗位的批量导入"),
        seen_by=N_("导入的人"),
        whose="by",
    )

    def __str__(self) -> str:
        return str(self.pk)


class PostImportRow(models.Model):
    class Verdict(models.TextChoices):
        OK = "ok", _("可以导入")
        PROBLEM = "problem", _("有问题")
        ALREADY = "already", _("已经有了")
        TWICE = "twice", _("文件里重复")

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    run = models.ForeignKey(PostImport, models.CASCADE, related_name="rows")
    line = models.PositiveIntegerField()
    row_index = models.CharField(max_length=64, blank=True)
    verdict = models.CharField(max_length=8, choices=Verdict.choices)
    problem = models.CharField(max_length=200, blank=True)
    # The post as it would be made: words that are to hang at the gate.
    data = models.JSONField(default=dict)
    post = models.ForeignKey(Post, models.SET_NULL, null=True, related_name="+")

    scope = SCOPED
    privacy = Privacy(
        plain={
            "row_index": "a keyed hash",
            "problem": "our own words and numbers",
            "data": "a post that is to hang at the gate",
        }
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["run", "row_index"],
                condition=Q(verdict="ok"),
                name="each_row_of_posts_once",
            )
        ]
        indexes = [models.Index(fields=["run", "verdict", "line"], name="rows_of_posts")]

    def __str__(self) -> str:
        return f"{self.line} {self.verdict}"
