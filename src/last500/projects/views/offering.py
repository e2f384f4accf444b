"""A liaison offers their organisation as a partner of a project that is looking for some."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from last500.base.errors import Conflict, Forbidden
from last500.base.http import Request, data_of, see_other, signed_in, status_of, tried
from last500.base.idempotency import once
from last500.projects import actions
from last500.projects.offer_form import OfferForm
from last500.projects.views.gate import seen_or_404


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def offer(request: Request, key: UUID) -> HttpResponse:
    """In whose name, with what, until when. What is taken hangs at the gate."""
    project = seen_or_404(request, key)
    if project.state not in actions.OFFERABLE:
        raise Conflict(_("这个项目现在不加合作方。"))
    own = actions.may_offer(request.actor, project)
    if not own:
        raise Forbidden("speaks for nobody who could offer here")
    first = {"until_on": project.until_on, "as_what": own[0].kind}
    form = OfferForm(own, data_of(request), initial=first)

    def work() -> HttpResponse:
        said = form.cleaned_data
        actions.offer(
            request.actor, project, form.chosen, as_what=said["as_what"], part=said["part"],
            until_on=said["until_on"],
        )  # fmt: skip
        messages.success(request, _("提了，等对方答复。答复以前随时可以收回。"))
        return see_other(reverse("projects:partners", args=[key]))

    answer = tried(form, work) if request.method == "POST" else None
    context = {"project": project, "form": form}
    return answer or render(request, "projects/offer.html", context, status=status_of(request))
