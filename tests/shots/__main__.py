"""`make shots`: the pictures of the README and of the guides, taken of a demo town of their own.

    python -m tests.shots                builds a town in a temporary folder, takes the pictures
    python -m tests.shots URL            takes them of a demo town that runs already
    python -m tests.shots URL liaison-   only those of the guides whose names begin so

Writes docs/images/*.png and docs/images/guide/*.png. People in them are invented. Some steps of the
guides press buttons, so a town is used once: for another go start it afresh.
"""

import os
import shutil
import sys

from playwright.sync_api import sync_playwright

from tests.shots import guides, readme
from tests.shots.town import town


def take_all(url: str, begins: str = "") -> None:
    found = os.environ.get("LAST500_TEST_CHROMIUM") or shutil.which("chromium")
    assert found, "no Chromium: apt install chromium fonts-noto-cjk"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=found, args=["--no-sandbox"] if os.geteuid() == 0 else []
        )
        if not begins:
            readme.take(browser, url)
        guides.take(browser, url, begins)
        browser.close()


def main() -> None:
    if len(sys.argv) > 1:
        take_all(sys.argv[1].rstrip("/"), *sys.argv[2:3])
        return
    with town() as url:
        take_all(url)


if __name__ == "__main__":
    main()
