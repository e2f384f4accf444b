"""The verbs of a person: ask for a code, sign in, be looked at with a reason."""

import hmac
import re
import secrets
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import pyotp
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from last500.base import clock, limits, phones
from last500.base.actor import Actor
from last500.base.errors import Refused, TooMany
from last500.base.ids import secret_key
from last500.base.sealing import blind_index
from last500.people import looks, rules
from last500.people.models import AccessEvent, Consent, Contact, Person, SignIn, SignInCode
from last500.proof.actions import record
from last500.proof.rules import Plain

PHONE_INDEX = "people.phone"
TOTP_KEY = re.compile(r"[A-Z2-7]{32}")
_PHONE_FAULTS = {
    "short": gettext_lazy("电话号码少一位，请再看看。"),
    "long": gettext_lazy("电话号码多了几位，请再看看。"),
    "letters": gettext_lazy("电话号码里只能有数字。"),
    "kind": gettext_lazy("这不像手机号，请再看看。"),
}


def read_phone(text: str, field: str = "phone") -> str:
    """The number in its normal form. Raises Refused with the sentence that says how to mend it."""
    try:
        return phones.normalise(text)
    except ValueError as fault:
        raise Refused(str(_PHONE_FAULTS[str(fault)]), field) from None


def phone_index(number: str) -> str:
    return blind_index(PHONE_INDEX, number)


def note_security(kind: str, person: Person | UUID | str | None = None, **body: Plain) -> None:
    """Append to the log of security events; who it was lies there only as a commitment."""
    key = person.pk if isinstance(person, Person) else person
    record("security", kind, body, personal={"person": str(key)} if key else None)


def note_denied(actor: Actor, where: str) -> None:
    """Somebody signed in met a closed door (ASVS 5.0, 16.3.2); a storm of them is cut short."""
    if actor.person is None:
        return
    with suppress(TooMany):
        limits.hit("denied", str(actor.person), limits.DENIALS_LOGGED_PER_PERSON)
        note_security("denied", actor.person, page=where)


def ask_for_code(text: str, *, address: str) -> tuple[SignInCode, str]:
    """Make a one-time code for a number, known or not: the same statements and the same work.

    Nobody is looked up here. The worker sends the code (people.codes) to whoever has the number;
    after that it is kept only as a keyed hash. The plain code is returned for the demo's page.
    """
    number = read_phone(text)
    index = phone_index(number)
    limits.hit("code", index[:32], limits.CODES_PER_PHONE)
    limits.hit("code-from", blind_index("address", address)[:32], limits.CODES_PER_ADDRESS)
    # Last, so that what the first two refuse does not use up what is for everybody.
    limits.hit("codes-all", "", limits.codes_altogether())
    plain = f"{secrets.randbelow(1_000_000):06d}"
    made = clock.now()
    code = SignInCode(
        phone_index=index,
        plain=plain,
        made_at=made,
        send_at=made,
        ends_at=made + rules.CODE_MINUTES * clock.MINUTE,
    )
    code.code_hash = blind_index("people.code", f"{code.pk}:{plain}")
    code.save(force_insert=True)
    return code, plain


def use_code(code_id: UUID, plain: str, *, phone: str, name: str = "", address: str = "") -> Person:
    """Exchange a code for the person. It works once; five wrong tries end it. Raises Refused."""
    if address:
        source = blind_index("address", address)[:32]
        limits.hit("code-try", source, limits.CODE_TRIES_PER_ADDRESS)
    number = check_code(code_id, plain, phone=phone)
    with transaction.atomic():
        spend_code(code_id)
        person = person_with_phone(number, name=name)
        note_security("signed in" if person.is_active else "sign-in refused", person, how="code")
    if not person.is_active:
        raise Refused(_("这个账号已经停用。需要的话，请联系小区值守。"))
    return person


def check_code(code_id: UUID, plain: str, *, phone: str) -> str:
    """The number (normal form) that a code proves; the caller then spends it. Raises Refused.

    The count of tries and the entry in the log are outside the transaction of what follows: a
    wrong try is never undone. A try at no living code makes no entry: it cannot succeed, and
    anybody could fill the log with such tries.
    """
    number = read_phone(phone)
    _try_code(code_id, plain, number)
    return number


def _wrong_code() -> Refused:
    return Refused(_("验证码不对或者过期了。可以再要一个。"), "code")


def _try_code(code_id: UUID, plain: str, number: str) -> None:
    """Count one try, then compare. Raises Refused."""
    live = SignInCode.objects.filter(
        pk=code_id, used_at=None, ends_at__gt=clock.now(), tries__lt=rules.CODE_TRIES
    )
    if not live.update(tries=F("tries") + 1):
        raise _wrong_code()
    code = SignInCode.objects.defer("plain").get(pk=code_id)
    expected = blind_index("people.code", f"{code.pk}:{plain.strip()}")
    right_number = hmac.compare_digest(code.phone_index, phone_index(number))
    if not (hmac.compare_digest(code.code_hash, expected) and right_number):
        record("security", "sign-in failed", {"how": "code"}, personal={"phone": code.phone_index})
        raise _wrong_code()


def spend_code(code_id: UUID) -> None:
    """It works once. Raises Refused for whoever comes second."""
    fresh = SignInCode.objects.filter(pk=code_id, used_at=None)
    if not fresh.update(used_at=clock.now(), send_at=None, plain=""):
        raise _wrong_code()


def new_totp_key() -> str:
    return pyotp.random_base32()


def set_totp(person: Person, key: str, code: str) -> None:
    """Keep a second factor that was just shown to work; one that is there is never replaced."""
    if person.totp_key:
        raise Refused(_("已经设过两步验证了。"), "code")
    change_totp(person, key, code)


def change_totp(person: Person, key: str, code: str) -> None:
    """Keep another second factor. The caller has seen a fresh proof (sessions.fresh)."""
    if not TOTP_KEY.fullmatch(key):
        raise Refused(_("页面不完整，请重新打开再发一次。"), "code")
    check_totp(person, key, code)
    with transaction.atomic():
        person.totp_key = key
        person.save(update_fields=["totp_key"])
        note_security("second factor set", person)


def check_totp(person: Person, key: str, code: str) -> None:
    """A code of this half minute or its neighbours; each works once. Raises Refused."""
    limits.hit("second", str(person.pk), limits.SECOND_FACTOR_TRIES)
    totp, now = pyotp.TOTP(key), clock.now()
    steps = [int(now.timestamp()) // totp.interval + shift for shift in (-1, 0, 1)]
    given = rules.clean_line(code).replace(" ", "").encode()
    fits = (s for s in steps if hmac.compare_digest(totp.generate_otp(s).encode(), given))
    step = next(fits, None)
    if step is None:
        note_security("second factor failed", person, how="app")
        raise Refused(_("六位数不对或者过期了，请看手机上现在的那一组。"), "code")
    # Counted in the window of the step and not of this moment: at midnight a code stays used.
    with clock.at(datetime.fromtimestamp(step * totp.interval, UTC)):
        limits.hit("second-used", f"{person.pk}:{step}", limits.SECOND_FACTOR_USES)
    note_security("second factor shown", person, how="app")


def new_code_for_waiting_page(text: str) -> str | None:
    """Another code for the sign-in page that waits for this number; None where none waits.

    For whoever has the machine and its keys, where a letter cannot reach the person.
    """
    live = SignInCode.objects.filter(
        phone_index=phone_index(read_phone(text)), used_at=None, ends_at__gt=clock.now()
    )
    code = live.order_by("-made_at").first()
    if code is None:
        return None
    plain = f"{secrets.randbelow(1_000_000):06d}"
    code.code_hash = blind_index("people.code", f"{code.pk}:{plain}")
    code.save(update_fields=["code_hash"])
    return plain


@transaction.atomic
def person_with_phone(number: str, *, name: str = "", called: str = "", email: str = "") -> Person:
    """The person with this number (normal form), made when there is none yet."""
    index = phone_index(number)
    person = Person.objects.filter(phone_index=index).first()
    if person is None:
        person = Person.objects.create(
            phone_index=index,
            phone=number,
            name=rules.clean_line(name)[:40],
            called=rules.clean_line(called)[:20],
            email=email,
            made_at=clock.now(),
        )
    return person


@transaction.atomic
def end_sessions(person: Person, how: str = "own_page") -> None:
    """End every session of the person, on every device, with their next request."""
    Person.objects.filter(pk=person.pk).update(session_salt=secret_key())
    SignIn.objects.filter(person=person).delete()
    note_security("all sessions ended", person, how=how)


def choose_language(actor: Actor, language: str) -> None:
    """The language of messages that leave the house; pages follow the reader's own switch."""
    if language not in rules.LANGUAGES:
        raise Refused(_("请选一种语言。"), "lang")
    if actor.person:
        Person.objects.filter(pk=actor.person).update(language=language)


def record_consent(
    purpose: str, how: str, *, person: Person | None = None, contact: Contact | None = None
) -> Consent:
    return Consent.objects.create(
        person=person,
        contact=contact,
        purpose=purpose,
        version=rules.NOTICE_VERSION,
        given_how=how,
        at=clock.now(),
    )


@transaction.atomic
def reveal(
    actor: Actor,
    contact: Contact,
    field: str,
    *,
    reason: str,
    about: UUID,
    role: str,
    office: UUID | None = None,
    desk: int | None = None,
) -> str:
    """Open one field of a contact for one person, with a reason, within limits, and write it down.

    The caller has checked that the actor may; the log row and the reading are one transaction.
    `desk` is the place whose desk looks: each has a stream of its own in the tamper-evident log.
    """
    if field not in {"name", "phone", "door", "email"}:
        raise Refused(_("没有这一项。"))
    reason = rules.clean_line(reason)[:120]
    if not reason:
        raise Refused(_("请说明为什么要看。"), "reason")
    limits.hit("reveal", str(actor.person), limits.REVEALS_PER_PERSON)
    note_access(actor, contact, field, reason=reason, about=about, role=role, office=office)
    record(
        f"reveals:{desk}" if desk else "reveals",
        "revealed",
        {"field": field, "role": role},
        personal={
            "by": str(actor.person or ""),
            "office": str(office or ""),
            "contact": str(contact.pk),
            "about": str(about),
            "reason": reason,
        },
    )
    return str(getattr(contact, field))


def note_access(
    actor: Actor,
    contact: Contact,
    field: str,
    *,
    reason: str,
    about: UUID,
    role: str,
    office: UUID | None = None,
) -> None:
    """Write down that masked fields were opened; looking at one's own data writes nothing."""
    if looks.is_own(actor, contact):
        return
    AccessEvent.objects.create(
        kind=AccessEvent.Look.REVEAL,
        contact=contact,
        subject_id=contact.person_id,
        viewer_id=actor.person,
        office=office,
        viewer_role=role,
        fields=field,
        reason=reason,
        about=about,
        at=clock.now(),
    )
