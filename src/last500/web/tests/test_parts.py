"""What the components promise to a screen reader and to a form sent without JavaScript."""

import pytest
from django import forms
from django.template import engines
from django.utils import translation

from last500.web.jinja import once_input


class Form(forms.Form):
    phone = forms.CharField(label="电话", help_text="手机或座机。")
    when = forms.ChoiceField(
        label="时间", widget=forms.RadioSelect, choices=[("a", "晚上"), ("b", "周末")]
    )


@pytest.fixture(autouse=True)
def _chinese():
    with translation.override("zh-hans"):
        yield


def part(source: str, **context) -> str:
    source = '{% import "web/parts.html" as p with context %}' + source
    return engines["jinja2"].from_string(source).render(context)


def test_a_field_ties_label_hint_and_error_together():
    html = part('{{ p.field(form["phone"], autocomplete="tel", inputmode="tel") }}', form=Form({}))
    assert '<label for="id_phone">' in html
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'autocomplete="tel"' in html
    assert 'inputmode="tel"' in html
    assert "请填写：电话" in html


def test_choices_stand_in_a_fieldset_with_a_legend():
    html = part('{{ p.field(form["when"]) }}', form=Form())
    assert "<legend>时间" in html
    assert html.count('type="radio"') == 2
    assert '<label class="pick" for="id_when_0">' in html


def test_the_summary_leads_to_each_field():
    html = part("{{ p.errors(form) }}", form=Form({}))
    assert 'href="#id_phone"' in html
    assert 'href="#id_when_0"' in html
    assert 'role="alert"' in html
    assert part("{{ p.errors(form) }}", form=Form()).strip() == ""


def test_django_renders_a_form_with_the_same_parts():
    html = Form({}).render()
    assert 'class="summary"' in html
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html


def test_words_from_people_are_never_markup():
    html = part(
        "{% call p.invitation(title, title, [title]) %}{% endcall %}"
        '{{ p.timeline([{"text": title}]) }}{{ p.rows([(title, title)]) }}',
        title="<img src=x onerror=alert(1)>",
    )
    assert "<img" not in html


def test_no_part_needs_inline_style_or_script():
    from last500.web import specimen

    for name in (
        "compound",
        "place",
        "fields",
        "follow",
        "member",
        "desk",
        "poster",
        "form",
        "letter",
    ):
        html = part(
            "{% include name %}", name=f"web/style_{name}.html", **specimen.components(name)
        )
        assert " style=" not in html
        assert "<script" not in html
        assert " onclick" not in html


def test_each_sending_carries_its_own_key():
    assert once_input() != once_input()
