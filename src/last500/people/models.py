"""A person, how to reach them, what they agreed to, and who has looked.

Signing in is by telephone and a one-time code; there is no password and no last-seen time.
Everything personal is sealed; a person is found again only by the keyed index of their number.
"""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import secret_key, uuid7
from last500.base.marking import N_
from last500.base.privacy import CONSENT, NOBODY, OFFICE_DUTY, Keep, Kind, Personal, Privacy
from last500.base.scope import SCOPED, WALLED


class PersonManager(models.Manager["Person"]):
    def get_by_natural_key(self, key: str) -> "Person":
        return self.get(pk=key)


class Person(AbstractBaseUser):
    password = None  # type: ignore[assignment]
    last_login = None

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    name = SealedTextField()
    # What neighbours call a helper at the door (王师傅): chosen by the person.
    called = SealedTextField()
    phone = SealedTextField()
    phone_index = models.CharField(max_length=64, unique=True)
    email = SealedTextField()
    language = models.CharField(max_length=10, default="zh-hans")
    # Changing it ends every session of this person.
    session_salt = models.CharField(max_length=32, default=secret_key)
    totp_key = SealedTextField()
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField()
    # The account is gone: the row stays as a pseudonym, because others' history points to it.
    closed_at = models.DateTimeField(null=True)
    # Stored only, at the person's own wish (PIPL 44, 47): on no list, asked for nothing.
    restricted_at = models.DateTimeField(null=True)
    # The version of the notice the person has been shown last.
    notice = models.CharField(max_length=20, blank=True)

    objects = PersonManager()
    USERNAME_FIELD = "phone_index"
    REQUIRED_FIELDS = []

    scope = SCOPED
    privacy = Privacy(
        {
            "name": Personal(Kind.PERSONAL, N_("称呼你"), Keep.ACCOUNT, word=N_("姓名")),
            "called": Personal(
                Kind.PERSONAL, N_("上门时邻居怎么叫你"), Keep.ACCOUNT, word=N_("称呼")
            ),
            "phone": Personal(
                Kind.PERSONAL, N_("登录，有事找得到你"), Keep.ACCOUNT, word=N_("电话")
            ),
            "phone_index": Personal(
                Kind.PERSONAL,
                N_("凭电话找回账号"),
                Keep.ACCOUNT,
                word=N_("电话的记号"),
                secret=True,
            ),
            "email": Personal(
                Kind.PERSONAL, N_("收验证码和邀请"), Keep.ACCOUNT, word=N_("电子邮箱")
            ),
            "totp_key": Personal(
                Kind.PERSONAL,
                N_("值守人员的两步验证"),
                Keep.ACCOUNT,
                OFFICE_DUTY,
                word=N_("两步验证的钥匙"),
                secret=True,
            ),
        },
        what=N_("账号"),
        seen_by=N_("只有你自己；接了你的求助、或者你去帮的邻居看得到称呼"),
        whose="pk",
        plain={
            "language": "one of two",
            "session_salt": "random",
            "notice": "a version of ours",
        },
    )

    def __str__(self) -> str:
        return str(self.pk)

    def get_session_auth_hash(self) -> str:
        from django.utils.crypto import salted_hmac

        return salted_hmac("last500.people.session", self.session_salt).hexdigest()

    def get_session_auth_fallback_hash(self) -> Any:
        return iter(())


class Contact(models.Model):
    """How to reach the person a request is for, kept apart from the request itself."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="contacts")
    name = SealedTextField()
    phone = SealedTextField()
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    email = SealedTextField()
    # The door: entrance and number; the building itself stands on the request.
    door = SealedTextField()
    made_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    scope = WALLED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("在你自己的页面上看到"), Keep.REQUEST, word=N_("是谁的")
            ),
            "name": Personal(Kind.PERSONAL, N_("称呼求助的人"), Keep.REQUEST, word=N_("称呼")),
            "phone": Personal(Kind.PERSONAL, N_("约时间、回访"), Keep.REQUEST, word=N_("电话")),
            "phone_index": Personal(
                Kind.PERSONAL,
                N_("凭电话后四位查进度"),
                Keep.REQUEST,
                word=N_("电话的记号"),
                secret=True,
            ),
            "email": Personal(
                Kind.PERSONAL, N_("把查进度的链接发给你"), Keep.REQUEST, word=N_("电子邮箱")
            ),
            "door": Personal(Kind.PERSONAL, N_("找得到门"), Keep.REQUEST, word=N_("门牌")),
        },
        what=N_("求助的联系方式"),
        seen_by=N_("受理的值守（平时遮住，看要写原因）；接了这件事的邻居，办完就看不到"),
        whose="person",
    )

    def __str__(self) -> str:
        return str(self.pk)


class Consent(models.Model):
    """What was agreed to, in which version of the notice, when, and in what way."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="consents")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="consents")
    purpose = models.CharField(max_length=30)
    version = models.CharField(max_length=20)
    given_how = models.CharField(max_length=30)
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    scope = WALLED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.PERSONAL, N_("证明你同意过"), Keep.RECORD, "PIPL 14", N_("是谁的")
            ),
            "contact": Personal(
                Kind.PERSONAL,
                N_("证明你同意过"),
                Keep.RECORD,
                "PIPL 14",
                N_("是哪件求助的"),
                whose="contact__person",
            ),
            "given_how": Personal(
                Kind.PERSONAL,
                N_("证明你同意过"),
                Keep.RECORD,
                "PIPL 14",
                N_("怎么同意的"),
                whose="person",
            ),
        },
        what=N_("你同意过什么"),
        seen_by=N_("只有你自己"),
        whose="person",
        plain={"purpose": "one of our words", "version": "a version of our notice"},
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(contact__isnull=False),
                name="consent_is_somebodys",
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"


class Guardian(models.Model):
    """Who agreed for somebody under 14 (PIPL 31): of an account, or of one request's contact."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="guardians")
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="guardians")
    name = SealedTextField()
    phone = SealedTextField()
    at = models.DateTimeField()

    scope = SCOPED
    privacy = Privacy(
        {
            "person": Personal(
                Kind.SENSITIVE, N_("谁的监护人"), Keep.REPORT_IN, "PIPL 31", N_("谁的监护人")
            ),
            "contact": Personal(
                Kind.SENSITIVE,
                N_("哪件求助的监护人"),
                Keep.REQUEST,
                "PIPL 31",
                N_("哪件求助的"),
                whose="contact__person",
            ),
            "name": Personal(
                Kind.PERSONAL, N_("称呼监护人"), Keep.REQUEST, "PIPL 31", N_("监护人姓名")
            ),
            "phone": Personal(
                Kind.PERSONAL, N_("核实监护人同意"), Keep.REQUEST, "PIPL 31", N_("监护人电话")
            ),
        },
        what=N_("不满 14 岁的人的监护人"),
        seen_by=N_("受理的值守，平时遮住"),
        whose="person",
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(person__isnull=False) | Q(contact__isnull=False),
                name="guardian_of_somebody",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


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


class AccessQuerySet(models.QuerySet["AccessEvent"]):
    def visible_to(self, actor: Actor) -> "AccessQuerySet":
        """Everybody reads who looked at their own data, nobody reads about others here.

        One's own are also the contacts with one's own number: signing in has shown whose it is.
        """
        if actor.person is None:
            return self.none()
        me = Person.objects.filter(pk=actor.person).exclude(phone_index="")
        number = me.values("phone_index")
        own = Contact.objects.filter(Q(person=actor.person) | Q(phone_index__in=number))
        return self.filter(Q(contact__in=own.values("pk")) | Q(subject=actor.person))

    def views_of(self, viewer: UUID | None, day: date) -> "AccessQuerySet":
        """What one person saw in detail on one day, one row each; a photo goes with its request."""
        views = self.filter(kind=AccessEvent.Look.VIEW, viewer=viewer, day=day)
        return views.exclude(fields="photo")


class AccessEvent(models.Model):
    """Somebody saw something of somebody: what, in which office, why, on account of what.

    The person concerned reads it on their own page, without the viewer's name.
    """

    class Look(models.TextChoices):
        REVEAL = "reveal"  # a masked field was opened
        VIEW = "view"  # a page with sensitive data was shown; once for each day
        SEARCH = "search"  # somebody was looked for by telephone number
        EXPORT = "export"  # a row in a file that was taken away

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=6, choices=Look.choices, default=Look.REVEAL)
    # Whose data it was: a contact, a person with an account, or both; a search may find nobody.
    contact = models.ForeignKey(Contact, models.CASCADE, null=True, related_name="looks")
    subject = models.ForeignKey(Person, models.CASCADE, null=True, related_name="looked_at")
    viewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    office: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    # What the person concerned reads: 小区值守, 接单的邻居 … never the viewer's name.
    viewer_role = models.CharField(max_length=40)
    # Codes in alphabetical order, with commas: door,name,phone.
    fields = models.CharField(max_length=120)
    # May be the viewer's own words.
    reason = SealedTextField()
    # The request or the report-in on account of which it was looked at.
    about = models.UUIDField(null=True, db_index=True)
    export: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    # The day where the residents live; on views only, of which there is one for each day.
    day = models.DateField(null=True)
    at = models.DateTimeField()

    objects = AccessQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {
            "contact": Personal(
                Kind.PERSONAL,
                N_("让你知道谁看过"),
                Keep.LOG,
                "PIPL 51",
                N_("看了谁的"),
                whose="contact__person",
            ),
            "subject": Personal(
                Kind.PERSONAL,
                N_("让你知道谁看过"),
                Keep.LOG,
                "PIPL 51",
                N_("看了谁的"),
                whose="subject",
            ),
            "viewer": Personal(
                Kind.PERSONAL, N_("看的人要负责"), Keep.LOG, "PIPL 51", N_("谁看的")
            ),
            "reason": Personal(
                Kind.SENSITIVE,
                N_("为什么看"),
                Keep.LOG,
                "PIPL 51",
                N_("原因"),
                whose="contact__person",
            ),
        },
        what=N_("谁看过你的信息"),
        seen_by=N_("你自己；查问题时的安全管理员"),
        whose="contact__person",
        plain={
            "viewer_role": "the name of an office",
            "kind": "one of our words",
            "fields": "names of fields",
        },
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["viewer", "day", "about", "fields"],
                condition=Q(kind="view"),
                name="one_view_for_each_day",
            ),
            models.CheckConstraint(
                condition=~Q(kind="view")
                | Q(viewer__isnull=False, day__isnull=False, about__isnull=False),
                name="a_view_can_be_counted_once",
            ),
            models.CheckConstraint(
                condition=Q(kind="search") | Q(contact__isnull=False) | Q(subject__isnull=False),
                name="a_look_is_at_somebody",
            ),
        ]
        indexes = [models.Index(fields=["viewer", "at"], name="looks_of_a_viewer")]

    def __str__(self) -> str:
        return f"{self.kind} {self.fields} {self.at:%Y-%m-%d}"


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
