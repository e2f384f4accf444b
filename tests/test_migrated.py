"""The kept copy of an empty, migrated database is that of these migrations and of no others."""

from typing import ClassVar

import pytest

from tests import migrated


@pytest.fixture
def tree(tmp_path, monkeypatch):
    """A source tree of one migration that imports a module, which imports another."""
    home = tmp_path / "last500"
    (home / "posts" / "migrations").mkdir(parents=True)
    (home / "posts" / "migrations" / "0001_posts.py").write_text("import last500.posts.rules\n")
    (home / "posts" / "rules.py").write_text("def f():\n    from last500.base import ids\n")
    (home / "base").mkdir()
    (home / "base" / "ids.py").write_text("LENGTH = 10\n")
    (home / "base" / "clock.py").write_text("ZONE = 8\n")
    monkeypatch.setattr(migrated, "SOURCE", tmp_path)
    return home


@pytest.mark.parametrize(
    "file", ["posts/migrations/0001_posts.py", "posts/rules.py", "base/ids.py"]
)
def test_what_a_migration_is_made_of_makes_another_copy(tree, file):
    before = migrated.fingerprint()
    (tree / file).write_text((tree / file).read_text() + "# changed\n")
    assert migrated.fingerprint() != before


def test_what_no_migration_imports_leaves_it(tree):
    before = migrated.fingerprint()
    (tree / "base" / "clock.py").write_text("ZONE = 9\n")
    assert migrated.fingerprint() == before


def test_what_was_never_migrated_is_not_kept(tree, tmp_path, monkeypatch):
    class Empty:
        vendor = "sqlite"
        settings_dict: ClassVar = {"NAME": "nowhere"}

        class introspection:
            table_names = staticmethod(list)

    monkeypatch.setenv("LAST500_TEST_MIGRATED", str(tmp_path / "kept"))
    migrated.keep(Empty)
    assert not (tmp_path / "kept").exists()


@pytest.mark.django_db
def test_the_database_has_every_migration_and_nobody_in_it():
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from last500.people.models import Person

    loader = MigrationExecutor(connection).loader
    assert set(loader.applied_migrations) == set(loader.disk_migrations)
    assert not Person.objects.exists()
