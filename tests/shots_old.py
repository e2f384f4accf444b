"""`make shots`: the README's pictures, taken of a demo town of their own.

    python -m tests.shots            builds a town in a temporary folder, takes the pictures, stops
    python -m tests.shots URL        takes them of a demo town that is running already

Writes docs/images/{spine,compound,me,desk,elder,figures}.png. People in them are invented.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parent.parent
IMAGES = ROOT / "docs" / "images"
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
PATIENCE = 900  # seconds for the town to be built
GROUND, EDGE = (234, 230, 222), (205, 199, 188)
MOST_BYTES = 250_000


@contextmanager
def town() -> Iterator[str]:
    """A demo town in a folder that goes away with it; gives its address."""
    with tempfile.TemporaryDirectory(prefix="last500-shots-") as folder:
        port = free_port()
        child = subprocess.Popen(
            [sys.executable, "-m", "last500", "demo", "--port", str(port)],
            env={**os.environ, "LAST500_VAR": f"{folder}/town", "PYTHONPATH": str(ROOT / "src")},
            cwd=ROOT,
        )
        try:
            wait_for(child, url := f"http://127.0.0.1:{port}")
            yield url
        finally:
            child.send_signal(signal.SIGINT)
            child.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(child: subprocess.Popen[bytes], url: str) -> None:
    opener = build_opener(ProxyHandler({}))
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if child.poll() is not None:
            raise SystemExit(f"the demo town ended with {child.returncode}; see the lines above")
        try:
            opener.open(f"{url}/health/", timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.5)
    raise SystemExit(f"no demo town at {url} after {PATIENCE} s")


class Visit:
    """One visitor of the town: a browser context, signed in as a persona or as nobody."""

    def __init__(self, browser: Browser, url: str, persona: str = "", wide: bool = False) -> None:
        context = browser.new_context(
            viewport=DESK if wide else PHONE,  # type: ignore[arg-type]
            device_scale_factor=1 if wide else 2,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="light",
            reduced_motion="reduce",
        )
        self.url = url
        self.page: Page = context.new_page()
        if persona:
            self.page.goto(f"{url}/demo/")
            self.page.locator(f'form[action="/demo/as/{persona}/"] button').first.click()
            self.page.wait_for_load_state()

    def go(self, path: str) -> "Visit":
        self.page.goto(self.url + path)
        return self

    def picture(self) -> Image.Image:
        # The line that says "this is a demo" belongs to the town, not to the product.
        self.page.evaluate("document.querySelector('aside.demo')?.remove()")
        self.page.evaluate("document.activeElement?.blur(); window.scrollTo(0, 0)")
        return Image.open(BytesIO(self.page.screenshot())).convert("RGB")

    def close(self) -> None:
        self.page.context.close()


def compound(browser: Browser, url: str) -> Image.Image:
    return taken(Visit(browser, url).go("/c/liuhua/"))


def place(browser: Browser, url: str) -> Image.Image:
    visit = Visit(browser, url).go("/c/liuhua/request/")
    visit.page.get_by_label("写两句").fill("厨房的水龙头关不严，滴了三天，晚上听着睡不着。")
    visit.page.get_by_label("小修小补").check(force=True)
    return taken(visit)


def follow(browser: Browser, url: str) -> Image.Image:
    """The one of the resident's own requests that somebody has accepted."""
    visit = Visit(browser, url, "resident").go("/")
    visit.page.locator('a.card[href^="/r/"]', has_text="有人接了").first.click()
    visit.page.wait_for_load_state()
    return taken(visit)


def for_me(browser: Browser, url: str) -> Image.Image:
    return taken(Visit(browser, url, "helper").go("/me/"))


def desk(browser: Browser, url: str) -> Image.Image:
    """The card whose best helpers are proposed."""
    visit = Visit(browser, url, "secretary").go("/desk/")
    visit.page.locator(".piles a", has_text="待派").first.click()
    visit.page.wait_for_load_state("networkidle")
    return taken(visit)


def elder(browser: Browser, url: str) -> Image.Image:
    visit = Visit(browser, url).go("/c/liuhua/")
    visit.page.get_by_role("button", name="长辈版").click()
    visit.page.wait_for_load_state()
    return taken(visit.go("/c/liuhua/"))


def figures(browser: Browser, url: str) -> Image.Image:
    visit = Visit(browser, url, "community", wide=True).go("/figures/")
    visit.page.locator("ul.links a", has_text="的情况").first.click()
    visit.page.wait_for_load_state()
    return taken(visit)


def taken(visit: Visit) -> Image.Image:
    try:
        return visit.picture()
    finally:
        visit.close()


def side_by_side(pictures: list[Image.Image], width: int = 340, gap: int = 28) -> Image.Image:
    """Telephones in a row on plain ground."""
    height = width * PHONE["height"] // PHONE["width"]
    sheet = Image.new("RGB", (gap + (width + gap) * len(pictures), height + 2 * gap), GROUND)
    draw = ImageDraw.Draw(sheet)
    shape = Image.new("L", (width * 2, height * 2), 0)
    ImageDraw.Draw(shape).rounded_rectangle((0, 0, width * 2 - 1, height * 2 - 1), 44, fill=255)
    mask = shape.resize((width, height), Image.Resampling.LANCZOS)
    for number, picture in enumerate(pictures):
        left = gap + number * (width + gap)
        sheet.paste(picture.resize((width, height), Image.Resampling.LANCZOS), (left, gap), mask)
        frame = (left - 1, gap - 1, left + width, gap + height)
        draw.rounded_rectangle(frame, 22, outline=EDGE, width=2)
    return sheet


def keep(name: str, picture: Image.Image) -> None:
    """Write with as many colours as fit into the size a README may ask of its reader."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    path = IMAGES / f"{name}.png"
    for colours in (256, 128, 64, 32):
        small = picture.quantize(colours, dither=Image.Dither.NONE)
        small.save(path, optimize=True)
        if path.stat().st_size < MOST_BYTES:
            break
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1000} KB, {colours} colours")


def take_all(url: str) -> None:
    found = os.environ.get("LAST500_TEST_CHROMIUM") or shutil.which("chromium")
    assert found, "no Chromium: apt install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        row = [shoot(browser, url) for shoot in (compound, place, follow, for_me, desk)]
        keep("spine", side_by_side(row))
        keep("compound", row[0])
        keep("me", row[3])
        keep("desk", row[4])
        keep("elder", elder(browser, url))
        keep("figures", figures(browser, url))
        browser.close()


def main() -> None:
    if len(sys.argv) > 1:
        take_all(sys.argv[1].rstrip("/"))
        return
    with town() as url:
        take_all(url)


if __name__ == "__main__":
    main()
