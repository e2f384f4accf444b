from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from last500.base import scope


def _stand_guard(connection: Any, **told: Any) -> None:
    """Before all others: a wrapper that somebody pushes and pops later never takes it away."""
    if scope.guard not in connection.execute_wrappers:
        connection.execute_wrappers.insert(0, scope.guard)


class BaseConfig(AppConfig):
    name = "last500.base"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        connection_created.connect(_stand_guard, dispatch_uid="last500.base.scope")
