"""Through the pages: written, opened, remarked on, adopted, read."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.covenants.models import Remark, Version
from last500.covenants.tests.world import WORDS, decided, in_force, opened
from last500.topics.tests.world import lives

pytestmark = pytest.mark.django_db


def client_of(cast, name):
    client = Client()
    client.force_login(cast.people[name])
    return client


def press(client, name, *args, **fields):
    return client.post(reverse(f"covenants:{name}", args=args), {"once": uuid4().hex, **fields})


def page(client, name, *args):
    answer = client.get(reverse(f"covenants:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def test_from_a_draft_to_what_is_in_force(cast):
    lin = client_of(cast, "lin")
    assert press(lin, "new", cast.a.pk).status_code == 303
    version = Version.objects.get()
    fine = press(lin, "change", version.pk, words_1="乱停车罚款五十元。")
    assert fine.status_code == 422 and "罚款五十元" in fine.content.decode()
    assert press(lin, "change", version.pk, words_1=WORDS[0], words_3=WORDS[1]).status_code == 303
    assert [one.number for one in version.articles.order_by("number")] == [1, 2]
    assert press(lin, "open", version.pk, days=3).status_code == 422
    assert press(lin, "open", version.pk, days=7).status_code == 303
    lives(cast, "hua")
    hua = client_of(cast, "hua")
    assert press(hua, "remark", version.pk, words="十点太早。", article="1").status_code == 303
    assert "十点太早" not in page(Client(), "show", version.pk)
    assert "十点太早" in page(lin, "desk", cast.a.pk)
    assert press(lin, "look", Remark.objects.get().pk, show="yes").status_code == 303
    seen = page(Client(), "show", version.pk)
    assert "十点太早" in seen and "华平" not in seen
    version.refresh_from_db()
    with clock.at(version.closes_at + timedelta(hours=1)):
        lin, row = client_of(cast, "lin"), decided(cast)
        fields = {"resolution": str(row.pk), "in_force_on": clock.today().isoformat()}
        assert press(lin, "adopt", version.pk, **fields).status_code == 303
        assert row.shown_number in page(Client(), "show", version.pk)
        assert WORDS[0] in page(Client(), "at", cast.a.slug)
        assert WORDS[1] in page(Client(), "notice", version.pk)


def test_what_changed_is_said_in_plain_words(cast):
    in_force(cast)
    second = opened(cast, [WORDS[0], "遛狗牵绳。"])
    seen = page(Client(), "show", second.pk)
    assert "没有变" not in seen and "改过的" in seen and "去掉的" in seen
    assert f"原来的第 3 条：{WORDS[2]}" in seen


def test_whoever_is_no_neighbour_does_not_remark(cast):
    version = opened(cast)
    assert press(client_of(cast, "zhao"), "remark", version.pk, words="好").status_code == 403


def test_pages_take_few_statements(cast, django_assert_max_num_queries):
    in_force(cast)
    second, lin = opened(cast, [WORDS[0], "遛狗牵绳。"]), client_of(cast, "lin")
    page(lin, "desk", cast.a.pk)
    with django_assert_max_num_queries(4):
        page(Client(), "at", cast.a.slug)
    with django_assert_max_num_queries(5):
        page(Client(), "show", second.pk)
    with django_assert_max_num_queries(9):
        page(lin, "desk", cast.a.pk)
