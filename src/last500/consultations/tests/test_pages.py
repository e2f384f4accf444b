"""Through the pages: asked, announced, answered on the phone and on paper, counted, read."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.consultations.models import Answer, Consultation, Slip
from last500.consultations.rules import NO_FORCE, Form
from last500.consultations.tests.world import after, announced, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes(cast):
    return settle(cast)


def client_of(cast, name):
    client = Client()
    client.force_login(cast.people[name])
    return client


def press(client, name, *args, **fields):
    return client.post(reverse(f"consultations:{name}", args=args), {"once": uuid4().hex, **fields})


def text(answer) -> str:
    return answer.content.decode()


QUESTION = {
    "title": "快递柜放在哪里", "words": "", "options": "东门岗亭旁\n北门车棚边\n不放",
    "form": "plain", "voice": "household", "who": "neighbours", "topic": "",
}  # fmt: skip


def test_from_a_question_to_its_result(cast, homes):
    lin, chen = client_of(cast, "lin"), client_of(cast, "chen")
    assert press(lin, "new", cast.a.pk, **QUESTION).status_code == 303
    one = Consultation.objects.get()
    assert (
        client_of(cast, "chen").get(reverse("consultations:show", args=[one.pk])).status_code == 404
    )
    today = clock.today().isoformat()
    assert today in text(lin.get(reverse("consultations:announce", args=[one.pk])))
    assert press(lin, "announce", one.pk, opens_on=today, days=7).status_code == 303
    one.refresh_from_db()
    assert press(chen, "answer", one.pk, choice="1").status_code == 303
    page = text(chen.get(reverse("consultations:show", args=[one.pk])))
    assert "北门车棚边" in page and "已经收到 1 份" in page
    with after(one):
        lin = client_of(cast, "lin")
        assert press(lin, "publish", one.pk).status_code == 303
        page = text(Client().get(reverse("consultations:show", args=[one.pk])))
    assert "只有 1 份回答，太少" in page


def test_no_result_is_seen_before_it_is_published_by_anybody(cast, homes):
    one = announced(cast)
    press(client_of(cast, "chen"), "answer", one.pk, choice="1")
    for client in (Client(), client_of(cast, "lin"), client_of(cast, "he")):
        page = text(client.get(reverse("consultations:show", args=[one.pk])))
        assert "份数" not in page and "最多" not in page and "你答的是" not in page


def test_every_page_says_that_it_has_no_force(cast, homes):
    one = announced(cast)
    chen = client_of(cast, "chen")
    addresses = [reverse("consultations:at", args=[cast.a.slug])] + [
        reverse(f"consultations:{name}", args=[one.pk]) for name in ("show", "answer", "paper")
    ]
    for address in addresses:
        page = text(chen.get(address))
        assert NO_FORCE in page, address
        assert "二百七十八" not in page


def test_what_is_wrong_is_said_and_what_was_typed_is_kept(cast, homes):
    lin = client_of(cast, "lin")
    answer = press(lin, "new", cast.a.pk, **(QUESTION | {"options": "一样\n一样"}))
    assert answer.status_code == 422
    assert "有两个答案一样" in text(answer) and "快递柜放在哪里" in text(answer)
    one = announced(cast)
    assert press(client_of(cast, "chen"), "answer", one.pk).status_code == 422
    assert not Answer.objects.exists()


def test_an_order_is_given_on_one_page(cast, homes):
    one = announced(cast, form=Form.RANKED)
    chen = client_of(cast, "chen")
    twice = press(chen, "answer", one.pk, place_1="2", place_2="2")
    assert twice.status_code == 422
    assert press(chen, "answer", one.pk, place_1="2", place_2="0", place_3="").status_code == 303
    assert Answer.objects.get().choice == [2, 0]


def test_a_slip_is_read_by_two_on_one_page(cast, homes):
    one = announced(cast)
    fields = {"number": "A-1", "how": "paper", "choice": "1", "door": f"{cast.building.name} 102"}
    assert press(client_of(cast, "lin"), "slips", one.pk, **fields).status_code == 303
    page = text(client_of(cast, "he").get(reverse("consultations:slips", args=[one.pk])))
    assert "等你录第二遍" in page and "A-1" in page
    assert press(client_of(cast, "he"), "slips", one.pk, **fields).status_code == 303
    assert Slip.objects.get().answer is not None
    lost = press(client_of(cast, "he"), "slips", one.pk, **(fields | {"door": "九号楼 102"}))
    assert lost.status_code == 422


def test_a_page_takes_few_statements_however_many_answer(
    cast, homes, django_assert_max_num_queries
):
    one = announced(cast)
    chen = client_of(cast, "chen")
    press(chen, "answer", one.pk, choice="1")
    chen.get(reverse("consultations:show", args=[one.pk]))
    with django_assert_max_num_queries(10):
        chen.get(reverse("consultations:show", args=[one.pk]))


def test_whoever_is_not_asked_is_told_how_to_be(cast, homes):
    one = announced(cast)
    page = text(client_of(cast, "zhou").get(reverse("consultations:show", args=[one.pk])))
    assert "还没有登记" in page
    assert press(client_of(cast, "zhou"), "answer", one.pk, choice="1").status_code == 422
