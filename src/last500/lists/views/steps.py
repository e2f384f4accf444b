"""One step of a claim or a booking by a button, with a sentence where one is owed."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from last500.base.errors import Conflict
from last500.base.http import Request, see_other, tried
from last500.base.marking import N_
from last500.lists import actions
from last500.lists.actions.step import Asked
from last500.lists.forms import NoteForm
from last500.lists.rules import Act

BY_HAND = (Act.AGREE, Act.REFUSE, Act.CANCEL, Act.HOLD)
THANKS = {
    Act.AGREE: N_("说定了，对方会看到。"),
    Act.REFUSE: N_("回了对方。"),
    Act.CANCEL: N_("取消了，告诉了对方。"),
    Act.HOLD: N_("记下了，谢谢。"),
}


def step_page(
    request: Request, row: Asked, word: str, name: str, page: Callable[..., HttpResponse]
) -> HttpResponse:
    """The page says in which state it showed the row; when that has changed, nothing is done."""
    if word not in BY_HAND:
        raise Http404
    seen = request.POST.get("seen", "")
    if seen and seen != row.state:
        raise Conflict(_("你打开这一页之后，有人处理过这件事。"))
    act, form = Act(word), NoteForm(request.POST)

    def work() -> HttpResponse:
        actions.step(request.actor, row, act, note=form.cleaned_data["note"])
        messages.success(request, _(THANKS[act]))
        return see_other(reverse(name, args=[row.pk]))

    return tried(form, work) or page(request, row.pk, 422, note_form=form, bad=act)
