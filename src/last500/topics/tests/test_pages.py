"""The pages of topics: what hangs at the gate, what the desk fills in, whom nobody reads of."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.service_requests import actions as requests
from last500.topics import actions, queries
from last500.topics.models import Opinion, RaiseAsk, Topic
from last500.topics.tests.world import WORDS, crowd, fresh, in_council, lives, proposed, shown

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"
CANARY = "鵺不二"


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def press(client: Client, name: str, /, *args: object, **said: object):
    return client.post(reverse(f"topics:{name}", args=args), {"once": uuid4().hex, **said})


def look(client: Client, name: str, *args: object):
    return client.get(reverse(f"topics:{name}", args=args))


SAID = {"title": "院子里停车排一排", "kind": "parking", "words": WORDS, "audience": "all"}
SORTED = SAID | {"whose": "residents", "ground": "all_residents"}


def test_an_empty_page_tells_how_to_begin(cast, client):
    said = text_of(look(client, "at", cast.a.slug))
    assert "这里还没有议题" in said
    assert "写在纸上交给值守" in said


def test_from_a_word_to_the_gate_and_to_an_agenda(cast, client):
    wang, lin = signed_in(cast, "wang"), signed_in(cast, "lin")
    assert press(wang, "propose", cast.a.slug, **SAID).status_code == 303
    topic = Topic.objects.get()
    assert "只有你和值守看得到" in text_of(look(wang, "show", topic.pk))
    assert look(client, "show", topic.pk).status_code == 404
    page = text_of(look(lin, "desk", cast.a.pk))
    assert SAID["title"] in page
    assert SAID["words"] in look(lin, "sort", topic.pk).content.decode()
    assert press(lin, "sort", topic.pk, **SORTED).status_code == 303
    said = text_of(look(client, "show", topic.pk))
    assert "居民自己商量" in said
    assert "居民委员会组织法第十条" in said
    assert "附议还不到 3 户" in said
    names = crowd(cast, 5)
    for name in names:
        assert press(signed_in(cast, name), "support", topic.pk).status_code == 303
    said = text_of(look(client, "show", topic.pk))
    assert "附议 5 户" in said
    assert "等着上会" in said


def test_what_is_wrong_is_said_and_stays(cast):
    wang = signed_in(cast, "wang")
    answer = press(wang, "propose", cast.a.slug, **(SAID | {"title": ""}))
    assert answer.status_code == 422
    assert WORDS in answer.content.decode()
    assert not Topic.objects.exists()


def test_whoever_is_not_concerned_is_told_how_to_be(cast):
    answer = look(signed_in(cast, "zhao"), "propose", cast.a.slug)
    assert answer.status_code == 403
    assert "登记我的住处和房子" in text_of(answer)


def test_danger_shows_the_numbers(cast):
    wang = signed_in(cast, "wang")
    press(wang, "propose", cast.a.slug, **(SAID | {"words": "三楼厨房起火了，快来人"}))
    page = look(wang, "show", Topic.objects.get().pk).content.decode()
    assert "tel:119" in page


def test_owners_matters_say_that_a_council_only_prepares(cast, client):
    topic = shown(cast, whose="owners", ground="owners_use")
    said = text_of(look(client, "show", topic.pk))
    assert "要业主表决才能定" in said
    assert "民法典第二百七十八条" in said


def test_the_proposer_is_named_nowhere_that_others_read(cast, client):
    person = cast.people["wang"]
    person.name = CANARY
    person.save(update_fields=["name"])
    lives(cast, "wang", door=CANARY[0] + "1")
    topic = shown(cast)
    actions.support(cast.actor("wang"), topic)
    mine = actions.say(cast.actor("wang"), topic, stance="for", words="画线好")
    actions.look(cast.actor("lin"), mine)
    for reader in (client, signed_in(cast, "li"), signed_in(cast, "qian")):
        for name, argument in (("at", cast.a.slug), ("show", topic.pk)):
            page = look(reader, name, argument).content.decode()
            assert CANARY not in page
            assert CANARY[0] not in page
            assert str(person.pk) not in page
    # The desk reads the words and that there is an account, but needs no name for it.
    assert CANARY not in look(signed_in(cast, "lin"), "handle", topic.pk).content.decode()


def test_opinions_stand_in_two_columns_of_the_same_room(cast, client):
    topic = shown(cast)
    names = crowd(cast, 3)
    for name in names:
        own = actions.say(cast.actor(name), topic, stance="for", words=f"好{name}")
        actions.look(cast.actor("lin"), own)
    page = look(client, "show", topic.pk).content.decode()
    (both,) = re.findall(r'<div class="both">(.*?)</div>\s*</div>', page, re.S)
    assert both.count("<h3>") == 2
    assert "赞成" in both
    assert "不赞成" in both
    assert "还没有" in both


def test_the_desk_looks_at_opinions(cast):
    topic = shown(cast)
    (name,) = crowd(cast, 1)
    guest, lin = signed_in(cast, name), signed_in(cast, "lin")
    said = {"stance": "against", "words": "老人的车没有地方停"}
    assert press(guest, "opinion", topic.pk, **said).status_code == 303
    own = Opinion.objects.get()
    assert said["words"] in text_of(look(lin, "opinions", cast.a.pk))
    press(lin, "look", own.pk, show="no", why="")
    assert Opinion.objects.get().look == "waiting"
    press(lin, "look", own.pk, show="no", why="请不要写谁家")
    page = text_of(look(guest, "show", topic.pk))
    assert "请不要写谁家" in page
    press(guest, "opinion", topic.pk, **said)
    press(lin, "look", Opinion.objects.get().pk, show="yes")
    assert said["words"] in text_of(look(Client(), "show", topic.pk))


def test_the_desk_merges_and_parts(cast):
    one, other = shown(cast), shown(cast, by="li")
    lin = signed_in(cast, "lin")
    assert "看着像同一件" in text_of(look(lin, "handle", other.pk))
    assert press(lin, "merge", other.pk, into=one.pk).status_code == 303
    assert "并到" in text_of(look(Client(), "show", other.pk))
    assert press(lin, "part", other.pk).status_code == 303
    assert fresh(other).state == "sorted"


@pytest.mark.parametrize(
    ("name", "said", "state"),
    [
        ("put-on", {"reason": "大家天天都在说"}, "supported"),
        ("refer", {"to": "城市管理部门", "reason": "占道归他们管"}, "referred"),
        ("decline", {"reason": "去年刚定过", "ground": "管理规约第三条"}, "declined"),
    ],
)
def test_each_step_has_its_page_and_needs_its_words(cast, name, said, state):
    topic, lin = shown(cast), signed_in(cast, "lin")
    assert look(lin, "step", topic.pk, name).status_code == 200
    assert press(lin, "step", topic.pk, name).status_code == 422
    assert press(lin, "step", topic.pk, name, **said).status_code == 303
    assert fresh(topic).state == state
    assert said["reason"] in text_of(look(Client(), "show", topic.pk))


def test_a_council_takes_it_and_a_tie_brings_it_back(cast):
    topic, lin = in_council(cast), signed_in(cast, "lin")
    assert "十月的坝坝会" in text_of(look(Client(), "show", topic.pk))
    assert press(lin, "step", topic.pk, "take-up", words="又一次").status_code == 409
    assert press(lin, "step", topic.pk, "back", reason="一样多").status_code == 303
    assert fresh(topic).state == "supported"


def test_the_desk_enters_from_paper(cast):
    lin = signed_in(cast, "lin")
    said = SAID | {"name": "孙婆婆", "agreed": "paper"}
    assert press(lin, "enter", cast.a.pk, **SAID).status_code == 422
    assert press(lin, "enter", cast.a.pk, **said).status_code == 303
    topic = Topic.objects.get()
    assert "孙婆婆" in text_of(look(lin, "handle", topic.pk))
    press(lin, "sort", topic.pk, **SORTED)
    assert "孙婆婆" not in text_of(look(Client(), "show", topic.pk))


def test_a_request_is_raised_with_its_owners_yes_and_its_page_says_what_became_of_it(cast):
    asked = cast.placed(text="车位天天抢，能不能大家商量一个办法。", spot="yard")
    requests.refer(cast.actor("lin"), asked, route="topic", note="请大家一起商量")
    lin, chen = signed_in(cast, "lin"), signed_in(cast, "chen")
    assert "转到小区议事的求助" in text_of(look(lin, "desk", cast.a.pk))
    assert press(lin, "raise", cast.a.pk, number=asked.number).status_code == 303
    assert press(lin, "raise", cast.a.pk, number=asked.number).status_code == 409
    ask = RaiseAsk.objects.get()
    follow = reverse("topics:answer", args=[ask.pk])
    assert follow in chen.get(f"/f/{asked.link_key}/", follow=True).content.decode()
    assert look(signed_in(cast, "wang"), "answer", ask.pk).status_code == 404
    assert look(Client(), "answer", ask.pk).status_code == 404
    # Whoever has the private link answers without an account.
    stranger = Client()
    stranger.get(f"/f/{asked.link_key}/")
    assert stranger.get(follow).status_code == 200
    assert press(chen, "answer", ask.pk, answer="yes").status_code == 303
    topic = Topic.objects.get()
    assert topic.proposal.person_id == cast.chen.pk
    press(lin, "sort", topic.pk, **SORTED)
    page = chen.get(f"/f/{asked.link_key}/", follow=True).content.decode()
    assert "列成了议题" in page
    assert reverse("topics:show", args=[topic.pk]) in page


def test_no_means_no(cast):
    asked = cast.placed(spot="yard")
    requests.refer(cast.actor("lin"), asked, route="topic", note="请大家一起商量")
    ask = actions.ask_to_raise(cast.actor("lin"), cast.fresh(asked))
    press(signed_in(cast, "chen"), "answer", ask.pk, answer="no")
    assert not Topic.objects.exists()
    assert RaiseAsk.objects.get().yes is False


def test_own_topics_and_what_one_supports(cast):
    topic = shown(cast)
    waiting = proposed(cast)
    (name,) = crowd(cast, 1)
    actions.support(cast.actor(name), topic)
    page = look(signed_in(cast, "wang"), "mine").content.decode()
    assert str(topic.pk) in page
    assert str(waiting.pk) in page
    assert topic.title in text_of(look(signed_in(cast, name), "mine"))


@pytest.mark.parametrize("many", [1, 12])
def test_pages_take_as_many_statements_however_long(cast, many, django_assert_max_num_queries):
    for number in range(many):
        shown(cast, by=("wang", "li", "zhou")[number % 3])
    topic = Topic.objects.first()
    for name in crowd(cast, many):
        own = actions.say(cast.actor(name), topic, stance="for", words="好")
        actions.look(cast.actor("lin"), own)
        actions.support(cast.actor(name), topic) if topic.is_discussed else None
    guest = Client()
    with django_assert_max_num_queries(6):
        look(guest, "at", cast.a.slug)
    with django_assert_max_num_queries(10):
        look(guest, "show", topic.pk)
    lin = signed_in(cast, "lin")
    look(lin, "desk", cast.a.pk)
    with django_assert_max_num_queries(12):
        look(lin, "desk", cast.a.pk)
    assert len(queries.at(cast.a).talked) == many


def test_the_desk_says_that_two_are_not_the_same(cast):
    one, other, lin = shown(cast), shown(cast, by="li"), signed_in(cast, "lin")
    page = text_of(lin.get(f"/topics/{one.pk}/handle/"))
    assert "看着像同一件" in page and "不是一回事" in page
    where = f"/topics/{one.pk}/apart/{other.pk}/"
    assert lin.post(where, {"once": uuid4().hex, "reason": ""}).status_code == 422
    assert lin.post(where, {"once": uuid4().hex, "reason": "一个在地库"}).status_code == 303
    page = text_of(lin.get(f"/topics/{one.pk}/handle/"))
    assert "看着像同一件" not in page and "一个在地库" in page
    assert "一个在地库" not in text_of(Client().get(f"/topics/{one.pk}/"))
