"""The first look: each open page loads in a real browser without an error and without a barrier."""

import pytest

OPEN_PAGES = ["/about/", "/privacy/", "/elder/"]


@pytest.mark.parametrize("path", OPEN_PAGES)
def test_an_open_page_loads_and_has_no_barriers(path, open_page, live_server, no_barriers, shot):
    page = open_page()
    answer = page.goto(live_server.url + path)
    assert answer.status == 200
    no_barriers(page)
    shot(page, f"open{path.replace('/', '-')}")
