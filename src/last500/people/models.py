"""A person, how to reach them, what they agreed to, and who has looked.

Signing in is by telephone and a one-time code; there is no password and no last-seen time.
Everything personal is sealed; a person is found again only by the keyed index of their number.
"""

from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q

from last500.base.actor import Actor
from last500.base.fields import SealedTextField
from last500.base.ids import secret_key, uuid7
from last500.base.privacy import Keep, Kind, Personal, Privacy
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
    closed_at = models.DateTimeField(null=True)

    objects = PersonManager()
    USERNAME_FIELD = "phone_index"
    REQUIRED_FIELDS = []

    scope = SCOPED
    privacy = Privacy(
        {
            "name": Personal(Kind.PERSONAL, "to address the person", Keep.ACCOUNT),
            "called": Personal(Kind.PERSONAL, "what the neighbour says at the door", Keep.ACCOUNT),
            "phone": Personal(Kind.PERSONAL, "to sign in and be reached", Keep.ACCOUNT),
            "phone_index": Personal(Kind.PERSONAL, "to find the account again", Keep.ACCOUNT),
            "email": Personal(Kind.PERSONAL, "codes and invitations by mail", Keep.ACCOUNT),
            "totp_key": Personal(Kind.PERSONAL, "second factor of staff", Keep.ACCOUNT),
        }
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
            "name": Personal(Kind.PERSONAL, "to address the person served", Keep.REQUEST),
            "phone": Personal(Kind.PERSONAL, "to agree a visit and to call back", Keep.REQUEST),
            "phone_index": Personal(Kind.PERSONAL, "to follow by four digits", Keep.REQUEST),
            "email": Personal(Kind.PERSONAL, "to send the private link", Keep.REQUEST),
            "door": Personal(Kind.PERSONAL, "to find the door", Keep.REQUEST),
        }
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
        {"given_how": Personal(Kind.PERSONAL, "proof of consent", Keep.ACCOUNT, "PIPL 14")}
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


class SignInCode(models.Model):
    """A six-digit code, kept only as a keyed hash; it works once, for ten minutes, five tries."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    phone_index = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    scope = SCOPED
    privacy = Privacy({"phone_index": Personal(Kind.PERSONAL, "whose code it is", Keep.CODE)})

    def __str__(self) -> str:
        return str(self.pk)


class AccessQuerySet(models.QuerySet["AccessEvent"]):
    def visible_to(self, actor: Actor) -> "AccessQuerySet":
        """Everybody reads who looked at their own data, nobody reads about others here."""
        return self.filter(contact__person=actor.person) if actor.person else self.none()


class AccessEvent(models.Model):
    """Somebody saw something of somebody: which field, why, on account of which request."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    contact = models.ForeignKey(Contact, models.CASCADE, related_name="looks")
    viewer = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    office: "models.UUIDField[UUID | None, UUID | None]" = models.UUIDField(null=True)
    # What the person concerned reads: 小区值守, 接单的邻居 … never the viewer's name.
    viewer_role = models.CharField(max_length=40)
    field = models.CharField(max_length=20)
    reason = models.CharField(max_length=120)
    about = models.UUIDField(db_index=True)
    at = models.DateTimeField()

    objects = AccessQuerySet.as_manager()
    scope = WALLED
    privacy = Privacy(
        {"viewer": Personal(Kind.PERSONAL, "who answers for the look", Keep.LOG, "PIPL 51")}
    )

    class Meta:
        indexes = [models.Index(fields=["viewer", "at"], name="looks_of_a_viewer")]

    def __str__(self) -> str:
        return f"{self.field} {self.at:%Y-%m-%d}"
