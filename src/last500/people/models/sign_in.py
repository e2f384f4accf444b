"""Signing in is by telephone and a one-time code; there is no password and no last-seen time."""

from django.db import models
from django.db.models import Q

from last500.base.fields import SealedTextField
from last500.base.ids import uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, NOBODY, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED
from last500.people.models.person import Person


class SignInCode(models.Model):
    """A six-digit code, kept only as a keyed hash; it works once, for ten minutes, five tries."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone_index = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)
    # The code itself, sealed, until its letter has left or its ten minutes are over; and when the
    # worker looks at it next. A row is written alike for every number: who it belongs to, and
    # whether anybody, is asked by the worker alone.
    plain = SealedTextField()
    send_at = models.DateTimeField(null=True)

    scope = SCOPED
    privacy = Privacy(
        {
            "phone_index": Personal(
                Kind.PERSONAL, N_("验证码是给谁的"), Keep.CODE, word=N_("电话的记号"), secret=True
            ),
            "plain": Personal(
                Kind.PERSONAL, N_("把验证码发给你"), Keep.CODE, word=N_("验证码"), secret=True
            ),
        },
        what=N_("登录验证码"),
        seen_by=N_("没有人"),
        whose=NOBODY,
        plain={"code_hash": "a keyed hash"},
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["send_at"], condition=Q(send_at__isnull=False), name="codes_to_send"
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class SignIn(models.Model):
    """A device on which somebody is signed in: for their own page, where they can end it.

    It knows when it began and nothing of when it was used; it is tied to its session by the keyed
    hash under which the session lies (session_store).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="sign_ins")
    session_index = models.CharField(max_length=40, unique=True)
    # A code of rules.DEVICES and one of rules.BROWSERS, no more of what a browser says of itself.
    device = SealedTextField()
    began_at = models.DateTimeField()

    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("在你自己的页面上看到"), Keep.SESSION, CONSENT, N_("谁的")
            ),
            "session_index": Personal(
                Kind.INTERNAL,
                N_("由你结束这台设备的登录"),
                Keep.SESSION,
                CONSENT,
                N_("登录的记号"),
                secret=True,
            ),
            "device": Personal(
                Kind.PERSONAL, N_("认出自己的设备"), Keep.SESSION, CONSENT, N_("什么设备")
            ),
        },
        what=N_("登录着的设备"),
        seen_by=N_("只有你自己"),
        whose="person",
    )

    def __str__(self) -> str:
        return str(self.pk)


class RecoveryCode(models.Model):
    """Stands in for a lost second factor, once. Shown when it is made, then only a keyed hash."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, related_name="recovery_codes")
    code_hash = models.CharField(max_length=64)
    used_at = models.DateTimeField(null=True)

    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("丢了验证器还能登录"), Keep.ACCOUNT, OFFICE_DUTY, N_("谁的")
            ),
            "code_hash": Personal(
                Kind.PERSONAL,
                N_("丢了验证器还能登录"),
                Keep.ACCOUNT,
                OFFICE_DUTY,
                N_("备用码的记号"),
                secret=True,
            ),
        },
        what=N_("两步验证的备用码"),
        seen_by=N_("没有人"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "code_hash"], name="recovery_codes_differ")
        ]

    def __str__(self) -> str:
        return str(self.pk)
