"""The pages of owners' votes: the gate, the desk, the book of ballots, who watches."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from last500.base import clock
from last500.households import actions as households
from last500.households.models import Relation
from last500.households.rules import Kind
from last500.people.models import AccessEvent
from last500.proof import merkle
from last500.votes import actions, queries
from last500.votes.models import Ballot, RollUnit, Vote
from last500.votes.rules import Role, State
from last500.votes.tests import world
from last500.votes.tests.world import AGAINST, FOR, during, fresh, over, said
from tests.tamper.hands import votes_lifted

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def press(client: Client, name: str, *args: object, **sent: object):
    return client.post(reverse(f"votes:{name}", args=args), {"once": uuid4().hex, **sent})


def look(client: Client, name: str, *args: object):
    return client.get(reverse(f"votes:{name}", args=args))


def fields(**more: object) -> dict:
    day = clock.today()
    return {
        "title": "用公共收益修电梯", "about": "三号楼。", "caller": "committee", "held": "paper",
        "told_on": day.isoformat(), "opens_on": (day + 17 * clock.DAY).isoformat(),
        "opens_time": "09:00", "closes_on": (day + 30 * clock.DAY).isoformat(),
        "closes_time": "18:00", "notice_days": "15", "posting_days": "7", "proxies_most": "1",
        "q1_text": "用公共收益八万元修电梯", "q1_item": "9",
    } | more  # fmt: skip


CSV = "楼栋,单元,门牌,面积,业主组\n1号楼,1单元,101,127.38,A1\n1号楼,1单元,102,88.5,A1\n"
PLAINLY = ("不是省里的业主电子投票系统", "本身没有表决效力")


def test_every_public_page_says_what_this_is_not(cast):
    vote = world.published(cast)
    announced = world.announced(cast, title="另一次")
    stranger, lin = Client(), signed_in(cast, "lin")
    pages = [
        look(stranger, "at", cast.a.slug), look(stranger, "at", cast.b.slug),
        *(look(stranger, name, one.pk) for name in ("show", "paper") for one in (vote, announced)),
        look(lin, "own", vote.pk), look(lin, "desk", cast.a.pk), look(lin, "inside", vote.pk),
        look(lin, "new", cast.a.pk), look(signed_in(cast, "hua"), "seat", vote.pk),
        look(lin, "mine"),
    ]  # fmt: skip
    for page in pages:
        assert page.status_code == 200
        assert all(words in text_of(page) for words in PLAINLY), page.request["PATH_INFO"]


def test_the_published_page_shows_every_number_and_no_ballot(cast):
    vote = world.published(cast, choices=[FOR] * 9 + [AGAINST] * 3)
    page = text_of(look(Client(), "show", vote.pk))
    for words in ("3 × 10 = 30 ≥ 2 × 10 = 20", "2 × 7 = 14 &gt; 1 × 10 = 10", "通过了", "1,200.00"):
        assert words in page, words
    assert "1 1 101" not in page and "G1" not in page and "林" not in page.split("表决的事项")[1]


def test_a_vote_is_written_and_announced_through_the_pages(cast):
    lin = signed_in(cast, "lin")
    bad = press(lin, "new", cast.a.pk, **fields(opens_on=clock.today().isoformat()))
    assert bad.status_code == 422 and "至少隔 15 天" in text_of(bad)
    assert press(lin, "new", cast.a.pk, **fields()).status_code == 303
    vote = Vote.objects.get()
    assert look(Client(), "show", vote.pk).status_code == 404
    assert press(lin, "change", vote.pk, **fields(title="修电梯")).status_code == 303
    assert press(lin, "step", vote.pk, "announce").status_code == 303
    assert fresh(vote).title == "修电梯" and look(Client(), "show", vote.pk).status_code == 200
    assert press(lin, "change", vote.pk, **fields()).status_code == 409
    none = press(lin, "step", vote.pk, "cancel")
    assert none.status_code == 422
    assert press(lin, "step", vote.pk, "cancel", reason="事项要改").status_code == 303
    assert "事项要改" in text_of(look(Client(), "show", vote.pk))


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_roll_comes_in_whole_or_not_at_all(cast, encoding):
    vote, lin = world.drafted(cast), signed_in(cast, "lin")

    def send(text: str):
        file = SimpleUploadedFile("名册.csv", text.encode(encoding))
        return press(lin, "take", vote.pk, file=file)

    wrong = send(CSV + "1号楼,1单元,102,90,A2\n1号楼,1单元,103,0,A3\n1号楼,1单元,104,80,王建国\n")
    assert wrong.status_code == 422 and not RollUnit.objects.exists()
    page = text_of(wrong)
    for words in ("第 4 行：和第 3 行是同一套", "面积“0”不对", "不写名字"):
        assert words in page, words
    assert send("楼,门\n1,2\n").status_code == 422
    assert send(CSV).status_code == 303
    assert list(RollUnit.objects.order_by("number").values_list("area", "group")) == [
        (1_273_800, "A1"), (885_000, "A1")]  # fmt: skip
    assert send(CSV).status_code == 303 and RollUnit.objects.count() == 2


def test_ballots_are_read_by_two_through_the_pages(cast):
    vote = world.opened(cast)
    with during(vote):
        lin, wang = signed_in(cast, "lin"), signed_in(cast, "wang")
        local = clock.local(clock.now())
        paper = {"paper": "4", "q1": "for", "cast_on": local.date().isoformat(),
                 "cast_time": local.strftime("%H:%M")}  # fmt: skip
        assert press(lin, "entry", vote.pk, **paper).status_code == 303
        again = press(lin, "entry", vote.pk, **paper)
        assert again.status_code == 409
        unknown = press(wang, "entry", vote.pk, **(paper | {"paper": "99"}))
        assert unknown.status_code == 422 and "名册里没有这个编号" in text_of(unknown)
        silent = press(wang, "entry", vote.pk, **(paper | {"q1": ""}))
        assert silent.status_code == 422
        assert press(wang, "entry", vote.pk, **(paper | {"q1": "against"})).status_code == 303
        ballot = Ballot.objects.get()
        pile = text_of(look(wang, "piles", vote.pk))
        assert "4 号票" in pile and "同意" not in pile
        page = text_of(look(wang, "settle", vote.pk, ballot.pk))
        assert "不同意" in page
        paper.pop("paper")
        for client in (lin, wang):
            assert press(client, "settle", vote.pk, ballot.pk, **paper).status_code == 303
        assert fresh(vote).handed_units == 1
        assert press(lin, "entry", vote.pk, **(paper | {"paper": "5", "q1": "", "void": "torn"})
                     ).status_code == 303  # fmt: skip


def test_before_the_count_nobody_sees_what_the_ballots_say(cast):
    vote = world.closed(cast, [FOR] * 5 + [AGAINST] * 7)
    with over(vote, 5):
        for name, page in (("lin", "inside"), ("lin", "show"), ("hua", "watch"), ("hua", "seat")):
            words = text_of(look(signed_in(cast, name), page, vote.pk))
            assert "通过了" not in words and "没有通过" not in words, (name, page)
            assert "算式" not in words and "录进册子的票" not in words, (name, page)
        assert "交了" in text_of(look(signed_in(cast, "hua"), "watch", vote.pk))
        assert look(signed_in(cast, "wang"), "watch", vote.pk).status_code == 403
        assert look(signed_in(cast, "lin"), "watch", vote.pk).status_code == 403


def test_who_watches_sees_all_signs_and_every_look_is_written_down(cast):
    home = households.find_or_make(cast.a, cast.building, "101", 1_000_000)
    (row,) = households.claim(cast.actor("chen"), cast.a, cast.building, "101", [Kind.OWNER])
    known = Relation.objects.select_related("household__compound").get(pk=row.pk)
    households.decide(cast.actor("lin"), known, seen="paper")
    rolled = [*world.lines(11), world.Line(cast.building.name, "", "101", 1_000_000, "Z9")]
    vote = world.counted(cast, rolled=rolled)
    assert RollUnit.objects.get(vote=vote, household=home)
    with over(vote, 90):
        page = text_of(look(signed_in(cast, "hua"), "watch", vote.pk))
        assert "同意" in page and "G1" in page
        (event,) = AccessEvent.objects.filter(fields="ballot")
        assert event.subject_id == cast.chen.pk and event.viewer_id == cast.hua.pk
        assert vote.events.filter(action="look", actor=cast.hua).count() == 1
        refused = press(signed_in(cast, "hua"), "seat", vote.pk, signs="no")
        assert refused.status_code == 422
        assert press(signed_in(cast, "hua"), "seat", vote.pk, signs="yes").status_code == 303


def test_an_owner_checks_the_own_line_up_to_the_root_and_sees_no_other(cast):
    households.find_or_make(cast.a, cast.building, "101", 1_000_000)
    (row,) = households.claim(cast.actor("chen"), cast.a, cast.building, "101", [Kind.OWNER])
    known = Relation.objects.select_related("household__compound").get(pk=row.pk)
    households.decide(cast.actor("lin"), known, seen="paper")
    rolled = [*world.lines(6), world.Line(cast.building.name, "", "101", 1_000_000, "Z9")]
    vote = world.frozen(cast, rolled=rolled)
    (own,) = queries.own_units(cast.actor("chen"), vote)
    path = [bytes.fromhex(step) for step in own.path]
    leaf = merkle.leaf_hash(own.line.encode())
    assert merkle.verify_inclusion(leaf, own.index, 7, path, bytes.fromhex(vote.roll_root))
    page = text_of(look(signed_in(cast, "chen"), "own", vote.pk))
    assert "Z9" in page and "G1" not in page
    assert "名册里没有你名下的一套" in text_of(look(signed_in(cast, "zhou"), "own", vote.pk))


def test_somebody_asked_answers_on_the_page(cast):
    vote, lin = world.announced(cast), signed_in(cast, "lin")
    sent = press(lin, "invite", vote.pk, role="owners", who=str(cast.li.pk))
    assert sent.status_code == 303
    li = signed_in(cast, "li")
    assert "监票人" in text_of(look(li, "mine")) and look(li, "seat", vote.pk).status_code == 200
    assert press(li, "answer", vote.pk, "yes").status_code == 303
    assert vote.seats.get().state == "agreed" and vote.seats.get().role == Role.OWNERS


def test_a_unit_is_left_out_before_and_sold_after_the_roll_is_frozen(cast):
    vote, lin = world.announced(cast), signed_in(cast, "lin")
    assert (
        press(lin, "unit", vote.pk, 12, area="100", group="G11", reason="还没有交房").status_code
        == 303
    )
    assert not RollUnit.objects.get(vote=vote, number=12).eligible
    actions.freeze(cast.actor("lin"), vote)
    with clock.at(clock.now() + timedelta(days=1)):
        lin = signed_in(cast, "lin")
        when = clock.local(clock.now() - timedelta(hours=1))
        answer = press(lin, "unit", vote.pk, 3, sold_on=when.date().isoformat(),
                       sold_time=when.strftime("%H:%M"))  # fmt: skip
        assert answer.status_code == 303 and vote.changes.count() == 1


def test_counting_and_publishing_through_the_pages(cast):
    vote = world.closed(cast)
    with over(vote):
        lin = signed_in(cast, "lin")
        assert press(lin, "step", vote.pk, "count").status_code == 303
        assert press(lin, "step", vote.pk, "publish").status_code == 422
        for name in ("hua", "he", "sun"):
            actions.sign(cast.actor(name), fresh(vote), signs=True)
        assert press(lin, "step", vote.pk, "publish").status_code == 303
    assert fresh(vote).state == State.PUBLISHED


@pytest.mark.parametrize(("name", "most"), [("at", 2), ("roll", 4), ("piles", 7)])
def test_lists_ask_few_questions_however_long_they_are(cast, name, most):
    vote = world.opened(cast)
    with during(vote):
        for number in range(1, 9):
            world.read_once(cast, "lin", vote, number, said(clock.now()))
        client = signed_in(cast, "wang" if name == "piles" else "lin")
        args = (cast.a.slug,) if name == "at" else (vote.pk,)
        look(client, name, *args)
        with CaptureQueriesContext(connection) as asked:
            look(client, name, *args)
    own = [
        one["sql"] for one in asked if "votes_" in one["sql"] and not one["sql"].startswith("SET")
    ]
    assert len(own) <= most, own


# ---- objections ---------------------------------------------------------------------------------


def test_an_objection_through_the_pages(cast):
    world.owns(cast, "chen")
    vote = world.frozen(cast)
    chen, lin = signed_in(cast, "chen"), signed_in(cast, "lin")
    assert "对名册提异议" in text_of(look(chen, "show", vote.pk))
    assert "对名册提异议" not in text_of(look(signed_in(cast, "zhou"), "show", vote.pk))
    assert press(chen, "object", vote.pk, words=" ").status_code == 422
    secret = "101 少写了 3 平方米，我是陈家的。"
    made = press(chen, "object", vote.pk, words=secret)
    assert made.status_code == 303
    own = made["Location"]
    assert secret in text_of(chen.get(own)) and Client().get(own).status_code == 302
    assert signed_in(cast, "zhou").get(own).status_code == 404
    page = text_of(look(Client(), "show", vote.pk))
    assert "收到的异议" in page and "陈" not in page and "3 平方米" not in page
    assert "第 1 件" in text_of(look(lin, "desk", cast.a.pk))
    key = own.rstrip("/").split("/")[-1]
    said = {"gist": "一户的面积", "answer": "按登记的改。"}
    assert press(lin, "objection", key, **said).status_code == 422
    assert press(lin, "objection", key, finding="mend", **said).status_code == 303
    assert press(lin, "objection", key, finding="no", **said).status_code == 409
    assert press(lin, "step", vote.pk, "freeze").status_code == 422
    bad = press(lin, "unit", vote.pk, 1, area="0", group="王建国", reason="")
    assert bad.status_code == 422
    assert press(lin, "unit", vote.pk, 1, area="103.5", group="G1", reason="").status_code == 303
    assert press(lin, "step", vote.pk, "freeze").status_code == 303
    page = text_of(look(Client(), "show", vote.pk))
    assert "按登记的改。" in page and "1,203.50" in page


def test_a_paper_objection_and_a_recount_through_the_pages(cast):
    vote, lin = world.published(cast, posting_days=7), signed_in(cast, "lin")
    with clock.at(vote.published_at + clock.DAY):
        lin = signed_in(cast, "lin")
        assert press(lin, "enter", vote.pk, words="少数了一张").status_code == 422
        made = press(lin, "enter", vote.pk, words="少数了一张", seen="on")
        key = made["Location"].rstrip("/").split("/")[-1]
        said = {"gist": "少数了一张", "answer": "请两位没有参加过的邻居重数。"}
        assert press(lin, "objection", key, finding="void", **said).status_code == 422
        assert press(lin, "objection", key, finding="recount", **said).status_code == 303
        page = text_of(look(Client(), "show", vote.pk))
        assert "结果还没有定" in page and "还没办完" in page
        assert look(lin, "decide", vote.pk).status_code == 409
        for name, same in (("zhou", "yes"), ("li", "no")):
            actions.ask(cast.actor("lin"), vote, cast.people[name], Role.RECOUNTER)
            client = signed_in(cast, name)
            client.post(reverse("votes:answer", args=[vote.pk, "yes"]))
            assert look(client, "watch", vote.pk).status_code == 200
            assert press(client, "seat", vote.pk, same="no", remark="").status_code == 422
            sent = press(client, "seat", vote.pk, same=same, remark="多一张没盖章的")
            assert sent.status_code == 303
        assert press(lin, "decide", vote.pk, voids="no", reason="没盖章的不算。").status_code == 303
        page = text_of(look(Client(), "show", vote.pk))
        assert "多一张没盖章的" in page and "没盖章的不算。" in page


def test_own_doors_say_whether_a_ballot_is_in_the_book_and_never_how(cast):
    world.owns(cast, "chen", "101")
    vote = world.opened(cast)
    homes = Relation.objects.filter(person=cast.chen).values_list("household", flat=True)
    with votes_lifted(connection):  # the world's roll knows no households
        RollUnit.objects.filter(vote=vote, number=1).update(household=homes[0])
    with during(vote):
        world.read_once(cast, "lin", vote, 1, said(clock.now(), AGAINST))
        chen = signed_in(cast, "chen")
        assert "册子里没有" in text_of(look(chen, "mine"))
        world.read_once(cast, "wang", vote, 1, said(clock.now(), AGAINST))
        page = text_of(look(chen, "mine"))
        assert "录进了册子" in page and "1 1 101" in page and "反对" not in page
        assert "1 1 101" not in text_of(look(signed_in(cast, "zhou"), "mine"))
        with CaptureQueriesContext(connection) as few:
            look(chen, "mine")
        world.read(cast, vote, 2, said(clock.now()))
        with CaptureQueriesContext(connection) as same:
            look(chen, "mine")
        assert len(same) == len(few)


def test_box_and_scan_stay_filled_for_the_next_paper(cast):
    vote, scan = world.opened(cast), "0a" * 32
    with during(vote):
        lin, local = signed_in(cast, "lin"), clock.local(clock.now())
        paper = {"paper": "4", "q1": "for", "cast_on": local.date().isoformat(),
                 "cast_time": local.strftime("%H:%M"), "box": "1号盒", "scan": scan}  # fmt: skip
        bad = press(lin, "entry", vote.pk, **(paper | {"scan": "abc", "box": "王建国"}))
        assert bad.status_code == 422 and "64 位" in text_of(bad) and "1号盒" in text_of(bad)
        done = press(lin, "entry", vote.pk, **paper)
        page = lin.get(done["Location"]).content.decode()
        assert 'value="1号盒"' in page and f'value="{scan}"' in page
        press(signed_in(cast, "wang"), "entry", vote.pk, **(paper | {"box": "", "scan": ""}))
    assert Ballot.objects.get(vote=vote).box == "1号盒"
    page = text_of(look(signed_in(cast, "hua"), "watch", vote.pk))
    assert "1号盒" in page and scan[:12] in page
