"""Steps that several journeys take, each by clicking what a person sees on the page."""

from playwright.sync_api import Page, expect

from last500.service_requests.models import ServiceRequest


def tap(page: Page, word: str) -> None:
    """The link or button with exactly this word, and wait for the page that follows."""
    page.get_by_role("link", name=word, exact=True).or_(
        page.get_by_role("button", name=word, exact=True)
    ).first.click()
    page.wait_for_load_state()


def pick(page: Page, word: str) -> None:
    """A radio or a checkbox by the sentence beside it."""
    page.locator("label:visible", has_text=word).first.click()


def say_what(page: Page, kind: str = "", text: str = "") -> None:
    """Step one of placing."""
    if kind:
        pick(page, kind)
    if text:
        page.get_by_label("写两句").fill(text)
    tap(page, "下一步")


def send(page: Page, phone: str = "10000005555", name: str = "", door: str = "") -> str:
    """Step two of placing; gives the public number as it is shown."""
    page.get_by_label("打哪个电话").fill(phone)
    if name:
        page.get_by_label("怎么称呼你").fill(name)
    if door:
        page.get_by_label("门牌").fill(door)
    pick(page, "看过说明，同意这样保管和使用")
    tap(page, "发出")
    return shown_number(page)


def shown_number(page: Page) -> str:
    return page.locator("#number").inner_text().strip()


def find(page: Page, url: str, number: str, digits: str) -> None:
    """From the front door to one's own request, with what stands on the slip."""
    page.goto(url)
    tap(page, "凭受理号查进度")
    page.get_by_label("受理号").fill(number)
    page.get_by_label("电话后四位").fill(digits)
    tap(page, "查")


def open_pile(page: Page, word: str) -> None:
    page.locator(".piles a", has_text=word).click()
    expect(page.locator(".piles a[aria-current]")).to_contain_text(word)


def verify(page: Page, how: str = "打过电话") -> None:
    tap(page, how)
    expect(page.locator("#notice")).to_contain_text("核实好了")


def agree(page: Page, day: str, hour: str = "19:30") -> None:
    page.get_by_label("哪一天").fill(day)
    page.get_by_label("几点").fill(hour)
    tap(page, "联系过了")


def matter_of(number: str) -> ServiceRequest:
    from last500.base.ids import read_number

    rows = ServiceRequest.objects.select_related("contact", "desk", "place")
    return rows.get(number=read_number(number))


def open_fold(page: Page, word: str) -> None:
    """Something rarer, folded away behind this word."""
    page.locator("summary", has_text=word).first.click()


def choose_file(page: Page, name: str, content: str) -> None:
    """A file as Excel in China saves it: with a byte order mark."""
    chosen = {"name": name, "mimeType": "text/csv", "buffer": content.encode("utf-8-sig")}
    page.locator("input[type=file]").set_input_files(chosen)  # type: ignore[arg-type]


def code_on_paper(page: Page) -> str:
    return page.locator(".proof .code").inner_text().strip()


def check_letter(page: Page, url: str, code: str) -> None:
    """What anybody who was handed a letter does: open the address on it and type its code."""
    page.goto(f"{url}/check/")
    page.get_by_label("核验码").fill(code)
    tap(page, "核对")
