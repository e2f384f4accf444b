"""Who reads (language, size of type), and calm pages where something went wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from last500.base.actor import NOBODY
from last500.base.errors import Conflict, Forbidden, ProofNeeded, Refused, TooMany
from last500.base.http import page_to_open, see_other
from last500.people import actions as people
from last500.web import errors

ELDER_SIZES = (20, 24, 30)  # px of body text; 0 is the ordinary page
YEAR = 365 * 24 * 3600
Respond = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True)
class Reader:
    language: str = "zh-hans"
    elder: int = 0

    @property
    def english(self) -> bool:
        return self.language == "en"

    @property
    def lang(self) -> str:
        """The value of <html lang>."""
        return "en" if self.english else "zh-Hans"


def language_of(request: HttpRequest) -> str:
    """What the reader chose; else Chinese, unless the browser asks for anything but Chinese."""
    chosen = request.COOKIES.get(f"{settings.COOKIE_PREFIX}lang")
    if chosen in {"zh-hans", "en"}:
        return chosen
    asked = request.headers.get("Accept-Language", "").lower()
    return "en" if "en" in asked and "zh" not in asked else "zh-hans"


def elder_size_of(request: HttpRequest) -> int:
    chosen = request.COOKIES.get(f"{settings.COOKIE_PREFIX}elder", "")
    return int(chosen) if chosen in {str(size) for size in ELDER_SIZES} else 0


class ReaderMiddleware:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        reader = Reader(language_of(request), elder_size_of(request))
        request.reader = reader  # type: ignore[attr-defined]
        translation.activate(reader.language)
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", reader.lang)
        patch_vary_headers(response, ["Cookie", "Accept-Language"])
        # Shared phones and counters: nothing stays behind unless a page says that it may.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response


def lacks_second_factor(request: HttpRequest) -> bool:
    """Staff whose pages are closed only because the second lock is not opened yet."""
    actor = getattr(request, "actor", None)
    return request.method == "GET" and actor is not None and actor.second_factor_due


def note_denied(request: HttpRequest) -> None:
    """Into the log of security events: who stood before a closed door, and before which."""
    actor, match = getattr(request, "actor", NOBODY), request.resolver_match
    people.note_denied(actor, match.view_name if match else "")


class ErrorMiddleware:
    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content:
            calm = errors.not_this_way(request)
            calm.headers["Allow"] = response.headers.get("Allow", "")
            return calm
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Forbidden | Http404) and lacks_second_factor(request):
            page = "second" if settings.STAFF_SECOND_FACTOR else "again"
            return see_other(f"/sign-in/{page}/?{urlencode({'next': request.get_full_path()})}")
        match exception:
            case ProofNeeded():
                # A button's address cannot be opened again, the page that it stands on can.
                return see_other(f"/sign-in/again/?{urlencode({'next': page_to_open(request)})}")
            case TooMany():
                return errors.too_many(request, exception.message)
            case Conflict():
                return errors.conflict(request, exception.message)
            case Refused():
                return errors.refused(request, exception.message)
            case Forbidden():
                note_denied(request)
                return errors.forbidden(request, exception)
            case Http404():
                return errors.not_found(request, exception)
        return None
