"""The promises of tokens.css, computed from the file itself."""

import re
from pathlib import Path

import pytest

STATIC = Path(__file__).parents[1] / "static" / "web"
CSS = (STATIC / "tokens.css").read_text(encoding="utf-8")
BODY = [("ink", "paper"), ("ink", "card"), ("soft", "paper"), ("soft", "card"), ("on-do", "do")]
WORDS = [
    ("link", "paper"),
    ("link", "card"),
    ("alarm", "card"),
    ("alarm", "paper"),
    ("ink", "alarm-bg"),
]
WORDS += [
    ("do", "card"),
    ("done", "card"),
    ("wait", "card"),
    ("on-do", "do-press"),
    ("soft", "mute-bg"),
]
STATES = [(name, f"{name}-bg") for name in ("done", "wait", "link", "alarm", "mute")]
EDGES = [("edge", "card"), ("edge", "paper"), ("do", "paper"), ("link", "paper")]


def tokens(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


def themes() -> dict[str, dict[str, str]]:
    """Four faces in the order of the file: light, dark, elder light, elder dark."""
    blocks = [tokens(block) for block in re.findall(r":root(?:\.elder)?\{([^}]*)\}", CSS)]
    light, dark, elder, elder_dark = [block for block in blocks if block]
    return {
        "light": light,
        "dark": light | dark,
        "elder": light | elder,
        # The dark elder block stands later and is as specific as the light elder one.
        "elder dark": light | dark | elder | elder_dark,
    }


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark", "elder", "elder dark"])
@pytest.mark.parametrize(("front", "behind"), BODY + WORDS + STATES)
def test_words_can_be_read(theme, front, behind):
    colours = themes()[theme]
    least = 7 if "elder" in theme else 4.5
    assert contrast(colours[front], colours[behind]) >= least


@pytest.mark.parametrize("theme", ["light", "dark", "elder", "elder dark"])
@pytest.mark.parametrize(("front", "behind"), EDGES)
def test_edges_of_fields_can_be_seen(theme, front, behind):
    colours = themes()[theme]
    assert contrast(colours[front], colours[behind]) >= 3


def test_type_and_targets_have_the_promised_sizes():
    assert "font-size:106.25%" in CSS  # 17 px
    sizes = {}
    for size, percent in re.findall(r"elder-(\d+)\{font-size:([\d.]+)%\}", CSS):
        sizes[int(size)] = float(percent) * 16 / 100
    assert sizes == {20: 20, 24: 24, 30: 30}
    for size, target in re.findall(r"elder-(\d+)\{--target:([\d.]+)rem\}", CSS):
        assert int(size) * float(target) >= 60
    assert 17 * float(re.search(r"--target:([\d.]+)rem", CSS)[1]) >= 48


def test_a_slow_line_carries_little():
    sheet = re.compile(r'static\("web/([\w.]+\.css)"\)')
    templates = list(Path(__file__).parents[2].glob("*/templates/**/*.html"))
    linked = {path.name: set(sheet.findall(path.read_text("utf-8"))) for path in templates}
    every = linked["base.html"]  # what each page carries, and with it what is its own
    assert {"base.css", "tokens.css"} <= every
    sizes = [sum((STATIC / name).stat().st_size for name in every | own) for own in linked.values()]
    assert max(sizes) < 40_000
    assert sum(path.stat().st_size for path in STATIC.glob("*.js")) < 12_000
    assert (STATIC / "icons.svg").stat().st_size < 12_000


def test_every_icon_that_a_template_names_is_drawn():
    drawn = set(
        re.findall(r'<symbol id="(\w+)"', (STATIC / "icons.svg").read_text(encoding="utf-8"))
    )
    templates = Path(__file__).parents[2].glob("*/templates/**/*.html")
    named = set()
    for template in templates:
        named |= set(re.findall(r'\bicon\("(\w+)"', template.read_text(encoding="utf-8")))
    assert named <= drawn
