"""The start page of the demo: one tap signs in as a persona. Outside demo mode it is not there."""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from last500.base.http import View, see_other
from last500.base.scope import everything
from last500.demo.personas import BY_CODE, first_page, just_invited, person_of
from last500.people import sessions


def only_in_the_demo(view: View) -> View:
    """404 as for any address that does not exist, unless this instance is a demo."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        with everything("in the demo anybody may be anybody"):
            return view(request, *args, **kwargs)

    return guarded


@only_in_the_demo
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    return render(request, "demo/start.html")


@only_in_the_demo
@require_POST
def sign_in_as(request: HttpRequest, code: str) -> HttpResponse:
    persona = BY_CODE.get(code)
    person = just_invited() if code == "helper" else person_of(persona) if persona else None
    if persona is None or person is None:
        raise Http404
    sessions.finish(request)
    sessions.begin(request, person, proven=False)
    return see_other(first_page(persona))
