"""What the database itself promises of covenants, on both databases.

- `covenant_keeps_its_word`: once adopted, its number, resolution and day stay, and it goes only on:
  adopted, in force, replaced; the first words are changed in a draft only.
- `articles_stay`: articles are written, changed and taken away only while their version is a draft.

SQLite forgets triggers when a later migration alters a table: end such a migration with
`GuardCovenants()` again.
"""

from functools import partial

from last500.base.guarding import Guard, Refusal, keep, let_go

TABLE, ARTICLE = "covenants_version", "covenants_article"
STATED = ("compound_id", "number", "former_id", "opened_at", "closes_at", "resolution_id",
          "in_force_on")  # fmt: skip
_CHANGED = " OR ".join(
    f"CAST(NEW.{name} AS text) {{differs}} CAST(OLD.{name} AS text)" for name in STATED
)
_BACK = (
    "(OLD.state = 'adopted' AND NEW.state NOT IN ('adopted', 'in_force'))"
    " OR (OLD.state = 'in_force' AND NEW.state NOT IN ('in_force', 'replaced'))"
    " OR (OLD.state = 'replaced' AND NEW.state <> 'replaced')"
)
_STANDS = "OLD.state IN ('adopted', 'in_force', 'replaced')"


def _no_draft(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {TABLE} v WHERE v.id = {row}.version_id AND v.state <> 'draft')"


REFUSALS = (
    Refusal("covenant_keeps_its_word", TABLE, "UPDATE", f"{_STANDS} AND ({_CHANGED} OR {_BACK})"),
    Refusal("articles_stay", ARTICLE, "INSERT", _no_draft("NEW")),
    Refusal("articles_stay", ARTICLE, "UPDATE", _no_draft("OLD")),
    Refusal("articles_stay", ARTICLE, "DELETE", _no_draft("OLD")),
)
install, remove = partial(keep, REFUSALS), partial(let_go, REFUSALS)


class GuardCovenants(Guard):
    """Migration operation: from here on the database keeps these promises."""

    install, remove = staticmethod(install), staticmethod(remove)
    promise = "Let the database keep the promises of covenants"
