"""Every field has a class, a purpose, a basis, a term and an owner (PIPL 6 and 19; ASVS 14.1.1)."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models

from last500.base.erasing import Files, Rule, declared, rules
from last500.base.privacy import NOBODY, Keep, Kind, Personal, Privacy, days_of, keep_words
from last500.cli.privacy_lists import filled
from last500.people.models import Contact, Person
from last500.people.notice import NOTICE
from last500.people.rules import NOTICE_VERSION
from last500.web.inventory import inventory, owner_path

ROOT = Path(__file__).resolve().parents[2]
OWN = [m for m in apps.get_models() if m._meta.app_config.name.startswith("last500.")]
CHINESE = re.compile("[\u4e00-\u9fff]")
HOLDS_WORDS = (
    models.CharField, models.TextField, models.JSONField, models.BinaryField, models.FileField,
)  # fmt: skip


def can_hold_personal_words(field: models.Field) -> bool:
    """Text that is not from a closed list, and keys to a person or to their contact."""
    if isinstance(field, models.ForeignKey):
        return field.related_model in {Person, Contact}
    return isinstance(field, HOLDS_WORDS) and not field.choices


def undeclared(model: type[models.Model]) -> list[str]:
    said: Privacy = model.privacy
    return [
        f"{model._meta.label}.{field.name}"
        for field in model._meta.concrete_fields
        if can_hold_personal_words(field) and field.name not in {*said.fields, *said.plain}
    ]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_no_field_that_can_hold_personal_words_is_without_a_class_or_a_reason(model):
    assert undeclared(model) == [], "declare it in `privacy`, or list it in `plain` with the reason"
    assert all(reason for reason in model.privacy.plain.values())
    assert not set(model.privacy.plain) & set(model.privacy.fields)
    columns = {field.name for field in model._meta.concrete_fields}
    assert set(model.privacy.plain) <= columns


def test_a_forgotten_field_is_found(monkeypatch):
    """The control: take one declaration away."""
    fields = {name: one for name, one in Contact.privacy.fields.items() if name != "door"}
    monkeypatch.setattr(Contact, "privacy", Privacy(fields, whose="person"))
    assert undeclared(Contact) == ["people.Contact.door"]


@pytest.mark.parametrize("model", OWN, ids=lambda model: model._meta.label)
def test_what_is_declared_is_said_in_the_readers_words_and_has_an_owner(model):
    said: Privacy = model.privacy
    if not said.fields:
        return
    assert CHINESE.search(said.what) and CHINESE.search(said.seen_by)
    for name, one in said.fields.items():
        assert isinstance(one, Personal)
        assert CHINESE.search(one.purpose), f"{name}: say the purpose in Chinese, N_ marked"
        assert CHINESE.search(one.word), f"{name}: give the field its Chinese word"
        path = owner_path(model, said, name)
        assert path or NOBODY in {one.whose, said.whose}, f"{name}: say whose it is"
        if path:
            assert model._base_manager.filter(**{path: None}).query  # a path that exists


def test_every_term_in_use_has_days_words_and_a_rule_that_carries_it_out():
    used = {one.keep for model in OWN for one in model.privacy.fields.values()}
    carried_out = {rule.keep for rule in rules()}
    assert used - carried_out == set()
    for keep in Keep:
        assert days_of(keep) >= 0
        assert CHINESE.search(keep_words(keep))


def test_every_declared_field_is_erased_by_some_rule_or_goes_with_its_row():
    """The subtraction: what is declared, less what a rule empties, less rows a rule deletes."""
    emptied: set[tuple[str, str]] = set()
    deleted: set[str] = set()
    for rule in rules():
        if isinstance(rule, Files):
            continue
        assert isinstance(rule, Rule)
        from last500.base import clock

        model = rule.rows(clock.now()).model
        if rule.fields:
            emptied |= {(model._meta.label, name) for name in rule.fields}
        else:
            deleted.add(model._meta.label)
    deleted |= _going_with(deleted)
    left = {
        f"{model._meta.label}.{name}"
        for model in OWN
        for name, one in model.privacy.fields.items()
        if model._meta.label not in deleted and (model._meta.label, name) not in emptied
    }
    # Kept on purpose: the pseudonym's own row, and the key of an emptied contact.
    assert left == {
        "people.Person.phone_index",  # replaced by chance when the account closes
        "service_requests.ServiceRequest.contact",  # the contact behind it is empty
        "rotas.Rota.contact",  # the same
        "service_requests.Acceptance.helper",  # while the account lives; then a pseudonym
    }


def _going_with(deleted: set[str]) -> set[str]:
    """Models whose rows are deleted with those of another (CASCADE)."""
    found = set(deleted)
    while True:
        more = {
            model._meta.label
            for model in OWN
            for field in model._meta.concrete_fields
            if isinstance(field, models.ForeignKey)
            and field.remote_field.on_delete is models.CASCADE
            and field.related_model._meta.label in found
            and not field.null
        } - found
        if not more:
            return found
        found |= more


def test_the_page_shows_every_declared_field_with_its_term(client):
    page = client.get("/privacy/").content.decode()
    for group in inventory():
        assert group.what in page
        for line in group.lines:
            assert line.word in page and line.purpose in page and line.keep in page
    assert NOTICE_VERSION in page
    assert len(page) < 100_000
    for line in declared("STAYS"):
        assert line.why in page


def test_the_impact_assessment_is_not_stale():
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    for name in ("inventory", "rules", "stays", "notice"):
        assert f"<!-- generated: {name} -->" in text
    assert filled(text) == text, "run `last500 privacy-lists docs/privacy.md`"
    assert text.count("▢ OPERATOR") >= 8


def test_a_stale_list_is_seen():
    text = (ROOT / "docs" / "privacy.md").read_text(encoding="utf-8")
    assert filled(text.replace("`people.Contact.door`", "`people.Contact.gate`")) != text.replace(
        "`people.Contact.door`", "`people.Contact.gate`"
    )


def test_a_changed_notice_has_a_new_version():
    """Whoever changes the text writes the new version and its digest here."""
    from hashlib import sha256

    digest = sha256("\n".join(part for pair in NOTICE for part in pair).encode()).hexdigest()[:12]
    assert (NOTICE_VERSION, digest) == ("2026-11-26", "a8eca8a89c74")


def test_sensitive_kinds_are_sealed_or_closed_lists():
    """What would do most harm never lies in clear text (PIPL 28, 51)."""
    from last500.base.fields import SealedTextField

    open_text = [
        f"{model._meta.label}.{name}"
        for model in OWN
        for name, one in model.privacy.fields.items()
        if one.kind == Kind.SENSITIVE
        and isinstance(field := model._meta.get_field(name), HOLDS_WORDS)
        and not isinstance(field, SealedTextField)
        and not field.choices
    ]
    # A random name, a number and a keyed hash that open nothing by themselves (base.vault).
    assert open_text == [
        "service_requests.Photo.file",
        "complaints.Complainant.number",
        "complaints.Complainant.link_index",
        "activities.ActivityPhoto.file",
    ]


@pytest.mark.parametrize(("name", "days"), [("log", 182), ("record", 1094), ("request", 0)])
def test_a_term_below_the_law_stops_the_start(name, days):
    from django.core.exceptions import ImproperlyConfigured

    from last500.settings import KEEP_DAYS, check_terms

    check_terms(KEEP_DAYS)
    with pytest.raises(ImproperlyConfigured, match=f"LAST500_KEEP_{name.upper()} must be"):
        check_terms(KEEP_DAYS | {name: days})
