"""Letters as PDF: set by a process of its own that fetches nothing, where the extra is there."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from importlib.util import find_spec

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import limits
from last500.base.errors import Refused
from last500.letters import pdf
from last500.letters.tests.test_pages import letter_of, signed_in, words_of

INSTALLED = pytest.mark.skipif(
    find_spec("weasyprint") is None, reason="the extra `documents` is not installed"
)


@contextmanager
def listener():
    """A server at our own address; gives its port and the list of who called."""
    callers: list[object] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        over = threading.Event()

        def answer() -> None:
            while not over.is_set():
                try:
                    caller, _address = server.accept()
                except TimeoutError:
                    continue
                callers.append(caller)
                caller.close()

        thread = threading.Thread(target=answer)
        thread.start()
        try:
            yield server.getsockname()[1], callers
        finally:
            over.set()
            thread.join()


def naming(port: int) -> str:
    """A page that names things outside of itself in every way."""
    there = f"http://127.0.0.1:{port}"
    return f"""<html><head><link rel="stylesheet" href="{there}/a.css">
<style>@import "{there}/b.css"; p{{background:url({there}/c.png)}}
@font-face{{font-family:x;src:url({there}/d.woff2)}} p{{font-family:x}}</style></head>
<body><p>x</p><img src="{there}/e.png"><img src="file:///etc/hostname"><object data="{there}/f">
</object><svg width="9" height="9"><image href="{there}/g.png" width="9" height="9"/></svg></body>
</html>"""


def test_on_the_build_machine_the_typesetter_is_there():
    """So that the tests below are not skipped where it matters."""
    assert pdf.available() or not os.environ.get("CI")


def test_without_the_extra_the_page_says_how_and_offers_no_file(cast, monkeypatch):
    monkeypatch.setattr(pdf, "available", lambda: False)
    address = reverse("letters:show", args=[letter_of(cast).pk])
    for asked in (address, f"{address}?as=pdf"):
        page = signed_in(cast, "wang").get(asked)
        assert page.headers["Content-Type"].startswith("text/html")
        assert "下载 PDF" not in words_of(page)
        assert "手机上可以存成 PDF" in words_of(page)


@INSTALLED
def test_its_person_downloads_it_and_nobody_else(cast):
    letter = letter_of(cast)
    address = reverse("letters:show", args=[letter.pk])
    assert "下载 PDF" in words_of(signed_in(cast, "wang").get(address))
    answer = signed_in(cast, "wang").get(f"{address}?as=pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert letter.code in answer.headers["Content-Disposition"]
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.count(b"/Type /Page\n") + answer.content.count(b"/Type/Page ") <= 1
    assert len(answer.content) < limits.MB
    assert signed_in(cast, "li").get(f"{address}?as=pdf").status_code == 404
    assert Client().get(f"{address}?as=pdf").status_code == 302


@INSTALLED
def test_it_fetches_nothing():
    with listener() as (port, callers):
        assert pdf.made(naming(port)).startswith(b"%PDF-")
        assert callers == []


@INSTALLED
def test_control_the_typesetter_by_itself_would_fetch():
    """In a process of its own as well: weasyprint tells Pillow to take what is cut off."""
    code = "import sys, weasyprint; weasyprint.HTML(string=sys.argv[1]).write_pdf()"
    with listener() as (port, callers):
        subprocess.run([sys.executable, "-c", code, naming(port)], check=True)
        assert callers


@INSTALLED
def test_no_letter_makes_the_server_take_pictures_that_are_cut_off():
    assert pdf.available() and pdf.made("<p>信</p>")
    assert "weasyprint" not in sys.modules


@INSTALLED
def test_too_long_a_letter_is_refused_before_anything_is_started(monkeypatch):
    monkeypatch.setattr(pdf.subprocess, "run", lambda *a, **k: pytest.fail("it was started"))
    with pytest.raises(Refused):
        pdf.made("x" * (limits.PDF_SIGNS.most + 1))


@INSTALLED
@pytest.mark.parametrize("name", ["PDF_MEMORY", "PDF_SECONDS"])
def test_what_costs_too_much_is_given_up(monkeypatch, name):
    """With less memory, or with more work than fits into the time."""
    tight = {"PDF_MEMORY": 4 * limits.MB, "PDF_SECONDS": 1}[name]
    monkeypatch.setattr(limits, name, replace(getattr(limits, name), most=tight))
    rows = "".join(f"<p>{'长' * 20}{n}</p>" for n in range(1500))
    assert len(rows) < limits.PDF_SIGNS.most
    with pytest.raises(Refused):
        pdf.made(f"<html><body>{rows}</body></html>")


@INSTALLED
def test_downloads_of_one_person_end(cast, monkeypatch):
    few = replace(limits.PDFS_PER_PERSON, most=2)
    monkeypatch.setattr(limits, "PDFS_PER_PERSON", few)
    monkeypatch.setattr(pdf, "made", lambda html: b"%PDF-")
    client, letter = signed_in(cast, "wang"), letter_of(cast)
    address = f"{reverse('letters:show', args=[letter.pk])}?as=pdf"
    assert [client.get(address).status_code for _n in range(3)] == [200, 200, 429]
