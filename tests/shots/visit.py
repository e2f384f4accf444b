"""One visitor of the town: a browser context, signed in as a persona or as nobody."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import Browser, Locator, Page

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
BESIDE = 14  # pixels of the page that stay around what a picture shows
RING = "#c2660c"

# The lowest line above `limit` that goes through no line of text, no field and no picture.
BETWEEN = """([top, limit]) => {
  const spans = [], add = box => box.height && spans.push([box.top - 1, box.bottom + 1]);
  for (const one of document.querySelectorAll('main *')) {
    if (one.matches('input, select, textarea, button, .btn, .chip, .state, svg, img'))
      add(one.getBoundingClientRect());
    for (const node of one.childNodes) {
      if (node.nodeType !== 3 || !node.textContent.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      [...range.getClientRects()].forEach(add);
    }
  }
  for (let y = limit; y > top + 120; y--)
    if (!spans.some(([from, to]) => from < y && y < to)) return y;
  return limit;
}"""

# Where what can be seen ends: a page's `main` is often taller than what stands in it.
LAST = """limit => {
  const seen = [...document.querySelectorAll('main *')].map(one => one.getBoundingClientRect());
  const ends = seen.filter(box => box.height && box.bottom <= limit + 1).map(box => box.bottom);
  return Math.max(0, ...ends);
}"""

# What a browser itself says in a field (choose a file, mm/dd/yyyy) follows the browser's language,
# and a Chromium without its other languages knows English only.
IN_CHINESE = """() => {
  for (const one of document.querySelectorAll('input[type=date], input[type=time]')) {
    const [said, day] = [one.value, one.type === 'date'];
    one.type = 'text';
    one.placeholder = day ? '年/月/日' : '--:--';
    one.value = day ? said.replaceAll('-', '/') : said;
  }
  for (const one of document.querySelectorAll('input[type=file]')) {
    const [row, button] = [document.createElement('span'), document.createElement('span')];
    button.className = 'chip';
    button.textContent = '选择文件';
    row.append(button, ' ' + (one.files[0]?.name || '没有选文件'));
    one.replaceWith(row);
  }
}"""


class Visit:
    def __init__(
        self,
        browser: Browser,
        url: str,
        persona: str = "",
        wide: bool = False,
        scale: float = 0,
    ) -> None:
        context = browser.new_context(
            viewport=DESK if wide else PHONE,  # type: ignore[arg-type]
            device_scale_factor=scale or (1 if wide else 2),
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            color_scheme="light",
            reduced_motion="reduce",
        )
        context.set_default_timeout(8000)
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
        self._tidy()
        self.page.evaluate("window.scrollTo(0, 0)")
        return Image.open(BytesIO(self.page.screenshot())).convert("RGB")

    def cut(self, show: str, mark: str, tall: int) -> Image.Image:
        """What `show` covers, at most `tall` pixels of it, and a ring around `mark`."""
        self._tidy()
        if mark:
            self._ring(self._first(mark))
        top, bottom = self._covered(show or "main")
        if bottom - top > tall:
            bottom = self.page.evaluate(BETWEEN, [top, top + tall])
        clip = {"x": 0, "y": top, "width": PHONE["width"], "height": bottom - top}
        taken = self.page.screenshot(full_page=True, clip=clip)  # type: ignore[arg-type]
        return Image.open(BytesIO(taken)).convert("RGB")

    def _covered(self, show: str) -> tuple[float, float]:
        """From the first that fits to the end of the last; a page has at most one `main`."""
        self.page.evaluate("window.scrollTo(0, 0)")
        found = [box for one in show.split(" … ") if (box := self._first(one).bounding_box())]
        assert found, f"nothing to see of {show} at {self.page.url}"
        end = self.page.evaluate("document.documentElement.scrollHeight")
        top = max(0, found[0]["y"] - (0 if show == "main" else BESIDE))
        bottom = found[-1]["y"] + found[-1]["height"]
        return top, min(end, self.page.evaluate(LAST, bottom) + BESIDE)

    def _first(self, selector: str) -> Locator:
        return self.page.locator(selector).first

    def _ring(self, one: Locator) -> None:
        # Through the object model: the policy of the pages lets no style attribute through.
        one.evaluate(
            "(e, c) => { const at = e.closest('.btn, .card, a, summary, label') || e;"
            " at.style.outline = `3px solid ${c}`; at.style.outlineOffset = '3px'; }",
            RING,
        )

    def _tidy(self) -> None:
        """The line that says "this is a demo" belongs to the town, not to the product."""
        self.page.evaluate("document.querySelector('aside.demo')?.remove()")
        self.page.evaluate("document.activeElement?.blur()")
        self.page.evaluate(IN_CHINESE)

    def close(self) -> None:
        self.page.context.close()
