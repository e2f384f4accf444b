"""Where sessions lie: Django's table, under a keyed hash of the key that the browser holds.

Whoever reads the table cannot take over a session, and a device that is listed (models.SignIn)
can be ended by its row. A session of a person ends when it lies idle and, however much it is
used, at its longest age (settings.SECURITY_PROFILE; ASVS 5.0, 7.3.1 and 7.3.2).
"""

from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as Rows

from last500.base import clock
from last500.base.sealing import blind_index

# Seconds since 1970 at which the person signed in.
BEGAN = "began"
# A session in use is written again at most so often: no finer trace of use is kept.
SELDOM = clock.DAY


def row_key(key: str) -> str:
    """160 bits of the keyed hash: as many as the column holds."""
    return blind_index("people.session", key)[:40]


class SessionStore(Rows):
    def _row(self) -> Any:
        if not self.session_key:
            return None
        rows = self.model.objects.filter(session_key=row_key(self.session_key))
        row = rows.filter(expire_date__gt=clock.now()).first()
        if row is None:
            self._session_key = None
        return row

    def load(self) -> dict[str, Any]:
        row = self._row()
        if row is None:
            return {}
        data = self.decode(row.session_data)
        if SESSION_KEY in data and row.expire_date < self._ends(data) - SELDOM:
            self.modified = True  # so that it is saved with its new end
        return data

    def exists(self, session_key: str) -> bool:
        return self.model.objects.filter(session_key=row_key(session_key)).exists()

    def create_model_instance(self, data: dict[str, Any]) -> Any:
        if SESSION_KEY in data:
            data.setdefault(BEGAN, int(clock.now().timestamp()))
        return self.model(
            session_key=row_key(self._get_or_create_session_key()),  # type: ignore[attr-defined]
            session_data=self.encode(data),
            expire_date=self._ends(data),
        )

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key:
            self.model.objects.filter(session_key=row_key(key)).delete()

    def _ends(self, data: dict[str, Any]) -> datetime:
        profile, now = settings.SECURITY_PROFILE, clock.now()
        began = datetime.fromtimestamp(data.get(BEGAN, now.timestamp()), UTC)
        idle = now + profile.own_idle
        return min(idle, began + profile.own_longest) if SESSION_KEY in data else idle

    def get_expiry_date(self, **kwargs: Any) -> datetime:
        return self._ends(self._session)  # type: ignore[attr-defined]

    def get_expiry_age(self, **kwargs: Any) -> int:
        """Whole seconds for the cookie."""
        return int((self.get_expiry_date() - clock.now()).total_seconds())

    @classmethod
    def clear_expired(cls) -> None:
        cls.get_model_class().objects.filter(expire_date__lt=clock.now()).delete()
