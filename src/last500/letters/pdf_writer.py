"""Sets one letter as PDF, in a process of its own: a page on stdin, the PDF on stdout.

Started by `letters/pdf.py` as `python -m last500.letters.pdf_writer MEMORY SECONDS`; no Django
here. Once the typesetter is loaded, the process gives up writing files, other programs, the
network and more memory (bytes) and time (seconds) than it was told. Nothing that a page names is
fetched: the style travels with it, the code to scan is drawn within it.
"""

import json
import resource
import sys
from typing import Any

_NEVER = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.spawn")


class Fetched(Exception):
    """The page names something outside of itself."""


def refuse(event: str, _arguments: tuple[Any, ...]) -> None:
    if event.startswith(_NEVER):
        raise PermissionError(event)


def give_up(memory: int, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.addaudithook(refuse)


def write(html: str, css: str) -> bytes:
    from weasyprint import CSS, HTML
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        """Whatever the page names stays where it is."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            raise Fetched(url)

    nothing = Nothing(allowed_protocols=())
    style = CSS(string=css, url_fetcher=nothing)
    page = HTML(string=html, url_fetcher=nothing, media_type="print")
    return bytes(page.write_pdf(stylesheets=[style], pdf_tags=True))


def main(memory: int, seconds: int) -> None:
    import weasyprint  # noqa: F401  (its libraries are loaded before the process ties its hands)

    given = json.loads(sys.stdin.read())
    give_up(memory, seconds)
    sys.stdout.buffer.write(write(given["html"], given["css"]))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
