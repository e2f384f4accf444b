"""What is kept of one request's resident, and their rights in it: no account is needed."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import masking
from last500.base.errors import Conflict, Refused
from last500.base.http import see_other, show_on_form
from last500.base.idempotency import once
from last500.base.privacy import Keep, keep_words
from last500.people.forms import ContactForm
from last500.service_requests import actions
from last500.service_requests.models import ServiceRequest
from last500.service_requests.rules import OPEN
from last500.service_requests.views.follow import own_or_404, title_of


@require_safe
def data(request: HttpRequest, number: str) -> HttpResponse:
    """The number and the address for letters stay covered: whoever has the link sees this page."""
    matter = own_or_404(request.actor, number)  # type: ignore[attr-defined]
    contact = matter.contact
    none = _("没有留")
    context = {
        "matter": matter,
        "title": title_of(matter),
        "open": matter.state in OPEN,
        "rows": [
            (_("称呼"), contact.name or none),
            (_("电话"), masking.phone(contact.phone) if contact.phone else none),
            (_("门牌"), contact.door or none),
            (_("电子邮箱"), masking.email(contact.email) if contact.email else none),
        ],
        "keep": keep_words(Keep.REQUEST),
    }
    return render(request, "service_requests/request_data.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@once
def change_contact(request: HttpRequest, number: str) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    matter = own_or_404(actor, number)
    if matter.contact.erased_at:
        raise Conflict(_("这件求助的联系方式已经删了。"))
    known = {"name": matter.contact.name, "door": matter.contact.door}
    form = ContactForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            given["email"] = given["email"] or matter.contact.email
            actions.correct_contact(actor, matter, **given)
        except Conflict:
            raise
        except Refused as refused:
            show_on_form(form, refused)
        else:
            messages.success(request, _("改好了。"))
            return see_other(f"/r/{matter.number}/data/")
    context = {"matter": matter, "title": title_of(matter), "form": form}
    status = 422 if form.errors else 200
    return render(request, "service_requests/request_contact.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, number: str) -> HttpResponse:
    """Ask once more, then withdraw what is open and erase. Sent twice it is as gone as before."""
    actor = request.actor  # type: ignore[attr-defined]
    matter = own_or_404(actor, number)
    if request.method != "POST":
        context = {
            "matter": matter,
            "title": title_of(matter),
            "open": matter.state in OPEN,
            "gone": bool(matter.contact.erased_at),
        }
        return render(request, "service_requests/request_erase.html", context)
    actions.take_back(actor, matter)
    messages.success(request, _("删掉了，只留下种类、地点和时间。"))
    still = ServiceRequest.objects.visible_to(actor).filter(pk=matter.pk).exists()
    return see_other(f"/r/{matter.number}/" if still and matter.pk in actor.opened else "/")


@require_POST
def unpublish(request: HttpRequest, number: str) -> HttpResponse:
    """Take back the leave to publish; sent twice it means the same."""
    actor = request.actor  # type: ignore[attr-defined]
    matter = own_or_404(actor, number)
    actions.stop_publishing(actor, matter)
    messages.success(request, _("不再公开了。"))
    return see_other(f"/r/{matter.number}/data/")
