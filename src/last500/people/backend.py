"""Sessions belong to a person; the proof was a one-time code (people.actions.sign_in)."""

from typing import Any

from django.http import HttpRequest

from last500.people.models import Person


class CodeBackend:
    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        """Nobody signs in with a name and a password."""

    def get_user(self, person_id: Any) -> Person | None:
        return Person.objects.filter(pk=person_id, is_active=True).first()
