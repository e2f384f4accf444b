"""Whether an address tells about a person."""

from urllib.parse import quote

from tests.cast import Cast
from tests.security.crawl import Page

PERSONAL_FIELDS = {"phone", "name", "door", "text", "email", "digits", "code", "note", "comment"}


def canaries(cast: Cast) -> list[str]:
    people = [*cast.people.values()]
    return [*(p.phone for p in people), *(p.name for p in people), "2单元301", "楼道三层的灯"]


def tells(address: str, words: list[str]) -> bool:
    return any(word in address or quote(word) in address for word in words)


def by_get(page: Page) -> set[str]:
    """Names of the fields that a form would put into an address."""
    names, getting = set(), False
    for tag, attributes in page.elements:
        if tag == "form":
            getting = attributes.get("method", "get").lower() == "get"
        elif getting and tag in {"input", "select", "textarea"}:
            names.add(attributes.get("name", ""))
    return names
