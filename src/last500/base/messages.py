"""The cookie of what was just said, under a name that only our own HTTPS host can set."""

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage


class MessagesCookie(CookieStorage):
    cookie_name = f"{settings.COOKIE_PREFIX}messages"
