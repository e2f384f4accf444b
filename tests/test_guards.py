"""Guards that look at the whole: what no single test would notice when it goes missing.

Each enumerates (files, models, settings, strings) instead of naming, so that whatever is added
later is held to the same rules without anybody remembering.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from last500.base.privacy import Privacy
from last500.notify.rules import KINDS
from tests import catalogue, promises

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "last500"
LONGEST_FILE = 400
OWN_APPS = [app for app in apps.get_app_configs() if app.name.startswith("last500.")]
OWN_MODELS = [model for app in OWN_APPS for model in app.get_models()]


def source_files(*endings: str) -> Iterator[Path]:
    """Our own files: no migrations, no catalogues, nothing vendored."""
    for path in sorted(SOURCE.rglob("*")):
        parts = set(path.relative_to(SOURCE).parts)
        if path.suffix in endings and not parts & {"migrations", "locale", "vendor", "__pycache__"}:
            yield path


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def matches(pattern: str, *endings: str) -> list[str]:
    """Places where a pattern stands, as `file:line: text`."""
    known = re.compile(pattern)
    return [
        f"{shown(path)}:{number}: {line.strip()[:90]}"
        for path in source_files(*endings)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if known.search(line)
    ]


# The house


def test_arrows_point_down():
    """In a process of its own: the linter sets up logging anew, and ours would fall silent."""
    words = [Path(sys.executable).parent / "lint-imports", "--no-cache"]
    said = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout


def test_foreign_keys_point_to_the_own_or_a_lower_app():
    """Import-linter does not see the ones that name their model in a string."""
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = layers["tool"]["importlinter"]["contracts"][0]["layers"]
    height = {app.strip(): -depth for depth, layer in enumerate(named) for app in layer.split("|")}
    upward = [
        f"{model.__name__}.{field.name} → {field.related_model.__name__}"
        for model in OWN_MODELS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey | models.ManyToManyField)
        and field.related_model in OWN_MODELS
        and field.related_model._meta.app_config is not model._meta.app_config
        and height[field.related_model._meta.app_config.name] >= height[model._meta.app_config.name]
    ]
    assert upward == []


def test_no_file_is_longer_than_four_hundred_lines():
    long = {
        shown(path): lines
        for path in source_files(".py", ".html", ".css", ".js")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE
    }
    assert long == {}


def test_no_file_is_named_for_everything_and_nothing():
    words = {"utils", "util", "helpers", "helper", "common", "managers", "signals", "misc"}
    assert [shown(path) for path in source_files(".py") if path.stem in words] == []


@pytest.mark.django_db
def test_migrations_are_complete():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_migrations_are_named_by_hand():
    nameless = [
        p for p in SOURCE.rglob("migrations/*.py") if re.search(r"_auto_\d|_and_more$", p.stem)
    ]
    assert [shown(path) for path in nameless] == []


# Time


def test_only_the_clock_asks_for_the_time():
    asked = []
    for path in source_files(".py"):
        if path == SOURCE / "base" / "clock.py":
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                words = f"{node.value.id}.{node.attr}"
                if re.fullmatch(r"(datetime|date|timezone)\.(now|today|utcnow)|time\.time", words):
                    asked.append(f"{shown(path)}:{node.lineno}: {words}")
    assert asked == []


# People's data


@pytest.mark.parametrize("model", OWN_MODELS, ids=lambda model: model._meta.label)
def test_every_model_declares_its_personal_data_and_how_long_it_is_kept(model):
    declared = model.__dict__.get("privacy")
    assert isinstance(declared, Privacy), "say privacy = Privacy({...}) or NO_PERSONAL_DATA"
    columns = {field.name for field in model._meta.get_fields()}
    assert set(declared.fields) <= columns
    for personal in declared.fields.values():
        assert personal.purpose
        assert personal.basis
        assert personal.keep


def test_no_number_that_somebody_could_answer_stands_in_the_repository():
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=False,
    ).stdout.decode()
    paths = [ROOT / name for name in listed.split("\0") if name] or list(SOURCE.rglob("*.*"))
    mobile = re.compile(rb"(?<![0-9A-Za-z])1[3-9][0-9]{9}(?![0-9A-Za-z])")
    found = [
        f"{shown(path)}: {number.decode()}"
        for path in paths
        if path.is_file() and path.suffix not in {".lock", ".png", ".mo", ".woff2"}
        for number in mobile.findall(path.read_bytes())
    ]
    assert found == []


# Pages


def test_templates_never_switch_escaping_off():
    a_quoted_text = r"(?<!['\"\s])\s*"
    assert matches(rf"{a_quoted_text}\|\s*safe\b|autoescape\s+false", ".html") == []


def test_templates_hold_no_inline_style_or_script():
    """The content security policy would block them silently."""
    events = "click|change|input|submit|load|error|focus|blur|key|mouse|pointer|touch|toggle"
    inline = rf"<style\b|\sstyle\s*=|<script\b(?![^>]*\bsrc=)|\son({events})[a-z]*\s*="
    assert matches(inline, ".html") == []


def test_what_is_printed_says_whole_dates():
    """Paper is read in another year: 今天 and 还剩 3 天 say nothing there."""
    papers = [
        path
        for path in source_files(".html")
        if path.name in {"paper.html", "slip.html"}
        or ("sheet = true" in path.read_text(encoding="utf-8") and path.name != "base.html")
    ]
    assert len(papers) > 5
    passing = re.compile(r"\|\s*(day|when|left|date_words)\b")
    found = [shown(path) for path in papers if passing.search(path.read_text(encoding="utf-8"))]
    assert not found, found


def given_to_pages(path: Path) -> Iterator[ast.Dict]:
    """What is called `context`, and what stands in a call of `render`; unions (|) taken apart."""
    found: list[ast.AST | None] = []
    for node in nodes_of(path):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "render":
            found += node.args
        elif isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if "context" in [getattr(target, "id", "") for target in targets]:
                found.append(node.value)
    while found:
        node = found.pop()
        if isinstance(node, ast.BinOp):
            found += [node.left, node.right]
        elif isinstance(node, ast.Dict):
            yield node


def test_no_view_hands_its_page_a_name_that_every_page_has():
    """What every page knows wins: `back` of a view was once the page's own address."""
    from django.test import RequestFactory

    from last500.web.context import reader

    request = RequestFactory().get("/")
    request._messages = []  # type: ignore[attr-defined]
    taken = set(reader(request))
    assert "back" in taken
    hidden = [
        f"{shown(path)}:{key.lineno}: {key.value}"
        for path in source_files(".py")
        for given in given_to_pages(path)
        for key in given.keys
        if isinstance(key, ast.Constant) and key.value in taken
    ]
    assert not hidden, hidden


def url_names(resolver: URLResolver, space: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from url_names(entry, inner)
        elif isinstance(entry, URLPattern):
            yield f"{space}{entry.name}" if entry.name else f"unnamed {entry.pattern}"


def test_every_address_has_a_name_and_stands_in_the_access_table():
    names = set(url_names(get_resolver()))
    assert sorted(name for name in names if name.startswith("unnamed")) == []
    from tests import test_access

    assert sorted(names - set(test_access.url_names())) == []


# Words


def test_the_english_catalogue_is_complete():
    gaps = catalogue.missing()
    assert not gaps, f"{len(gaps)} strings need work (make messages lists them): {gaps[:5]}"


# Which argument of a translating function is the text.
MARKS = {"_": 0, "N_": 0, "gettext": 0, "gettext_lazy": 0, "ngettext": 0, "pgettext": 1}


def words_marked_in(tree: Iterable[ast.AST]) -> set[str]:
    """Texts that are given to a translating function, wherever the call stands."""
    calls = [node for node in tree if isinstance(node, ast.Call)]
    given = [
        call.args[MARKS[call.func.id]]
        for call in calls
        if getattr(call.func, "id", "") in MARKS and call.args
    ]
    return {text.value for text in given if isinstance(text, ast.Constant)}


def test_no_marked_text_hides_in_another_one():
    """What is marked within f"…" is not found by whoever collects the texts, and stays Chinese."""
    known = {message.id if isinstance(message.id, str) else message.id[0]
             for message in catalogue.english()}  # fmt: skip
    files = [path for path in source_files(".py") if "tests" not in path.parts]
    hidden = [f"{shown(path)}: {text}" for path in files
              for text in words_marked_in(nodes_of(path)) - known]  # fmt: skip
    assert hidden == []
    assert words_marked_in(ast.walk(ast.parse("x = f\"{_('从')} {y}\""))) == {"从"}


def test_the_compiled_catalogue_is_the_one_that_was_written():
    """`make messages` compiles it; a .po alone changes nothing on the page."""
    compiled = catalogue.PO.with_suffix(".mo")
    assert compiled.read_bytes() == catalogue.compiled(catalogue.english())


def test_every_message_kind_has_its_words_and_is_posted_somewhere():
    """A kind without words fails in front of a resident; one that nobody posts is dead."""
    notify = SOURCE / "notify"
    words = {notify / "rules.py", *notify.glob("of_*.py")}
    words = {notify / "rules.py", *notify.glob("*_words.py")}
    nodes = [
        node
        for path in source_files(".py")
        if "tests" not in path.parts and path not in words
        for node in nodes_of(path)
    ]
    texts = {node.value for node in nodes if isinstance(node, ast.Constant)}
    posted = {
        node.args[0].value
        for node in nodes
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") in {"post", "post_to_contact", "tell_desk", "tell_helpers"}
        and isinstance(node.args[0], ast.Constant)
    }
    assert sorted(posted - KINDS.keys()) == []
    assert sorted(KINDS.keys() - texts) == []
    assert [key for key, k in KINDS.items() if not (k.title and k.body and k.path)] == []


# Operators


def test_every_setting_is_documented():
    read = {
        name
        for path in [SOURCE / "settings.py", *source_files(".py")]
        if "tests" not in path.parts
        for name in re.findall(r'"(LAST500_[A-Z0-9_]+)"', path.read_text(encoding="utf-8"))
    }
    manual = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")
    assert sorted(name for name in read if f"`{name}`" not in manual) == []


def test_every_make_verb_says_what_it_does():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    verbs = re.search(r"^\.PHONY: (.+)$", text, re.M)[1].split()
    assert [verb for verb in verbs if not re.search(rf"^{verb}:.*## \w", text, re.M)] == []


# Promises


@pytest.mark.parametrize("name", promises.LISTS)
def test_every_test_that_a_list_of_requirements_names_exists(name):
    found = promises.read(name)
    assert found
    assert {r.id: r.missing for r in found if r.missing} == {}
    assert len({r.id for r in found}) == len(found)


def test_a_requirement_with_no_test_or_a_missing_one_is_not_covered():
    known = "tests/test_guards.py::test_every_make_verb_says_what_it_does"
    assert promises.Requirement("x", "", (known,), "").covered
    assert not promises.Requirement("x", "", (), "").covered
    assert not promises.Requirement("x", "", (known, "tests/test_guards.py::test_gone"), "").covered
    assert promises.exists("make test") and not promises.exists("make gold")


def test_every_seeded_fault_still_has_its_place():
    """`make mutants` plants them; a fault whose place is gone would test nothing."""
    from mutants.faults import FAULTS

    lost = [
        f"{fault.name}: {edit.file}"
        for fault in FAULTS
        for edit in fault.edits
        if (ROOT / edit.file).read_text(encoding="utf-8").count(edit.old) != 1
    ]
    assert lost == []
    assert len({fault.name for fault in FAULTS}) == len(FAULTS)


def test_every_seeded_fault_is_still_python():
    """One that does not even start is noticed by any test, and says nothing about it."""
    from mutants.faults import FAULTS

    for fault in FAULTS:
        planted: dict[str, str] = {}
        for edit in fault.edits:
            text = planted.get(edit.file) or (ROOT / edit.file).read_text(encoding="utf-8")
            planted[edit.file] = text.replace(edit.old, edit.new)
        for file, text in planted.items():
            if file.endswith(".py"):
                compile(text, f"{fault.name}: {file}", "exec")
