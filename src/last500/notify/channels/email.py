"""E-mail, in the reader's language, with the one link that matters."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation

from last500.notify.models import Message
from last500.notify.queries import words


class NoAddress(Exception):
    """The address was taken back after the message was written; trying again is no use."""


def send(message: Message) -> None:
    """Send one message; raises NoAddress, and what the mail server raises."""
    language = message.person.language if message.person else "zh-hans"
    reader = message.person or message.contact
    if reader is None or not reader.email:
        raise NoAddress
    with translation.override(language):
        title, body, path = words(message)
    text = f"{body}\n\n{settings.SITE_URL}{path}\n"
    # A letter sent twice carries the same identifier, so that the mail program shows it once.
    headers = {"Message-ID": f"<{message.pk}@{urlsplit(settings.SITE_URL).hostname}>"}
    letter = EmailMessage(title, text, to=[reader.email], headers=headers)
    letter.send()
