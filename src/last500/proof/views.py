"""The log as public static files under /tlog/ (C2SP tlog-tiles): nothing is asked, nothing set.

And what people do with it: a compound's page, its bundle, the sheet for its notice board, and the
page that checks a bundle in the browser.
"""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from last500.base import limits
from last500.base.http import address_of
from last500.base.sealing import blind_index
from last500.proof import notes, place_bundle, queries, streams, verify
from last500.proof.bundle import NothingSigned

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
def witnessed(request: HttpRequest, number: str) -> HttpResponse:
    """A neighbour's checkpoint that was signed here too, by the id of the neighbour's key."""
    return _file(f"witnessed/{number}", "text/plain; charset=utf-8", SECONDS)


@require_safe
def key(request: HttpRequest) -> HttpResponse:
    """The public key; what counts is the one on the notice board."""
    try:
        line = notes.read_key(settings.LOG_KEY_FILE).line
    except FileNotFoundError:
        raise Http404 from None
    kind = "text/plain; charset=utf-8"
    return HttpResponse(f"{line}\n", content_type=kind, headers={"Cache-Control": SECONDS})


@require_safe
def verifier(request: HttpRequest) -> HttpResponse:
    """The tool itself, so that it can be taken from a neighbour's site instead of the sender's."""
    return HttpResponse(
        verify.one_file(),
        content_type="text/x-python; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="verify.py"'},
    )


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Checks a bundle in the browser; nothing of it is sent anywhere."""
    return render(request, "proof/check.html", {"shown": queries.newest_code()})


def _compound_or_404(slug: str) -> streams.Compound:
    found = streams.compound(slug)
    if found is None:
        raise Http404
    return found


@require_safe
def at(request: HttpRequest, slug: str) -> HttpResponse:
    """What a compound has in the log, and how anybody checks it."""
    compound = _compound_or_404(slug)
    head = queries.newest()
    context = {
        "compound": compound,
        "paper": queries.printed(head),
        "streams": queries.streams_of(compound.key, head.size) if head else [],
    }
    return render(request, "proof/at.html", context)


@require_safe
def sheet(request: HttpRequest, slug: str) -> HttpResponse:
    """One page A4 for the notice board: what stands in the log today, and the code to keep."""
    compound = _compound_or_404(slug)
    head = queries.newest()
    context = {
        "compound": compound,
        "paper": queries.printed(head),
        "streams": queries.streams_of(compound.key, head.size) if head else [],
        "address": request.build_absolute_uri(f"/tlog/at/{compound.slug}/"),
    }
    return render(request, "proof/sheet.html", context)


@require_safe
def bundle(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The compound's bundle; `?held=8317` adds the proof from a checkpoint of that size.

    Raises TooMany.
    """
    compound = _compound_or_404(slug)
    whence = blind_index("address", address_of(request))[:32]
    limits.hit("log-bundle", whence, limits.LOG_BUNDLES_PER_ADDRESS)
    try:
        size, content = place_bundle.of(compound.key, form, _held(request))
    except NothingSigned:
        raise Http404 from None
    kind = {"zip": "application/zip", "json": "application/json"}[form]
    name = f'attachment; filename="{compound.slug}-{size}.{form}"'
    return HttpResponse(content, content_type=kind, headers={"Content-Disposition": name})


def _held(request: HttpRequest) -> list[int]:
    """Sizes of checkpoints somebody holds; a whole code (`8317:ABCD-…`) will do."""
    typed = [one.partition(":")[0].strip() for one in request.GET.getlist("held")]
    sizes = [int(one) for one in typed if one.isascii() and one.isdigit() and len(one) < 16]
    return sizes[: place_bundle.HELD_MOST]
