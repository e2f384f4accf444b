"""A certificate: choose the days, see what will be printed, have it at once."""

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from last500.base.errors import Conflict, Refused, TooMany
from last500.base.http import Request, see_other, show_on_form, signed_in
from last500.base.idempotency import once
from last500.records import actions
from last500.records.forms import PeriodForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def certificate(request: Request) -> HttpResponse:
    """GET with days shows what will be printed; POST with the same days prints it."""
    given = request.POST if request.method == "POST" else request.GET
    if "since" not in given:
        form = PeriodForm(initial=PeriodForm.usual())
        return render(request, "records/certificate.html", {"form": form, "drawn": None})
    form, drawn = PeriodForm(given), None
    if form.is_valid():
        try:
            if request.method == "POST":
                return _issue(request, form)
            drawn = actions.drawn_up(request.actor, **form.cleaned_data)
        except (Conflict, TooMany):
            raise
        except Refused as refused:
            show_on_form(form, refused)
    status = 422 if form.errors else 200
    return render(
        request, "records/certificate.html", {"form": form, "drawn": drawn}, status=status
    )


def _issue(request: Request, form: PeriodForm) -> HttpResponse:
    letter = actions.certify(request.actor, **form.cleaned_data)
    return see_other(reverse("letters:show", args=[letter.pk]))
