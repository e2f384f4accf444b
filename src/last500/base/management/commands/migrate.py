"""`migrate`, for a house of two hundred tables.

Django keeps the models of each step as classes, and after a step that creates a table makes all
classes anew that are related to it by however many steps: here all of them, two hundred times.
A table that is new changes none of the others, so that it is rendered alone.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db.migrations.state import ModelState, ProjectState


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with new_models_rendered_alone():
            super().handle(*args, **options)


@contextmanager
def new_models_rendered_alone() -> Iterator[None]:
    usual = ProjectState.add_model

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        rendered = self.__dict__.pop("apps", None)  # a state without them renders nothing
        usual(self, model_state)
        if rendered is not None:
            self.apps = rendered
            rendered.render_multiple([model_state])

    ProjectState.add_model = add_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        ProjectState.add_model = usual  # type: ignore[method-assign]
