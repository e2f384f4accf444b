"""The log as public static files under /tlog/ (C2SP tlog-tiles): nothing is asked, nothing set."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from last500.proof import notes

SECONDS, FOR_EVER = "max-age=5", "public, max-age=31536000, immutable"


def _file(name: str, kind: str, cache: str) -> HttpResponse:
    """A few kilobytes at most."""
    try:
        content = (Path(settings.LOG_FOLDER) / name).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise Http404 from None
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": cache})


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    return _file("checkpoint", "text/plain; charset=utf-8", SECONDS)


@require_safe
def tile(request: HttpRequest, name: str) -> HttpResponse:
    """The address's pattern lets nothing but the name of a tile through."""
    return _file(name, "application/octet-stream", FOR_EVER)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key; what counts is the one on the notice board."""
    try:
        line = notes.read_key(settings.LOG_KEY_FILE).line
    except FileNotFoundError:
        raise Http404 from None
    kind = "text/plain; charset=utf-8"
    return HttpResponse(f"{line}\n", content_type=kind, headers={"Cache-Control": SECONDS})
