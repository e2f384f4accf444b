"""How a sign-in code reaches its person: by e-mail, after the answer has been given.

Sent aside, so that the page answers alike, and as fast, whether the number is known or not.
"""

import logging
from threading import Thread

from django.conf import settings
from django.core.mail import send_mail
from django.utils.translation import gettext as _

from last500.people.models import Person

log = logging.getLogger(__name__)
# Without a mail server Django would print the letter, and with it the code, into the log.
PRINTS = "django.core.mail.backends.console.EmailBackend"


def send(phone_index: str, plain: str) -> None:
    """Write to the address of the account with this number, if there is one."""
    person = Person.objects.filter(phone_index=phone_index, is_active=True).first()
    address = person.email if person else ""
    if settings.EMAIL_BACKEND == PRINTS:
        if not settings.DEMO:
            log.warning("no mail server is set (LAST500_SMTP_HOST): sign-in codes reach nobody")
        return
    if address:
        title = _("登录验证码")
        body = _("验证码是 %(code)s，十分钟内有效。不是你要的，就不用管它。") % {"code": plain}
        aside(title, body, address)


def aside(title: str, body: str, address: str) -> None:
    Thread(target=_post, args=(title, body, address), daemon=True).start()


def _post(title: str, body: str, address: str) -> None:
    try:
        send_mail(title, body, settings.DEFAULT_FROM_EMAIL, [address])
    except Exception as fault:
        log.warning("a sign-in code was not sent (%s)", type(fault).__name__)
