"""The page that checks a bundle, in a real browser: files chosen there, nothing sent anywhere."""

import json
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect

from last500.proof import verify
from tests.tamper.make_vectors import FOLDER
from tests.tamper.place_world import KEY, rows_of, town, with_rows
from tests.tamper.test_place_tampering import OLD, amount, place_of

TAMPER = Path(FOLDER).parent


def as_json(files: dict[str, bytes]) -> dict[str, object]:
    said = json.dumps({"files": {name: data.decode() for name, data in files.items()}})
    return {"name": "bundle.json", "mimeType": "application/json", "buffer": said.encode()}


def as_zip(files: dict[str, bytes], way: int = zipfile.ZIP_DEFLATED) -> dict[str, object]:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", way) as bundle:
        for name, data in {**files, "verify.py": verify.one_file().encode()}.items():
            bundle.writestr(name, data)
    return {"name": "bundle.zip", "mimeType": "application/zip", "buffer": target.getvalue()}


def changed(files: dict[str, bytes]) -> dict[str, bytes]:
    rows = rows_of(files)
    at = place_of(rows, 3)
    rows[at] = amount(rows[at], 29999)
    return with_rows(files, rows)


def choose(page: Page, file: dict[str, object], code: str = "") -> None:
    page.locator("#bundle").set_input_files(file)  # type: ignore[arg-type]
    page.locator("#code").fill(code)
    page.get_by_role("button", name="核对", exact=True).click()


@pytest.fixture
def page(open_page, live_server) -> Page:
    found = open_page()
    found.goto(f"{live_server.url}/tlog/check/")
    return found


def test_both_kinds_of_file_are_checked_offline_and_nothing_is_sent(page, no_barriers, shot):
    log = town()
    files = log.bundle(older=[OLD])
    page.context.set_offline(True)
    asked: list[str] = []
    # The browser fetches the icon when it likes, with nothing added: that alone is let through.
    icon = page.locator("link[rel=icon]").evaluate("link => link.href")
    page.on("request", lambda request: request.url == icon or asked.append(request.url))
    for file in (as_json(files), as_zip(files), as_zip(files, zipfile.ZIP_STORED)):
        choose(page, file, log.code(OLD))
        expect(page.locator("#result .success")).to_contain_text(f"完整：{len(rows_of(files))} 条")
    choose(page, as_json(changed(files)))
    expect(page.locator("#result .error")).to_contain_text("ledger:17 第 3 条被改")
    choose(page, as_json(files), f"{OLD}：AAAA-BBBB-CCCC-DDDD")
    expect(page.locator("#result .error")).to_contain_text("与公示的校验码")
    assert asked == []
    no_barriers(page)
    shot(page, "check-page")


def test_what_is_no_bundle_is_said_in_words(page):
    page.get_by_role("button", name="核对", exact=True).click()
    expect(page.locator("#result .error")).to_contain_text("请先选核验包")
    for content in (b"not a bundle", b"PK\3\4 broken", b'{"files": 3}', b"\xff\xfe"):
        choose(page, {"name": "x.json", "mimeType": "application/json", "buffer": content})
        expect(page.locator("#result .error")).to_be_visible()


def test_the_code_on_paper_opens_the_page_with_its_checkpoint(open_page, live_server):
    log = town()
    page = open_page()
    page.goto(f"{live_server.url}/tlog/check/#{quote(log.note())}")
    expect(page.locator("#code")).to_have_value(log.code(len(log.rows)))
    choose(page, as_json(log.bundle()), log.code(len(log.rows)))
    expect(page.locator("#result .success")).to_be_visible()
    forged = town(amounts=(50000, -19000, 30000, -1000, 500))
    choose(page, as_json(forged.bundle()))
    expect(page.locator("#result .error")).to_contain_text("不一致")


def test_without_scripts_the_other_way_is_told(open_page, live_server):
    page = open_page(java_script_enabled=False)
    page.goto(f"{live_server.url}/tlog/check/")
    expect(page.get_by_text("python3 verify.py")).to_be_visible()
    expect(page.locator("#check")).to_be_hidden()


@pytest.mark.parametrize("without", ["", "crypto"])
def test_the_shared_vectors_say_the_same_in_the_browser(page, without):
    """Also in a browser without WebCrypto, as an old WebView or a page without HTTPS has it."""
    if without:
        page.evaluate("Object.defineProperty(self, 'crypto', {value: {}})")
    # Evaluated and not loaded: the page's policy lets no foreign script in.
    script = (TAMPER / "run_vectors.js").read_text(encoding="utf-8")
    page.evaluate(f"() => {{ {script} }}")
    names = ("trees", "reference", "bundles")
    given = [json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")) for name in names]
    result = page.evaluate("([a, b, c]) => self.runVectors(a, b, c)", given)
    assert result["wrong"] == []
    assert result["counted"]["bundles"] == len(given[2]["cases"])


def test_a_key_typed_in_is_the_one_that_counts(page):
    page.locator("summary").click()
    page.get_by_label("公示栏上的公钥（可以不填）").fill(KEY.line.replace("+", "+0", 1))
    choose(page, as_json(town().bundle()))
    expect(page.locator("#result .error")).to_contain_text("公钥读不出来")
