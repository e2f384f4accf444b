"""The pages of posts: two presses from the list to having claimed, and no name at the gate."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from last500.base import clock
from last500.posts import actions
from last500.posts.models import Holding, Post, PostDate, Waiting
from last500.posts.tests.town import fresh, holders, next_wednesday, set_up
from last500.records.models import ServiceRecord

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"
FORM = {
    "kind": "repair",
    "title": "每周三晚小家电维修",
    "what": "在工具间看小家电。",
    "pattern": "weekly",
    "weekday": "2",
    "nth": "1",
    "start": "19:00",
    "minutes": "90",
    "places": "2",
    "least_age": "0",
    "risk": "none",
}


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def press(client: Client, name: str, *args: object, **said: object):
    return client.post(reverse(name, args=args), {"once": uuid4().hex, **said})


def test_two_presses_from_the_list_to_having_claimed(cast):
    post, wang = set_up(cast), signed_in(cast, "wang")
    page = wang.get("/posts/at/furongyuan/").content.decode()
    (way,) = re.findall(r'<a class="card" href="(/posts/[^"]+)"', page)
    page = wang.get(way).content.decode()
    form = re.search(r'<form method="post" action="([^"]+/claim/)".*?</form>', page, re.S)
    fields = dict(re.findall(r'name="(once|age)" value="([^"]+)"', form[0]))
    answer = wang.post(form[1], fields)
    assert (answer.status_code, answer["Location"]) == (303, way)
    assert holders(post) == {cast.wang.pk}
    assert "领到了" in text_of(wang.get(way))


def test_my_next_dates_stand_on_my_page(cast):
    post, wang = set_up(cast), signed_in(cast, "wang")
    assert post.title not in text_of(wang.get("/me/"))
    actions.claim(cast.actor("wang"), post)
    page = wang.get("/me/").content.decode()
    assert page.count(f'href="/posts/{post.pk}/"') == 2 and post.where in page


def test_the_gate_leads_to_the_posts_and_names_nobody(cast, client):
    post = set_up(cast, places=3)
    at_community = set_up(cast, by="he", place="community", title="社区车站引导")
    far = set_up(cast, by="qian", place="b", title="远处的岗位")
    for name in ("wang", "li"):
        actions.claim(cast.actor(name), post)
    gate = client.get("/c/furongyuan/").content.decode()
    assert 'href="/posts/at/furongyuan/"' in gate
    listed = text_of(client.get("/posts/at/furongyuan/"))
    assert post.title in listed and at_community.title in listed and far.title not in listed
    assert "要 3 人，还缺 1 人" in listed
    shown = text_of(client.get(f"/posts/{post.pk}/"))
    for page in (listed, shown):
        assert not re.search("王师傅|李师傅|王建|李敏", page)
    assert "没有特别的风险" in shown and "先登录" in shown
    assert not re.search(r"来 \d 人", shown)


def test_holders_read_what_each_other_is_called_and_how_many_come(cast):
    post = set_up(cast, places=3)
    for name in ("wang", "li"):
        actions.claim(cast.actor(name), post)
    page = text_of(signed_in(cast, "wang").get(f"/posts/{post.pk}/"))
    assert "王师傅" in page and "李师傅" in page and "来 2 人" in page
    assert "王建" not in page and cast.li.phone not in page
    assert "李师傅" in text_of(signed_in(cast, "lin").get(f"/posts/{post.pk}/"))
    for stranger in ("zhou", "hua", "qian", "op"):
        page = text_of(signed_in(cast, stranger).get(f"/posts/{post.pk}/"))
        assert "李师傅" not in page and not re.search(r"来 \d 人", page)


def test_whoever_comes_second_reads_so_and_may_wait_at_once(cast):
    post = set_up(cast, places=1)
    actions.claim(cast.actor("wang"), post)
    li = signed_in(cast, "li")
    answer = press(li, "posts:claim", post.pk)
    assert answer.status_code == 409
    assert "最后一个位置刚刚有邻居领走了" in text_of(answer)
    assert reverse("posts:join", args=[post.pk]) in answer.content.decode()
    assert press(li, "posts:join", post.pk).status_code == 303
    actions.join(cast.actor("zhou"), fresh(post))
    assert "你排在最前面" in text_of(li.get(f"/posts/{post.pk}/"))
    assert "前面还有 1 位" in text_of(signed_in(cast, "zhou").get("/posts/"))


def test_the_same_form_twice_is_one_place(cast):
    post, wang = set_up(cast), signed_in(cast, "wang")
    for _time in range(2):
        answer = wang.post(reverse("posts:claim", args=[post.pk]), {"once": "k" * 32})
        assert answer.status_code == 303
    assert fresh(post).taken == 1


def test_a_button_says_ones_age_where_the_post_asks_for_it(cast):
    post = set_up(cast, least_age=18, risk="some", risk_note="晚上走路")
    wang = signed_in(cast, "wang")
    assert "我满 18 岁，我来" in text_of(wang.get(f"/posts/{post.pk}/"))
    assert press(wang, "posts:claim", post.pk).status_code == 422
    assert press(wang, "posts:claim", post.pk, age="18").status_code == 303


@pytest.mark.parametrize(
    ("who", "says"), [("hua", "先在你住的小区报到"), ("zhao", "放宽"), ("wang", "我来")]
)
def test_the_page_says_what_to_do_next(cast, who, says):
    post = set_up(cast)
    cast.report_in("chen", cast.c, reach="compound")
    assert says in text_of(signed_in(cast, who).get(f"/posts/{post.pk}/"))


def test_the_link_opens_the_post_to_whoever_was_sent_it(cast):
    post, hua = set_up(cast), signed_in(cast, "hua")
    answer = hua.get(f"/posts/k/{post.link_key}/")
    assert (answer.status_code, answer["Location"]) == (303, f"/posts/{post.pk}/")
    assert press(hua, "posts:claim", post.pk).status_code == 303
    assert press(signed_in(cast, "lin"), "posts:new_link", post.pk).status_code == 303
    assert signed_in(cast, "chen").get(f"/posts/k/{post.link_key}/").status_code == 404


def test_a_stranger_comes_back_to_the_post_after_signing_in(cast, client):
    post = set_up(cast)
    stands = {"referer": f"http://testserver/posts/{post.pk}/"}
    answer = client.post(reverse("posts:claim", args=[post.pk]), headers=stands)
    assert (answer.status_code, answer["Location"]) == (302, f"/sign-in/?next=/posts/{post.pk}/")


def test_asked_answered_and_handed_over_through_the_pages(cast):
    post = set_up(cast, places=1)
    actions.claim(cast.actor("wang"), post)
    actions.join(cast.actor("li"), post)
    wang, li = signed_in(cast, "wang"), signed_in(cast, "li")
    page = text_of(wang.get(reverse("posts:leave", args=[post.pk])))
    assert "有 1 位在排队" in page and "我找好了接手的邻居" not in page
    assert press(wang, "posts:leave", post.pk, note="钥匙在门岗").status_code == 303
    page = text_of(li.get("/posts/"))
    assert "问你来不来" in page and "还剩" in page
    assert press(li, "posts:answer", post.pk, answer="yes").status_code == 303
    assert "钥匙在门岗" in text_of(li.get(f"/posts/{post.pk}/"))
    assert "钥匙在门岗" not in text_of(signed_in(cast, "zhou").get(f"/posts/{post.pk}/"))
    assert press(li, "posts:leave", post.pk, found_somebody="on").status_code == 303
    page = li.get("/posts/").content.decode()
    key = re.search(r"/posts/t/([^/]+)/", page)[1]
    hua = signed_in(cast, "hua")
    assert post.title in text_of(hua.get(f"/posts/t/{key}/"))
    assert press(hua, "posts:take_over", key).status_code == 303
    assert holders(post) == {cast.hua.pk}
    assert hua.get(f"/posts/t/{key}/").status_code == 404


def test_a_wrong_day_comes_back_with_what_was_typed(cast):
    post = set_up(cast)
    actions.claim(cast.actor("wang"), post)
    wang = signed_in(cast, "wang")
    answer = press(wang, "posts:leave", post.pk, last_day="2020-01-01", note="钥匙在门岗")
    assert answer.status_code == 422 and "钥匙在门岗" in text_of(answer)
    answer = press(wang, "posts:leave", post.pk, last_day="下周", note="x")
    assert answer.status_code == 422 and "2026-03-05" in text_of(answer)
    assert wang.get(f"/posts/{post.pk}/2026-02-30/went/").status_code == 404


# ---- the desk -----------------------------------------------------------------------------------


def test_a_secretary_sets_up_changes_pauses_and_ends(cast):
    lin, place = signed_in(cast, "lin"), cast.a.pk
    assert press(lin, "posts:new", place, **FORM).status_code == 303
    post = Post.objects.get()
    assert (post.start, post.weekday, post.minutes, post.made_by) == (19 * 60, 2, 90, cast.lin)
    changed = FORM | {"title": "每周五晚小家电维修", "weekday": "4", "places": "3"}
    assert press(lin, "posts:change", post.pk, **changed).status_code == 303
    assert fresh(post).weekday == 4
    page = text_of(lin.get(f"/posts/desk/{place}/"))
    assert "每周五晚小家电维修" in page and "0 / 3" in page and "等 3 位邻居来领" in page
    assert press(lin, "posts:pause", post.pk, reason="装修").status_code == 303
    assert "停着：装修" in text_of(lin.get(f"/posts/desk/{place}/"))
    assert press(lin, "posts:open", post.pk).status_code == 303
    assert press(lin, "posts:end", post.pk, reason="").status_code == 422
    assert press(lin, "posts:end", post.pk, reason="不办了").status_code == 303
    assert fresh(post).state == "ended"
    assert signed_in(cast, "hua").get(f"/posts/{post.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"title": ""}, "请填写：岗位叫什么"),
        ({"risk": ""}, "请选一个"),
        ({"risk": "some"}, "什么风险、怎么防"),
        ({"risk": "high", "risk_note": "上梯子"}, "第十五条"),
        ({"start": "七点"}, "19:00 这样"),
        ({"places": "99"}, "1 到 50"),
        ({"pattern": "free"}, "写到哪一天为止"),
        ({"weekday": "9"}, "请重新选一个"),
        ({"title": "长" * 41}, "最多 40 个字"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_the_rest_is_kept(cast, wrong, says):
    answer = press(signed_in(cast, "lin"), "posts:new", cast.a.pk, **(FORM | wrong))
    page = text_of(answer)
    assert answer.status_code == 422 and says in page
    assert "在工具间看小家电。" in page
    assert not Post.objects.exists()


def test_the_organiser_ticks_who_was_there(cast):
    monday = clock.parse("2026-11-23 12:00")
    with clock.at(monday):
        post, on = set_up(cast, places=3), next_wednesday()
        for name in ("wang", "li"):
            actions.claim(cast.actor(name), post)
    lin = signed_in(cast, "lin")
    with clock.at(monday + 3 * clock.DAY):
        assert "核对一下谁来了" in text_of(lin.get(f"/posts/desk/{cast.a.pk}/"))
        address = reverse("posts:tick", args=[post.pk, on])
        page = lin.get(address).content.decode()
        assert "王师傅" in page and "checked" not in page
        body = {"once": uuid4().hex, "who": [str(cast.wang.pk), "nonsense"]}
        body[f"minutes-{cast.wang.pk}"] = "75"
        assert lin.post(address, body).status_code == 303
        assert "核对一下谁来了" not in text_of(lin.get(f"/posts/desk/{cast.a.pk}/"))
    record = ServiceRecord.objects.get()
    assert (record.person, record.minutes, record.state) == (cast.wang, 75, "confirmed")


def test_one_says_afterwards_that_one_was_there(cast):
    monday = clock.parse("2026-11-23 12:00")
    with clock.at(monday):
        post, on = set_up(cast), next_wednesday()
        actions.claim(cast.actor("wang"), post)
    wang = signed_in(cast, "wang")
    with clock.at(monday + 3 * clock.DAY):
        assert "去过了？说一声" in text_of(wang.get("/posts/"))
        assert press(wang, "posts:went", post.pk, on, minutes="0").status_code == 422
        assert press(wang, "posts:went", post.pk, on, minutes="80").status_code == 303
        assert "去过了？说一声" not in text_of(wang.get("/posts/"))
        assert press(wang, "posts:went", post.pk, on, minutes="80").status_code == 409
    assert ServiceRecord.objects.get().state == "entered"


def test_a_date_is_called_off_on_its_page(cast):
    with clock.at(clock.parse("2026-11-23 12:00")):
        post, on = set_up(cast), next_wednesday()
        actions.claim(cast.actor("wang"), post)
        lin = signed_in(cast, "lin")
        assert press(lin, "posts:call_off", post.pk, on, reason="停电").status_code == 303
        assert PostDate.objects.get().called_off == "停电"
        assert "停电" in text_of(signed_in(cast, "wang").get("/posts/"))


# ---- cost ---------------------------------------------------------------------------------------


def many_posts(cast, number: int = 12) -> None:
    for count in range(number):
        post = set_up(cast, title=f"岗位{count}", places=2)
        for name in ("wang", "li"):
            actions.claim(cast.actor(name), post)
        actions.join(cast.actor("zhou"), post)


def test_the_desk_costs_the_same_for_one_and_for_many(cast, django_assert_max_num_queries):
    many_posts(cast)
    lin = signed_in(cast, "lin")
    lin.get(f"/posts/desk/{cast.a.pk}/")
    # Session, person, offices, place; posts, line, holders; dates ahead and dates past, three each.
    with django_assert_max_num_queries(13):
        page = lin.get(f"/posts/desk/{cast.a.pk}/").content.decode()
    assert page.count('<li class="card">') == 12
    assert len(page) < 100_000


def test_the_list_at_the_gate_costs_the_same_for_one_and_for_many(
    cast, client, django_assert_max_num_queries
):
    many_posts(cast)
    client.get("/posts/at/furongyuan/")
    # Place, posts, and three for the dates.
    with django_assert_max_num_queries(5):
        page = client.get("/posts/at/furongyuan/").content.decode()
    assert page.count('class="card"') == 12
    assert len(page) < 100_000


def test_my_posts_cost_the_same_for_one_and_for_many(cast, django_assert_max_num_queries):
    many_posts(cast)
    wang = signed_in(cast, "wang")
    wang.get("/posts/")
    # Session, person, offices; held, line, report-in; dates ahead and dates past, three each.
    with django_assert_max_num_queries(12):
        page = wang.get("/posts/").content.decode()
    assert page.count('<li class="card">') == 12
    assert len(page) < 100_000


def test_empty_pages_say_what_they_will_hold(cast, client):
    assert "还没有岗位" in text_of(client.get("/posts/at/furongyuan/"))
    assert "你还没有岗位" in text_of(signed_in(cast, "hua").get("/posts/"))
    assert "还没有岗位" in text_of(signed_in(cast, "lin").get(f"/posts/desk/{cast.a.pk}/"))
    assert not Holding.objects.exists() and not Waiting.objects.exists()
