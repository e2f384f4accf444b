"""The English catalogue: collect the marked strings, merge them, compile, and say what is missing.

python -m tests.catalogue update     write the .po and the .mo anew
python -m tests.catalogue missing    print what has no English yet
"""

import io
import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "last500"
PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
}


def marked_strings() -> Catalog:
    """Every marked string of the product, with the files that use it."""
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    found = Catalog(domain="django", charset="utf-8")
    for name, _line, message, comments, context in extract_from_dir(
        SOURCE, methods, options, keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        found.add(message, None, [(name, None)], auto_comments=comments, context=context)
    return found


def english() -> Catalog:
    if not PO.exists():
        return Catalog(locale="en", domain="django", charset="utf-8", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def update() -> None:
    catalogue = english()
    catalogue.update(marked_strings(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)
    PO.with_suffix(".mo").write_bytes(compiled(catalogue))


def compiled(catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def missing() -> list[str]:
    """Marked strings without a sure English text, and English texts that spoil a placeholder."""
    have, gaps = english(), []
    for wanted in marked_strings():
        if not wanted.id:
            continue
        message = have.get(wanted.id, wanted.context)
        texts = [] if message is None else message.string
        texts = [texts] if isinstance(texts, str) else list(texts)
        if message is None or message.fuzzy or not texts or not all(texts):
            gaps.append(f"no English: {wanted.id!r} ({', '.join(n for n, _ in wanted.locations)})")
        else:
            gaps += [f"{wanted.id!r}: {fault}" for fault in message.check(have)]
    return gaps


if __name__ == "__main__":
    if sys.argv[1:] == ["update"]:
        update()
    gaps = missing()
    sys.stdout.write(
        "\n".join(gaps) + f"\n{len(gaps)} strings need work\n" if gaps else "complete\n"
    )
