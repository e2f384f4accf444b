"""Following: who may open it, what it says, what it never says, and the resident's own words."""

import re

import pytest

from last500.base import clock
from last500.organisations.models import Organisation
from last500.service_requests import actions
from last500.service_requests.models import Event
from last500.service_requests.rules import Action, State
from last500.service_requests.sentences import NOW, SENTENCES
from last500.service_requests.tests.test_spine_pages import fresh_key

BACKEND = "last500.people.backend.CodeBackend"


def text_of(answer) -> str:
    return answer.content.decode()


def shape_of(answer, *own: str) -> str:
    """The page without what differs from one reading to the next."""
    html = re.sub(r'(csrfmiddlewaretoken|once)" value="\w+"|nonce="[^"]+"', "", text_of(answer))
    return re.sub("|".join(map(re.escape, own)), "…", html)


def opened(client, matter):
    assert client.get(f"/f/{matter.link_key}/").status_code == 303
    return client


def say(client, matter, word, **more):
    page = client.get(f"/r/{matter.number}/{word}/")
    assert page.status_code == 200, page.status_code
    data = {"once": fresh_key(page)} | more
    return client.post(f"/r/{matter.number}/{word}/", data)


# Who may open it


def test_a_stranger_gets_the_same_404_as_for_what_is_not_there(client, cast):
    matter = cast.placed()

    there, nowhere = client.get(f"/r/{matter.number}/"), client.get(f"/r/{'0' * 11}/")
    assert there.status_code == nowhere.status_code == 404
    assert shape_of(there, matter.number) == shape_of(nowhere, "0" * 11)
    assert client.get("/f/no-such-key/").status_code == 404
    assert client.get(f"/f/{'x' * 500}/").status_code == 404


@pytest.mark.parametrize("name", ["zhao", "hua", "qian", "lin", "he", "wang"])
def test_only_the_one_who_asked_has_this_page(client, cast, name):
    matter = cast.accepted()
    client.force_login(getattr(cast, name), backend=BACKEND)
    assert client.get(f"/r/{matter.number}/").status_code == 404
    assert client.get(f"/r/{matter.number}/solved/").status_code == 404


def test_whoever_asked_opens_it_signed_in(client, cast):
    matter = cast.placed()
    client.force_login(cast.chen, backend=BACKEND)
    assert client.get(f"/r/{matter}/").status_code == 200
    assert matter.number in text_of(client.get("/"))


def test_the_key_leaves_the_address_and_the_referrer_stays_here(client, cast):
    matter = cast.placed()
    answer = client.get(f"/f/{matter.link_key}/")
    assert answer["Location"] == f"/r/{matter.number}/"
    assert answer["Referrer-Policy"] == "same-origin"
    assert "no-store" in answer["Cache-Control"]


def find(client, number, digits):
    return client.post("/follow/", {"number": number, "digits": digits})


def test_number_and_four_digits_open_it_however_they_are_typed(client, cast):
    matter = cast.placed()
    found = find(client, f" {str(matter).lower().replace('0', 'o')} ", cast.chen.phone[-4:])
    assert found["Location"] == f"/r/{matter.number}/"
    assert client.get(found["Location"]).status_code == 200


def test_wrong_number_and_wrong_digits_are_answered_alike(client, cast):
    matter = cast.placed()
    known, unknown = find(client, matter.number, "9999"), find(client, "2ART-DY4F-CF9", "9999")
    assert known.status_code == unknown.status_code == 422
    assert shape_of(known, matter.number) == shape_of(unknown, "2ART-DY4F-CF9")


def test_guessing_is_limited(client, cast):
    matter = cast.placed()
    answers = [find(client, matter.number, f"9{n:03d}").status_code for n in range(9)]
    assert answers == [422] * 8 + [429]


def test_the_code_on_the_slip_opens_what_has_no_phone(client, cast):
    matter = actions.place(
        cast.actor("lin"),
        cast.a,
        actions.Placing(text="灯坏了", channel="paper", consent="signed_paper"),
    )
    assert find(client, matter.number, matter.slip_code).status_code == 303


# What it says


def test_every_action_and_every_state_has_its_sentence():
    # A refusal is not written into the history of a request at all.
    assert set(SENTENCES) == {action.value for action in Action} - {"refuse"}
    assert set(NOW) == {state.value for state in State}


def test_it_names_the_helper_as_neighbours_do_and_no_officer(client, cast):
    Organisation.objects.create(kind="compound_branch", name="芙蓉苑党支部", place=cast.a)
    matter = cast.accepted()
    actions.reveal(cast.actor("lin"), matter, field="phone", reason="打电话核实")
    actions.contact_agreed(cast.actor("wang"), matter, at=clock.now() + clock.DAY)
    page = text_of(opened(client, matter).get(f"/r/{matter.number}/"))
    assert "王师傅跟你约好了" in page
    assert matter.acceptances.get().visit_code in page
    assert "小区值守" in page
    assert "看了电话" in page
    assert "打电话核实" in page
    for secret in ("林静", "王建", cast.wang.phone, cast.chen.phone):
        assert secret not in page


def test_the_gate_and_the_followed_page_cost_few_statements(
    client, cast, django_assert_max_num_queries
):
    matter = cast.accepted()
    with django_assert_max_num_queries(6):
        client.get("/c/furongyuan/")
    opened(client, matter)
    with django_assert_max_num_queries(7):
        client.get(f"/r/{matter.number}/")


def test_each_step_of_the_history_names_its_own_helper(client, cast):
    matter = cast.offered("wang", "li")
    actions.accept(cast.actor("wang"), matter)
    actions.release(cast.actor("wang"), cast.fresh(matter))
    actions.offer(cast.actor("lin"), cast.fresh(matter), open_to="compound")
    actions.accept(cast.actor("li"), cast.fresh(matter))
    page = text_of(opened(client, matter).get(f"/r/{matter.number}/"))
    assert page.count("李师傅接") == 2  # at the top and in the history
    assert "一位邻居接下了" in page
    assert "王师傅" not in page


def test_every_state_can_be_looked_at(client, cast):
    matters = [
        cast.placed(),
        cast.verified(),
        cast.offered(),
        cast.accepted(),
        cast.done(),
        actions.decline(cast.actor("lin"), cast.placed(), note="归物业"),
        actions.refer(cast.actor("lin"), cast.placed(), route="property", note="物业合同写着"),
        actions.close_unmet(cast.actor("lin"), cast.verified()),
        actions.mark_emergency(cast.actor("lin"), cast.placed(), note="已打 120"),
    ]
    for matter in matters:
        page = opened(client, matter).get(f"/r/{matter.number}/")
        assert page.status_code == 200
        assert "值守" in text_of(page)


def test_a_merged_one_shows_only_the_state_of_the_other(client, cast):
    other = cast.placed(by="hua", text="别人写的话")
    matter = actions.merge(cast.actor("lin"), cast.placed(), into=other)
    page = text_of(opened(client, matter).get(f"/r/{matter.number}/"))
    assert "待核实" in page
    assert "别人写的话" not in page


# The resident's words


def test_solved_with_a_word_and_leave_to_publish_appears_at_the_gate(client, cast):
    matter = cast.done()
    matter.summary = "楼道灯换好了"
    matter.save(update_fields=["summary"])
    opened(client, matter)
    assert say(client, matter, "solved", rating="2", may_publish="on").status_code == 303
    fresh = cast.fresh(matter)
    assert (fresh.state, fresh.rating, fresh.solved) == ("confirmed", 2, True)
    assert "楼道灯换好了" in text_of(client.get("/c/furongyuan/"))


def test_without_leave_nothing_is_published(client, cast):
    matter = cast.done()
    matter.summary = "楼道灯换好了"
    matter.save(update_fields=["summary"])
    say(opened(client, matter), matter, "solved")
    assert "楼道灯换好了" not in text_of(client.get("/c/furongyuan/"))


def test_a_rating_that_is_not_there_is_refused_and_the_words_stay(client, cast):
    matter = cast.done()
    answer = say(opened(client, matter), matter, "solved", rating="5", note="谢谢大家")
    assert answer.status_code == 422
    assert "谢谢大家" in text_of(answer)
    assert cast.fresh(matter).state == "done"


def test_not_solved_goes_back_to_the_desk(client, cast):
    matter = cast.done()
    assert say(opened(client, matter), matter, "not-solved", note="还是不亮").status_code == 303
    assert cast.fresh(matter).state == "reopened"
    assert "还是不亮" in text_of(client.get(f"/r/{matter.number}/"))


def test_a_word_a_withdrawal_and_an_objection(client, cast):
    matter = cast.placed()
    opened(client, matter)
    assert say(client, matter, "word", note="").status_code == 422
    assert say(client, matter, "word", note="晚上更黑").status_code == 303
    assert "晚上更黑" in text_of(client.get(f"/r/{matter.number}/"))
    assert say(client, matter, "withdraw").status_code == 303
    assert cast.fresh(matter).state == "withdrawn"

    declined = actions.decline(cast.actor("lin"), cast.placed(), note="归物业")
    opened(client, declined)
    assert say(client, declined, "object", note=" ").status_code == 422
    assert say(client, declined, "object", note="物业不管").status_code == 303
    assert cast.fresh(declined).desk == cast.community


def test_an_over_long_word_is_told_and_stays(client, cast):
    matter = cast.placed()
    answer = say(opened(client, matter), matter, "word", note="长" * 1001)
    assert answer.status_code == 422
    assert "最多 1000 字" in text_of(answer)
    assert "长长长" in text_of(answer)


def test_the_same_word_sent_twice_is_one_word(client, cast):
    matter = cast.placed()
    page = opened(client, matter).get(f"/r/{matter.number}/word/")
    data = {"once": fresh_key(page), "note": "晚上更黑"}
    for _ in range(2):
        assert client.post(f"/r/{matter.number}/word/", data).status_code == 303
    assert Event.objects.filter(action="add_word").count() == 1


def test_a_withdrawal_sent_twice_is_answered_twice(client, cast):
    matter = cast.placed()
    page = opened(client, matter).get(f"/r/{matter.number}/withdraw/")
    data = {"once": fresh_key(page)}
    for _ in range(2):
        assert client.post(f"/r/{matter.number}/withdraw/", data).status_code == 303


def test_an_old_page_sent_late_is_a_conflict_with_a_way_back(client, cast):
    matter = cast.placed()
    page = opened(client, matter).get(f"/r/{matter.number}/withdraw/")
    done = cast.fresh(matter)
    actions.decline(cast.actor("lin"), done, note="归物业")
    late = client.post(f"/r/{matter.number}/withdraw/", {"once": fresh_key(page)})
    assert late.status_code == 409
    assert f"/r/{matter.number}/" in text_of(late)
    assert client.get(f"/r/{matter.number}/solved/").status_code == 409
    assert cast.fresh(matter).state == "declined"


def test_looking_changes_nothing(client, cast):
    matter = cast.done()
    opened(client, matter)
    before = list(type(matter).objects.values()), Event.objects.count()
    for page in ("", "word/", "solved/", "not-solved/", "photo/"):
        assert client.get(f"/r/{matter.number}/{page}").status_code == 200
    assert (list(type(matter).objects.values()), Event.objects.count()) == before
