"""A person, how to reach them, and what they agreed to.

Everything personal is sealed; a person is found again only by the keyed index of their number.
"""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q

from last500.base.fields import SealedTextField
from last500.base.ids import secret_key, uuid7
from last500.base.marking import N_
from last500.base.privacy import OFFICE_DUTY, Keep, Kind, Personal, Privacy
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
