"""Who may come in here: anybody who has signed in; pages show only what is their own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse

from last500.base.http import Request


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Send strangers to sign in first, and back afterwards.

    A button's address cannot be opened again after signing in, so that leads to /me/.
    """

    @wraps(view)
    def wrapped(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.actor.person is None:
            reading = request.method in {"GET", "HEAD"}
            return redirect_to_login(request.get_full_path() if reading else "/me/")
        return view(request, *args, **kwargs)

    return wrapped
