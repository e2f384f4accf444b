"""The tests of this folder act as the owner of the database, the strongest adversary there is."""

import pytest

from tests.tamper.hands import become_owner


@pytest.fixture(autouse=True)
def _owner(request: pytest.FixtureRequest) -> None:
    if request.node.get_closest_marker("django_db") or "db" in request.fixturenames:
        request.getfixturevalue("db")
        from django.db import connection

        become_owner(connection, until_the_end="LOCAL")
