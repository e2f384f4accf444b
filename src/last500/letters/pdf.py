"""A letter as PDF, where the `documents` extra is installed; print-ready HTML is there always.

`letters/pdf_writer.py` sets it in a process of its own, with caps on memory and time, that
fetches nothing. Here it is started and watched.
"""

import json
import os
import subprocess
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from django.contrib.staticfiles import finders
from django.utils.translation import gettext as _

import last500
from last500.base import limits
from last500.base.errors import Refused

HOME = Path(last500.__file__).resolve().parent.parent
START = b"%PDF-"
# What base.css says of a page, as far as paper needs it, and the fonts to take.
PAPER = """
html{font:12pt/1.5 "Noto Sans CJK SC","Noto Sans SC","PingFang SC","Microsoft YaHei",sans-serif}
h1,p,dl,dd,figure{margin:0}
dd{margin-left:0}
.prose{white-space:pre-line}
.sheet{border:0!important;padding:0!important;margin:0!important;max-width:none!important}
"""


def _command(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-s", *arguments]


def _environment() -> dict[str, str]:
    """Nothing of ours: neither keys nor the database's address."""
    return {
        "PATH": os.defpath,
        "PYTHONPATH": str(HOME),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
    }


@cache
def available() -> bool:
    """Whether the typesetter and its libraries are there; asked once in each process."""
    if find_spec("weasyprint") is None:
        return False
    tried = subprocess.run(
        _command("-c", "import weasyprint"),
        env=_environment(),
        cwd="/",
        capture_output=True,
        timeout=limits.PDF_SECONDS.most,
    )
    return tried.returncode == 0


def _style() -> str:
    found = finders.find("web/print.css")
    return PAPER + Path(str(found)).read_text(encoding="utf-8")


def made(html: str) -> bytes:
    """The page as PDF. Raises Refused when it is too long, or could not be set in time."""
    sorry = Refused(_("现在做不出 PDF。请用浏览器的打印，存成 PDF。"))
    if len(html) > limits.PDF_SIGNS.most:
        raise sorry
    caps = (str(limits.PDF_MEMORY.most), str(limits.PDF_SECONDS.most))
    try:
        done = subprocess.run(
            _command("-m", "last500.letters.pdf_writer", *caps),
            input=json.dumps({"html": html, "css": _style()}).encode(),
            env=_environment(),
            cwd="/",
            capture_output=True,
            timeout=2 * limits.PDF_SECONDS.most,
        )
    except subprocess.TimeoutExpired:
        raise sorry from None
    if done.returncode or not done.stdout.startswith(START):
        raise sorry
    return done.stdout
