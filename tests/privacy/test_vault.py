"""Every personal field of every model is sealed; nobody cuts or hashes a number on their own."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db import models
from django.test.utils import isolate_apps

from last500.base import vault
from last500.base.fields import SealedTextField
from last500.base.ids import uuid7

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "last500"
OWN = [model for model in apps.get_models() if model.__module__.startswith("last500.")]


def declared(model: type[models.Model]) -> Iterator[models.Field]:
    for name in model.privacy.fields:
        yield model._meta.get_field(name)


def in_the_clear(found: list[type[models.Model]]) -> list[str]:
    return [
        vault.label(field)
        for model in found
        for field in declared(model)
        if not vault.kept_how(field)
    ]


@isolate_apps("last500.base")
def a_careless_model() -> type[models.Model]:
    from last500.base.privacy import Keep, Kind, Personal, Privacy

    class Careless(models.Model):
        id = models.UUIDField(primary_key=True, default=uuid7)
        phone = models.CharField(max_length=20)
        sealed = SealedTextField()
        privacy = Privacy(
            {
                "phone": Personal(Kind.PERSONAL, "to call", Keep.ACCOUNT),
                "sealed": Personal(Kind.PERSONAL, "to call", Keep.ACCOUNT),
            }
        )

        class Meta:
            app_label = "base"

    return Careless


def test_every_field_declared_personal_is_sealed_keyed_or_a_relation():
    assert len([field for model in OWN for field in declared(model)]) > 30
    assert in_the_clear(OWN) == []


def test_a_careless_model_is_found():
    """Positive control."""
    careless = a_careless_model()
    assert in_the_clear([careless]) == ["base.Careless.phone"]


def test_the_lists_name_only_what_is_there():
    labels = {vault.label(field) for model in OWN for field in model._meta.concrete_fields}
    assert sorted(vault.IN_THE_CLEAR.keys() - labels) == []
    assert len(vault.IN_THE_CLEAR) <= 11, "this list is to stay tiny"


def test_sealed_models_know_their_key_before_the_insert():
    """The row's key is part of the seal."""
    late = [
        model._meta.label
        for model in OWN
        if any(isinstance(field, SealedTextField) for field in model._meta.concrete_fields)
        and isinstance(model._meta.pk, models.AutoField)
    ]
    assert late == []


# Source: cutting and hashing


def sources() -> Iterator[tuple[str, str]]:
    for path in sorted(SOURCE.rglob("*")):
        if path.suffix in {".py", ".html"} and not {"tests", "migrations"} & set(path.parts):
            yield str(path.relative_to(SOURCE)), path.read_text(encoding="utf-8")


PHONE = re.compile(r"phone|mobile|digits", re.I)
MASK = re.compile(r"[*＊]{2,}|[•●×]{3,}")
MAY_CUT = {"base/masking.py", "base/phones.py"}


def cuts(name: str, text: str) -> list[str]:
    """Slices of what is called a phone, and masks made by hand."""
    if name in MAY_CUT:
        return []
    if name.endswith(".html"):
        found = re.findall(r"\{\{[^}]*phone[^}]*\[[^\]]*:[^\]]*\][^}]*\}\}", text)
        return [f"{name}: {one}" for one in found]
    tree = ast.parse(text)
    sliced = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript)
        and isinstance(node.slice, ast.Slice)
        and PHONE.search(ast.unparse(node.value))
        and not re.search(r"_index|index\(|without_phones", ast.unparse(node.value))
    ]
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    masked = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and MASK.search(node.value)
        and id(node) not in documents
    ]
    return [f"{name}:{line}" for line in sorted({*sliced, *masked})]


def test_numbers_and_names_are_masked_in_one_place_only():
    assert [cut for name, text in sources() for cut in cuts(name, text)] == []


@pytest.mark.parametrize(
    "careless",
    [
        "shown = contact.phone[:3] + rest",
        "tail = mobile[-4:]",
        "shown = f'{first}**'",
        "shown = '＊＊＊＊'",
    ],
)
def test_a_number_cut_elsewhere_is_found(careless):
    assert cuts("web/me/data.py", careless) == ["web/me/data.py:1"]


def test_a_number_cut_in_a_template_is_found():
    assert cuts("web/x.html", "<p>{{ contact.phone[:3] }}</p>")


DIGESTS = re.compile(r"^(hashlib\.)?(md5|sha\d+(_\d+)?|sha3_\d+|blake2[bs]|new)$")


def plain_hashes(name: str, text: str) -> list[str]:
    """Digests without a key over anything called a phone: all numbers are tried in an hour."""
    return [
        f"{name}:{node.lineno}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and DIGESTS.match(ast.unparse(node.func))
        and any(PHONE.search(ast.unparse(argument)) for argument in node.args)
    ]


def test_no_phone_is_hashed_without_a_key():
    python = [(name, text) for name, text in sources() if name.endswith(".py")]
    assert [found for name, text in python for found in plain_hashes(name, text)] == []


@pytest.mark.parametrize(
    "careless",
    [
        "key = hashlib.sha256(phone.encode()).hexdigest()",
        "key = sha256(f'{SALT}{person.phone}'.encode())",
        "key = hashlib.new('sm3', contact.phone.encode())",
        "key = blake2b(read_phone(text).encode())",
    ],
)
def test_a_plain_hash_of_a_phone_is_found(careless):
    assert plain_hashes("x.py", careless) == ["x.py:1"]


# Secrets outside of the code

SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----[\r\n]+[A-Za-z0-9+/]"
    r"|SECRET_KEY\s*=\s*[\"'][^\"'{}]{12,}[\"']"
    r"|\"(?:session|index)\":\s*\"[A-Za-z0-9+/]{40,}=*\""
    r"|\bAKIA[0-9A-Z]{16}\b|\bghp_[A-Za-z0-9]{36}\b"
    r"|://[^/\s:@\"'{}]+:(?!PASSWORD\b)[^/\s:@\"'{}]{6,}@"
)


def secrets_in(text: str) -> list[str]:
    return SECRET.findall(text)


def test_no_secret_stands_in_the_repository():
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False
    ).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name] or list(SOURCE.rglob("*.*"))
    found = [
        f"{path.relative_to(ROOT)}: {len(found)}"
        for path in paths
        if path.is_file()
        and path != Path(__file__)
        and (found := secrets_in(path.read_bytes().decode("utf-8", "ignore")))
    ]
    assert found == []


@pytest.mark.parametrize(
    "careless",
    [
        "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQ",
        'SECRET_KEY = "correct-horse-battery"',
        '{"session": "' + "A" * 43 + '="}',
        "postgresql://last500:hunter22@db.example/last500",
    ],
)
def test_a_secret_would_be_found(careless):
    assert secrets_in(careless)
