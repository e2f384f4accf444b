"""What the source itself must never say. Each finder is shown a line that it must find."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.test_guards import ROOT, SOURCE, nodes_of, shown, source_files

# Where a thing is said on purpose, and why that is safe.
ALLOWED = {
    "sql": {
        "base/guarding.py": "names of our own tables and triggers, conditions of ours",
        "base/limits.py": "a fixed statement; only the number of (%s, %s, 1) depends on anything",
        "base/resealing.py": "names of our own tables and columns",
        "base/roles.py": "names of our own tables and of the operator's database role",
        "base/scope.py": "hands on what Django's own compiler made",
        "base/wall.py": "the same prefix of settings on every connection",
        "base/walling.py": "names of our own tables, functions and policies",
        "proof/guards.py": "names of our own tables and triggers",
        "activities/guards.py": "names of our own table and triggers",
        "calls/guards.py": "names of our own tables and triggers",
        "votes/guards.py": "names of our own tables and triggers",
        "lists/guards.py": "names of our own table, columns and triggers",
        "projects/guards.py": "names of our own tables and triggers",
        "records/guards.py": "names of our own table, columns and triggers",
    },
    "markup": {
        "web/jinja.py": "tags of ours around dates and tables of words",
        "base/qr.py": "a drawing made of squares",
    },
    "template": {
        "web/jinja.py": "the one environment of all pages",
    },
    "chance": {
        "demo/": "the demo town is the same every time",
        "simulation/": "a simulated town is the same for every way of asking",
        "people/visit_codes.py": "the system's own, unless the demo gives another",
    },
}
Finder = Callable[[ast.AST], bool]


def called(node: ast.AST) -> str:
    if not isinstance(node, ast.Call):
        return ""
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def fixed(node: ast.AST) -> bool:
    """A text that stands in the source as it is, or a constant's name."""
    constant = isinstance(node, ast.Constant)
    return constant or (isinstance(node, ast.Name) and node.id.isupper())


def sql(node: ast.AST) -> bool:
    """A statement that may be put together from what somebody sent."""
    name = called(node)
    if name in {"raw", "extra", "RawSQL"}:
        return True
    runs = name in {"execute", "executemany"} and isinstance(node, ast.Call) and node.args
    return bool(runs and not fixed(node.args[0]))  # type: ignore[attr-defined]


def markup(node: ast.AST) -> bool:
    """A text that says of itself that it needs no escaping."""
    return called(node) in {"Markup", "mark_safe", "SafeString", "format_html", "html_safe"}


def template(node: ast.AST) -> bool:
    """A template that is made while the product runs, and so might be made of somebody's text."""
    return called(node) in {"from_string", "Template", "Environment", "compile_expression"}


def code(node: ast.AST) -> bool:
    """Text or bytes that become a program, or an object of any kind."""
    if called(node) in {"eval", "exec", "__import__", "system", "popen"}:
        return not isinstance(node.func, ast.Attribute) or node.func.attr in {"system", "popen"}
    if isinstance(node, ast.keyword) and node.arg == "shell":
        return not (isinstance(node.value, ast.Constant) and node.value.value is False)
    named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return any(name.split(".")[0] in {"pickle", "marshal", "shelve", "dill"} for name in named)


def xml(node: ast.AST) -> bool:
    """A parser of XML without guard; spreadsheets go through base/spreadsheets.py."""
    named = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    named += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return any(name.startswith(("xml.", "lxml")) for name in named)


def chance(node: ast.AST) -> bool:
    """Numbers that can be foretold. Secrets come from `secrets` and `os.urandom`."""
    if isinstance(node, ast.Import):
        return any(alias.name == "random" for alias in node.names)
    return isinstance(node, ast.ImportFrom) and node.module == "random"


def trusting(node: ast.AST) -> bool:
    """TLS without looking at who is there."""
    if isinstance(node, ast.keyword) and node.arg in {"verify", "check_hostname"}:
        return isinstance(node.value, ast.Constant) and node.value.value is False
    name = node.attr if isinstance(node, ast.Attribute) else called(node)
    return name in {"CERT_NONE", "_create_unverified_context"}


def unguarded(node: ast.AST) -> bool:
    """A page that takes forms from anywhere."""
    return isinstance(node, ast.Name | ast.Attribute | ast.alias) and "csrf_exempt" in (
        getattr(node, "id", "") or getattr(node, "attr", "") or getattr(node, "name", "")
    )


FINDERS: dict[str, tuple[Finder, list[str], list[str]]] = {
    "sql": (
        sql,
        ["c.execute(f'SELECT {x}')", "c.execute('SELECT %s' % x)", "c.execute(made)",
         "P.objects.raw('x')", "q.extra(where=['x'])", "RawSQL('x', [])"],
        ["c.execute('SELECT %s', [x])", "c.execute(_STATEMENT, values)".replace("_S", "S")],
    ),
    "markup": (markup, ["Markup(x)", "mark_safe(x)", "format_html(x)"], ["escape(x)"]),
    "template": (template, ["env.from_string(x)", "Template(x)"], ["render(request, 'a.html')"]),
    "code": (
        code,
        ["eval(x)", "exec(x)", "os.system(x)", "run(x, shell=True)", "import pickle"],
        ["self.eval(x)", "run([x])"],
    ),
    "xml": (xml, ["import xml.etree.ElementTree", "from lxml import etree"], ["import html"]),
    "chance": (chance, ["import random", "from random import choice"], ["import secrets"]),
    "trusting": (
        trusting,
        ["get(x, verify=False)", "ssl.CERT_NONE", "ssl._create_unverified_context()"],
        ["get(x, verify=True)"],
    ),
    "unguarded": (
        unguarded,
        ["from django.views.decorators.csrf import csrf_exempt", "@csrf_exempt\ndef f(): pass"],
        ["@csrf_protect\ndef f(): pass"],
    ),
}  # fmt: skip


def ours() -> Iterator[Path]:
    return (path for path in source_files(".py") if "tests" not in path.parts)


@pytest.mark.parametrize("kind", FINDERS)
def test_the_source_never_says(kind):
    finder, _bad, _good = FINDERS[kind]
    allowed = ALLOWED.get(kind, {})
    found, used = [], set()
    for path in ours():
        name = str(path.relative_to(SOURCE))
        reason = next((one for one in allowed if name.startswith(one)), None)
        for node in nodes_of(path):
            if not finder(node):
                continue
            if reason:
                used.add(reason)
            else:
                found.append(f"{shown(path)}:{getattr(node, 'lineno', '?')}")
    assert found == []
    assert used == set(allowed)  # an exception that nobody needs any more goes


@pytest.mark.parametrize("kind", FINDERS)
def test_the_finder_sees_it(kind):
    finder, bad, good = FINDERS[kind]
    for line in bad:
        assert any(finder(node) for node in ast.walk(ast.parse(line))), line
    for line in good:
        assert not any(finder(node) for node in ast.walk(ast.parse(line))), line


# ---- secrets ------------------------------------------------------------------------------------

SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "a cloud's key": re.compile(r"\b(AKIA|ASIA|LTAI|AKID)[0-9A-Za-z]{12,}\b"),
    "a token": re.compile(r"\b(ghp|gho|glpat|xox[bap]|sk)[-_][0-9A-Za-z_-]{20,}"),
    "WeChat's secret": re.compile(r"(?i)app_?secret\W{1,5}[0-9a-f]{32}\b"),
    "32 bytes in base64": re.compile(r"(?<![0-9A-Za-z+/=])[0-9A-Za-z+/]{43}=(?![0-9A-Za-z+/=])"),
    "a password in an address": re.compile(r"\b[a-z]+://[^/\s:@{}]+:(?![A-Z]+@)[^/\s:@{}]{4,}@"),
    "a password": re.compile(
        r"(?i)(password|passwd|secret|api_?key)[\"']?\s*[:=]\s*[\"'](?=[^\"']*\d)[^\"'\s{}$<>]{8,}[\"']"
    ),
}
# Where examples of secrets stand, for scanners to find.
EXAMPLES = {
    Path(__file__), ROOT / "tests" / "privacy" / "test_vault.py",
    *(ROOT / "tests" / "tamper" / "vectors").glob("*.json"),  # hashes of trees, made by a script
}  # fmt: skip
UNREAD = {".png", ".mo", ".lock", ".woff2", ".ico"}


def repository() -> Iterator[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, check=False,
    ).stdout.decode()  # fmt: skip
    paths = [ROOT / name for name in listed.split("\0") if name] or list(SOURCE.rglob("*.*"))
    return (path for path in paths if path.is_file() and path.suffix not in UNREAD)


def secrets_in(text: str) -> list[str]:
    return [f"{what}: {hit[0][:24]}" for what, one in SECRETS.items() if (hit := one.search(text))]


def test_no_secret_stands_in_the_repository():
    found = {
        shown(path): hits
        for path in repository()
        if path not in EXAMPLES
        if (hits := secrets_in(path.read_text(encoding="utf-8", errors="replace")))
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN EC PRIVATE KEY-----",
        "key = 'LTAI5tAbCdEfGhIjKlMn'",
        "appsecret = '0123456789abcdef0123456789abcdef'",
        '"sess' + 'ion": "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0MTI="',
        "postgresql://last500" + ":hunter22@db/last500",
        "PASSWORD = 'hunter22'",
    ],
)
def test_the_scanner_sees_a_secret(line):
    assert secrets_in(line)


def test_a_production_without_settings_shows_no_debug_pages():
    """Off unless asked for; with HTTPS it cannot be asked for (test_headers.py)."""
    text = (SOURCE / "settings.py").read_text(encoding="utf-8")
    assert 'DEBUG = env_bool("LAST500_DEBUG", False)' in text
    assert 'DEMO = env_bool("LAST500_DEMO", False)' in text
