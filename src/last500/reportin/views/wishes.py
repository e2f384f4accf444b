"""One's own wishes: an overview, a short page for each topic, and the pause."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from last500.base import clock
from last500.base.errors import Refused
from last500.base.http import Request, see_other, show_on_form
from last500.base.idempotency import once
from last500.base.marking import N_
from last500.places.models import Place
from last500.places.rules import official_path
from last500.reportin import actions, words
from last500.reportin.actions import wishes_of
from last500.reportin.forms import (
    AboutForm,
    LoadForm,
    QuietForm,
    ReachForm,
    SkillsForm,
    TimesForm,
    TopicForm,
    UnwantedForm,
)
from last500.reportin.models import ReportIn
from last500.reportin.queries import own, own_number, own_proofs
from last500.reportin.rules import is_paused
from last500.reportin.views.asking import Kinds

PAUSES = (0, 7, 30, 90, 180)
NEAR_LISTED = 60


@dataclass(frozen=True)
class Topic:
    form: type[TopicForm]
    title: str
    lead: str


TOPICS: dict[str, Topic] = {
    "skills": Topic(SkillsForm, N_("会什么"), N_("不会的也能帮：陪着聊聊天就很好。")),
    "times": Topic(TimesForm, N_("平时什么时候有空"), N_("勾上通常有空的时候。一个都不勾也可以。")),
    "peace": Topic(
        QuietForm,
        N_("什么时候别打扰"),
        N_("这段时间不发邮件。页面上的消息照样在，你想看就看。"),
    ),
    "reach": Topic(ReachForm, N_("愿意走多远"), N_("只请你去你愿意去的地方。")),
    "load": Topic(LoadForm, N_("帮多少"), N_("上限是你自己的，到了就不请你。")),
    "unwanted": Topic(UnwantedForm, N_("哪些不想"), N_("不想做的事、不想碰面的人，不用说原因。")),
    "about": Topic(AboutForm, N_("关于我"), N_("都可以不说。说了，加密存着，不给人看。")),
}


@login_required
@require_safe
def wishes(request: Request, **handed: Any) -> HttpResponse:
    mine = own(request.actor)
    if mine is None:
        return render(request, "reportin/wishes_none.html")
    said = words.Said(
        mine, own_proofs(request.actor), own_number(request.actor), mine.avoidances.exists()
    )
    context = {
        "mine": mine,
        "paused": mine.paused_until if is_paused(mine.paused_until, clock.today()) else None,
        "topics": [
            (_(topic.title), said.of(name), reverse(f"reportin:{name}"))
            for name, topic in TOPICS.items()
        ],
        "days": said.days(),
        "proofs": said.of("proofs"),
        "unit": said.of("unit"),
        "number": said.of("number"),
    }
    return render(request, "reportin/wishes.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@once
def topic(request: Request, name: str, kinds: Kinds = (), **handed: Any) -> HttpResponse:
    mine = own(request.actor)
    if mine is None:
        return render(request, "reportin/wishes_none.html")
    about = TOPICS[name]
    needed = {"kinds": kinds, "compounds": compounds_near(mine.place) if name == "reach" else ()}
    filled = about.form.filled_from(mine)
    if request.method != "POST":
        return _page(request, name, mine, about.form(initial=filled, **needed))
    form = about.form(request.POST, initial=filled, **needed)
    if form.is_valid():
        try:
            actions.change(
                request.actor,
                mine,
                form.changed(wishes_of(mine)),
                forget_avoided=form.cleaned_data.get("forget_avoided", False),
            )
            messages.success(request, _("改好了。"))
            return see_other(reverse("reportin:wishes"))
        except Refused as refused:
            show_on_form(form, refused)
    return _page(request, name, mine, form, status=422)


def _page(
    request: Request, name: str, mine: ReportIn, form: TopicForm, status: int = 200
) -> HttpResponse:
    about = TOPICS[name]
    context = {
        "form": form,
        "title": _(about.title),
        "lead": _(about.lead),
        "fields": f"reportin/fields_{name}.html",
        "avoided": name == "unwanted" and mine.avoidances.exists(),
    }
    return render(request, "reportin/topic.html", context, status=status)


def compounds_near(place: Place) -> list[Place]:
    """The other compounds of the same street, those of the own community first."""
    street = official_path(place.path, "street")
    community = official_path(place.path, "community") or "-"
    if street is None:
        return []
    rows = Place.objects.current().under(street).filter(level="compound").exclude(pk=place.pk)
    found = list(rows.order_by("path")[:NEAR_LISTED])
    return sorted(found, key=lambda one: not one.path.startswith(community))


@login_required
@require_POST
def pause(request: Request, **handed: Any) -> HttpResponse:
    """Rest for some days, or begin again (0); sent twice it means the same."""
    mine = get_object_or_404(ReportIn.objects.active(), person=request.actor.person)
    chosen = request.POST.get("days", "30")
    days = int(chosen) if chosen in {str(known) for known in PAUSES} else 30
    actions.pause(request.actor, mine, days=days)
    if days:
        messages.success(request, _("好，先歇着。这段时间不会请你，随时可以回来。"))
    else:
        messages.success(request, _("欢迎回来。有合适的事会请你。"))
    return see_other("/me/")
