"""The Jinja2 environment of every page: translation, addresses, and time as people say it."""

from datetime import date, datetime
from pathlib import Path
from uuid import uuid4

import django.forms
from django.forms.boundfield import BoundField
from django.forms.fields import Field
from django.forms.renderers import BaseRenderer, EngineMixin
from django.template.backends.jinja2 import Jinja2
from django.templatetags.static import static
from django.urls import reverse
from django.utils import translation
from django.utils.functional import cached_property
from django_htmx.jinja import htmx_script
from jinja2 import Environment
from markupsafe import Markup

from last500.base import clock
from last500.letters.paper import paper_day
from last500.service_requests.models import STATE_NAMES
from last500.web import times

STATE_WORDS = {str(code): name for code, name in STATE_NAMES}


def environment(**options) -> Environment:
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    options["extensions"] = [*options.get("extensions", ()), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(**options)
    env.policies["ext.i18n.trimmed"] = True
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=translation.gettext,
        ngettext=translation.ngettext,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
        newstyle=True,
    )
    env.globals.update(
        static=static, url=url, once_input=once_input, now=clock.now, htmx_script=htmx_script
    )
    env.filters.update(
        when=when,
        around=around,
        left=left,
        day=day,
        date_words=date_words,
        paper_day=paper_day,
        minutes=minutes,
        overdue=overdue,
        problems=problems,
        state_word=state_word,
    )
    return env


def url(name: str, *args, **kwargs) -> str:
    """{{ url("service_requests:place", slug) }}"""
    return reverse(name, args=args or None, kwargs=kwargs or None)


def once_input() -> Markup:
    """The hidden key by which base.idempotency knows the same form sent twice."""
    return Markup(f'<input type="hidden" name="once" value="{uuid4().hex}">')


def english() -> bool:
    return (translation.get_language() or "zh-hans").startswith("en")


def timed(moment: datetime, words: str) -> Markup:
    """Friendly words with the exact time behind them; both parts are made of digits and tables."""
    iso = moment.isoformat(timespec="minutes")
    return Markup(f'<time datetime="{iso}" title="{iso[:10]} {iso[11:16]}">{words}</time>')


def when(moment: datetime | None) -> str | Markup:
    if not moment:
        return ""
    here = clock.local(moment)
    return timed(here, times.when_words(here, clock.local(clock.now()), english()))


def around(moment: datetime | None) -> str | Markup:
    if not moment:
        return ""
    here = clock.local(moment)
    return timed(here, times.around_words(here, clock.local(clock.now()), english()))


def left(moment: datetime | None) -> str | Markup:
    if not moment:
        return ""
    return timed(clock.local(moment), times.left_words(moment, clock.now(), english()))


def overdue(moment: datetime | None) -> bool:
    return moment is not None and moment < clock.now()


def day(value: date | datetime | None) -> str | Markup:
    if value is None:
        return ""
    on = clock.local(value).date() if isinstance(value, datetime) else value
    words = times.full_day(on, clock.today(), english())
    return Markup(f'<time datetime="{on.isoformat()}" title="{on.isoformat()}">{words}</time>')


def date_words(value: date) -> str:
    """3月5日, without a weekday: for the ends of a period."""
    return times.plain_day(value, clock.today(), english())


def state_word(code: str) -> str:
    """The state's own word, the same on every page."""
    return str(STATE_WORDS.get(code, code))


def minutes(value: int | None) -> str:
    return "" if value is None else times.minutes_words(value, english())


def problems(field: BoundField) -> list[str]:
    """The field's errors; a bare "required" is said with the name of what is missing."""
    named = {
        str(Field.default_error_messages["required"]): translation.gettext("请填写：%(label)s"),
        translation.gettext("请选一个。"): translation.gettext("请选一个：%(label)s"),
    }
    return [named.get(text, "%(text)s") % {"label": field.label, "text": text}
            for text in map(str, field.errors)]  # fmt: skip


class FormRenderer(EngineMixin, BaseRenderer):
    """Django forms through our environment: same macros, same translation."""

    form_template_name = "web/forms/form.html"
    field_template_name = "web/forms/field.html"

    @cached_property
    def engine(self) -> Jinja2:
        return Jinja2(
            {
                "NAME": "forms",
                "APP_DIRS": False,
                "DIRS": [
                    Path(__file__).parent / "templates",
                    Path(django.forms.__file__).parent / "jinja2",
                ],
                "OPTIONS": {"environment": "last500.web.jinja.environment"},
            }
        )
