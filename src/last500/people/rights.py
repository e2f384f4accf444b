"""What a person may do with their own data at once: correct it, consent, take consent back.

Closing and locking an account reach into every app: people.leaving.
"""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.base.ids import secret_key
from last500.people import rules
from last500.people.actions import (
    check_code,
    phone_index,
    read_phone,
    record_consent,
    spend_code,
)
from last500.people.models import Consent, Contact, Guardian, Person
from last500.people.queries import myself


@transaction.atomic
def correct(actor: Actor, *, name: str, called: str, email: str) -> None:
    """Correct one's own name, what neighbours say, and the address for letters (PIPL 46)."""
    person = myself(actor)
    person.name = rules.clean_line(name)[:40]
    person.called = rules.clean_line(called)[:20]
    person.email = email.strip()[:120]
    person.save(update_fields=["name", "called", "email"])


def change_phone(actor: Actor, code_id: UUID, plain: str, *, phone: str) -> None:
    """Move the account to a new number, proved by a code that was sent there. Raises Refused.

    Other sessions end: whoever still holds the old telephone is out.
    """
    person = myself(actor)
    number = check_code(code_id, plain, phone=phone)
    try:
        with transaction.atomic():
            spend_code(code_id)
            person.phone, person.phone_index = number, phone_index(number)
            person.session_salt = secret_key()
            person.save(update_fields=["phone", "phone_index", "session_salt"])
    except IntegrityError:
        raise Refused(_("这个号码已经有另一个账号了。"), "phone") from None


@transaction.atomic
def correct_contact(contact: Contact, *, name: str, door: str, email: str, phone: str = "") -> None:
    """Correct how the person of a request is reached; an empty phone leaves it as it is.

    The caller has checked that it is their own. Raises Refused for a number that is none.
    """
    contact.name = rules.clean_line(name)[:40]
    contact.door = rules.clean_line(door)[:60]
    contact.email = email.strip()[:120]
    if phone.strip():
        contact.phone = read_phone(phone)
        contact.phone_index = phone_index(contact.phone)
    contact.save(update_fields=["name", "door", "email", "phone", "phone_index"])


@transaction.atomic
def see_notice(actor: Actor, version: str) -> None:
    """The person has been shown this version of the notice: once, and written down (PIPL 17)."""
    if version != rules.NOTICE_VERSION:
        raise Conflict(_("说明又更新了，请再看一下。"))
    person = myself(actor)
    fresh = Person.objects.filter(pk=person.pk).exclude(notice=version)
    if fresh.update(notice=version):
        record_consent("notice", "own_page", person=person)


def end_consent(
    purpose: str, *, person: Person | None = None, contact: Contact | None = None
) -> bool:
    """Take a consent back; False when none was in force. What it was for stops in the caller's
    transaction: the verbs of the apps call this, not the pages."""
    given = Consent.objects.filter(purpose=purpose, withdrawn_at=None)
    given = given.filter(contact=contact) if contact else given.filter(person=person)
    return bool(given.update(withdrawn_at=clock.now()))


def name_guardian(
    name: str, phone: str, *, person: Person | None = None, contact: Contact | None = None
) -> Guardian:
    """Who agreed for somebody under 14 (PIPL 31). Raises Refused without a name and a number."""
    name = rules.clean_line(name)[:40]
    if not name:
        raise Refused(_("请写监护人的姓名。"), "guardian_name")
    number = read_phone(phone, "guardian_phone")
    return Guardian.objects.create(
        person=person, contact=contact, name=name, phone=number, at=clock.now()
    )
