"""How a sign-in code reaches its person: by e-mail, sent by the worker.

The page writes the same row for every number and looks nobody up, so that neither its answer nor
its work tells whether a number is known. The worker claims a row by lease, looks the person up,
sends, and wipes the code: one killed in between sends once more, and no code outlives its minutes.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.utils import translation
from django.utils.translation import gettext as _

from last500.base import clock
from last500.people.models import Person, SignInCode

log = logging.getLogger(__name__)
LEASE = timedelta(seconds=30)
# Without a mail server Django would print the letter, and with it the code, into the log.
PRINTS = "django.core.mail.backends.console.EmailBackend"


def deliver_due(limit: int = 50) -> int:
    """Send the codes that wait; returns how many letters left. Safe with any number of workers."""
    sent = 0
    for code in SignInCode.objects.filter(send_at__lte=clock.now()).order_by("send_at")[:limit]:
        waiting = SignInCode.objects.filter(pk=code.pk, send_at=code.send_at)
        if waiting.update(send_at=clock.now() + LEASE):
            sent += _deliver(code)
    return sent


def _deliver(code: SignInCode) -> int:
    person = Person.objects.filter(phone_index=code.phone_index, is_active=True).first()
    address = person.email if person else ""
    if settings.EMAIL_BACKEND == PRINTS and not settings.DEMO:
        log.warning("no mail server is set (LAST500_SMTP_HOST): sign-in codes reach nobody")
    live = code.ends_at > clock.now() and code.used_at is None
    if not (person and address and live) or settings.EMAIL_BACKEND == PRINTS:
        return _over(code, 0)
    try:
        with translation.override(person.language):
            title = _("登录验证码")
            body = _("验证码是 %(code)s，十分钟内有效。不是你要的，就不用管它。")
            text = body % {"code": code.plain}
        send_mail(title, text, settings.DEFAULT_FROM_EMAIL, [address])
    except Exception as fault:  # whatever the mail server says, the lease runs out and we try again
        log.warning("a sign-in code was not sent (%s)", type(fault).__name__)
        return 0
    return _over(code, 1)


def _over(code: SignInCode, sent: int) -> int:
    """Nothing more to send: the code itself is wiped."""
    SignInCode.objects.filter(pk=code.pk).update(send_at=None, plain="")
    return sent
