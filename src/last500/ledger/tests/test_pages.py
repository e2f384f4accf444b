"""The pages of a book: what hangs at the gate, what each side fills in, what is refused."""

import io
import json
import re
import zipfile
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from last500.base import clock
from last500.ledger import actions, vouchers
from last500.ledger.models import Book, Distribution, Entry, Posting, Question, Statement
from last500.ledger.rules import Ask, Basis, Kind, Rounding
from last500.ledger.tests import world
from last500.organisations.models import Office
from tests.postgres import owner

pytestmark = pytest.mark.django_db
BACKEND = "last500.people.backend.CodeBackend"


@pytest.fixture
def book(cast):
    return world.opened(cast)


def signed_in(cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.people[name], backend=BACKEND)
    return client


def text_of(answer) -> str:
    return re.sub(r"<[^>]+>", "", answer.content.decode())


def press(client: Client, name: str, *args: object, **said: object):
    return client.post(reverse(f"ledger:{name}", args=args), {"once": uuid4().hex, **said})


def look(client: Client, name: str, *args: object):
    return client.get(reverse(f"ledger:{name}", args=args))


def fields(**more: object) -> dict:
    return {
        "kind": "advertising", "amount": "5,000", "day": world.ago(10).isoformat(),
        "counterparty": "城西广告公司", "words": "三号楼电梯广告",
    } | more  # fmt: skip


def test_from_opening_to_the_gate_through_the_pages(cast):
    lin, he, anybody = signed_in(cast, "lin"), signed_in(cast, "he"), Client()
    assert "还没有开账" in text_of(look(anybody, "at", cast.a.slug))
    said = {"amount": "12345.67", "day": world.ago(100).isoformat(), "words": "银行对账单"}
    assert press(lin, "open", cast.a.pk, **said).status_code == 303
    opening = Posting.objects.get()
    assert press(he, "decide", opening.pk, "confirm").status_code == 303
    assert press(lin, "post", cast.a.pk, **fields(photo=world.upload())).status_code == 303
    posting = Posting.objects.waiting().get()
    page = text_of(look(lin, "posting", posting.pk))
    assert "由另一个人核对" in page and "入账以后不能改" not in page
    assert press(lin, "decide", posting.pk, "confirm").status_code == 422
    assert press(he, "decide", posting.pk, "confirm").status_code == 303
    shown = text_of(look(anybody, "at", cast.a.slug))
    assert "17,345.67" in shown and "三号楼电梯广告" in shown
    entry = Entry.objects.get(seq=2)
    page = text_of(look(anybody, "entry", entry.pk))
    assert "和防改记录一样" in page and f"ledger:{cast.a.pk}" in page and entry.digests in page
    assert cast.lin.name not in page and cast.he.name not in page
    month = look(anybody, "month", cast.a.slug, entry.day.year, entry.day.month)
    assert "17,345.67" in text_of(month)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"amount": "0"}, "大于 0"),
        ({"amount": "-5"}, "写正的"),
        ({"amount": "1.234"}, "写到分"),
        ({"amount": "12,34"}, "128.50"),
        ({"amount": "很多"}, "128.50"),
        ({"day": (clock.today() + timedelta(days=2)).isoformat()}, "还没到"),
        ({"day": "三月"}, "2026-03-05"),
        ({"words": "打 10000012345"}, "电话号码"),
        ({"kind": "opening"}, "请重新选"),
        ({"counterparty": "长" * 61}, "61"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_what_was_typed_stays(cast, book, more, said):
    answer = press(signed_in(cast, "lin"), "post", cast.a.pk, **fields(**more))
    assert answer.status_code == 422 and said in text_of(answer)
    assert 'value="城西广告公司"' in answer.content.decode() or "counterparty" in more
    assert Posting.objects.filter(book=book).count() == 1


@pytest.mark.parametrize(
    ("amount", "fen"), [("１２８０．５０", 1280_50), ("1.2万", 12000_00), ("¥1,280元", 1280_00)]
)
def test_amounts_as_people_write_them(cast, book, amount, fen):
    assert (
        press(signed_in(cast, "lin"), "post", cast.a.pk, **fields(amount=amount)).status_code == 303
    )
    assert Posting.objects.waiting().get().amount_fen == fen


def test_a_voucher_of_fifty_megabytes_is_refused_with_a_sentence(cast, book):
    big = SimpleUploadedFile("凭证.jpg", b"\xff\xd8" + b"0" * (50 * 1024 * 1024), "image/jpeg")
    answer = press(signed_in(cast, "lin"), "post", cast.a.pk, **fields(photo=big))
    assert answer.status_code == 400 and "太大" in text_of(answer)
    nine = SimpleUploadedFile("凭证.jpg", b"\xff\xd8" + b"0" * (9 * 1024 * 1024), "image/jpeg")
    answer = press(signed_in(cast, "lin"), "post", cast.a.pk, **fields(photo=nine))
    assert answer.status_code == 422 and "8 MB" in text_of(answer)
    pdf = SimpleUploadedFile("发票.pdf", b"%PDF-1.7", "application/pdf")
    answer = press(signed_in(cast, "lin"), "post", cast.a.pk, **fields(photo=pdf))
    assert answer.status_code == 422 and "JPEG" in text_of(answer)
    assert not Posting.objects.waiting().exists()


def test_vouchers_are_for_owners_residents_and_desks_and_the_entry_for_everybody(cast, book):
    world.neighbours(cast)
    entry = world.entered(cast, book, pictures=[world.picture()])
    voucher = entry.posting.vouchers.get()
    for name, status in (("chen", 200), ("hua", 200), ("lin", 200), ("he", 200), ("wang", 404),
                         ("zhao", 404), ("qian", 404), ("op", 404)):  # fmt: skip
        answer = look(signed_in(cast, name), "voucher", voucher.pk)
        assert answer.status_code == status, name
        assert look(signed_in(cast, name), "entry", entry.pk).status_code == 200
    assert look(Client(), "voucher", voucher.pk).status_code == 404
    assert (
        reverse("ledger:voucher", args=[voucher.pk])
        not in look(signed_in(cast, "wang"), "entry", entry.pk).content.decode()
    )
    waits = world.posted(cast, book, pictures=[world.picture(9)]).vouchers.get()
    assert look(signed_in(cast, "chen"), "voucher", waits.pk).status_code == 404
    vouchers.path_of(voucher).write_bytes(b"x")
    assert look(signed_in(cast, "chen"), "voucher", voucher.pk).status_code == 404


def test_the_same_voucher_twice_is_pointed_out_with_the_other_entry(cast, book):
    first = world.entered(cast, book, pictures=[world.picture()])
    second = world.posted(cast, book, pictures=[world.picture()])
    answer = look(signed_in(cast, "he"), "posting", second.pk)
    assert "以前用过" in text_of(answer)
    assert reverse("ledger:entry", args=[first.pk]) in answer.content.decode()
    assert press(signed_in(cast, "he"), "decide", second.pk, "confirm").status_code == 303


def test_a_correction_through_the_pages(cast, book):
    lin, he = signed_in(cast, "lin"), signed_in(cast, "he")
    wrong = world.entered(cast, book, amount=500_00)
    assert look(lin, "reverse", wrong.pk).status_code == 200
    assert press(lin, "reverse", wrong.pk, words="").status_code == 422
    assert press(lin, "reverse", wrong.pk, words="金额记错了").status_code == 303
    assert press(lin, "reverse", wrong.pk, words="再来一次").status_code == 409
    press(he, "decide", Posting.objects.waiting().get().pk, "confirm")
    assert "冲正了，见第 3 笔" in text_of(look(Client(), "at", cast.a.slug))
    assert press(lin, "replace", wrong.pk, **fields(amount="50")).status_code == 303
    press(he, "decide", Posting.objects.waiting().get().pk, "confirm")
    assert "对的是第 4 笔" in text_of(look(Client(), "entry", wrong.pk))


def test_sent_back_with_a_reason_that_its_author_reads(cast, book):
    posting = world.posted(cast, book)
    he = signed_in(cast, "he")
    assert press(he, "decide", posting.pk, "send-back", reason="").status_code == 422
    said = press(he, "decide", posting.pk, "send-back", reason="和对账单差 5 元")
    assert said.status_code == 303
    assert "和对账单差 5 元" in text_of(look(signed_in(cast, "lin"), "posting", posting.pk))
    assert press(he, "decide", posting.pk, "confirm").status_code == 409
    assert press(he, "decide", posting.pk, "nothing").status_code == 404


def test_a_bookkeeper_has_a_desk_and_no_button_to_confirm(cast, book):
    Office.objects.create(person=cast.li, kind="bookkeeper", place=cast.a, from_on=date(2020, 1, 1))
    li = signed_in(cast, "li")
    assert "记账和核对" in text_of(look(li, "at", cast.a.slug))
    assert press(li, "post", cast.a.pk, **fields()).status_code == 303
    own = Posting.objects.waiting().get()
    other = world.posted(cast, book)
    assert "等第二个人核对" in text_of(look(li, "desk", cast.a.pk))
    for row in (own, other):
        page = look(li, "posting", row.pk).content.decode()
        assert reverse("ledger:decide", args=[row.pk, "confirm"]) not in page
        assert press(li, "decide", row.pk, "confirm").status_code == 403
    for name in ("open", "fund", "audit"):
        assert look(li, name, cast.a.pk).status_code == 403


@pytest.fixture
def published(cast):
    with clock.at(clock.start_of(date(2026, 8, 10)) + timedelta(hours=10)):
        book = world.opened(cast, opening=1_000_00, day=date(2026, 1, 1))
        world.entered(cast, book, amount=300_00, day=date(2026, 3, 1))
        world.entered(cast, book, kind=Kind.UPKEEP, amount=100_00, day=date(2026, 4, 1))
        lin, he = signed_in(cast, "lin"), signed_in(cast, "he")
        assert "2026-01-01 到 2026-06-30 的报表可以做了" in text_of(look(lin, "desk", cast.a.pk))
        assert press(lin, "make_statement", cast.a.pk).status_code == 303
        made = Statement.objects.get()
        assert look(Client(), "statement", made.pk).status_code == 404
        assert "由另一个人核对" in text_of(look(lin, "publish", made.pk))
        assert press(he, "publish", made.pk, days="14").status_code == 422
        assert press(he, "publish", made.pk, days="15").status_code == 303
        yield made


def test_a_statement_hangs_out_adds_up_and_prints_on_one_sheet(cast, published):
    page = text_of(look(Client(), "statement", published.pk))
    assert "期初 1,000.00 ＋ 收入 300.00 － 支出 100.00 ＝ 期末 1,200.00" in page
    assert "公示 2026-08-10 到 2026-08-24" in page
    paper = look(Client(), "statement_print", published.pk)
    assert paper.status_code == 200 and b"<svg" in paper.content
    assert f"/ledger/statements/{published.pk}/" in text_of(paper)
    assert "公示到 2026-08-24" in text_of(look(Client(), "at", cast.a.slug))


def test_an_owner_asks_and_everybody_reads_the_answer_and_nobody_the_name(cast, published):
    world.neighbours(cast)
    chen, lin = signed_in(cast, "chen"), signed_in(cast, "lin")
    entry = Entry.objects.get(seq=2)
    assert look(signed_in(cast, "wang"), "ask_entry", entry.pk).status_code == 403
    said = {"ask": "objection", "words": "我住三号楼，广告早就停了", "open_words": "广告停了吗？"}
    assert press(chen, "ask_entry", entry.pk, **said | {"words": ""}).status_code == 422
    assert press(chen, "ask_entry", entry.pk, **said).status_code == 303
    row = Question.objects.get()
    desk = text_of(look(lin, "question", row.pk))
    assert "我住三号楼" in desk and cast.chen.name not in desk and "一位业主" in desk
    assert "等答复" in text_of(look(Client(), "entry", entry.pk))
    assert press(chen, "question", row.pk, gist="x", answer="x").status_code == 403
    assert press(lin, "question", row.pk, gist="问广告", answer="").status_code == 422
    answer = press(lin, "question", row.pk, gist="问三号楼广告停没停", answer="七月停的。")
    assert answer.status_code == 303
    for client in (Client(), signed_in(cast, "zhao")):
        page = text_of(look(client, "entry", entry.pk))
        assert "七月停的。" in page and "广告停了吗？" in page and "我住三号楼" not in page
        assert cast.chen.name not in page
    assert press(lin, "question", row.pk, gist="x", answer="x").status_code == 409
    assert "答复了" in text_of(look(chen, "mine"))
    assert press(chen, "ask_statement", published.pk, **said).status_code == 303
    again = Question.objects.get(statement=published)
    assert press(chen, "withdraw", again.pk).status_code == 303


def test_a_distribution_shows_its_arithmetic_and_each_owner_their_own(cast, book):
    world.neighbours(cast)
    world.household(cast, "2-302", 1_000_000)
    lin, he = signed_in(cast, "lin"), signed_in(cast, "he")
    said = {"title": "2025 年公共收益", "basis": "per_m2", "amount": "9", "rounding": "yuan"}
    assert press(lin, "divide", cast.a.pk, **said | {"amount": "0.001"}).status_code == 422
    assert press(lin, "divide", cast.a.pk, **said).status_code == 303
    row = Distribution.objects.get()
    assert look(Client(), "distribution", row.pk).status_code == 404
    assert press(lin, "settle", row.pk, "confirm").status_code == 422
    assert press(he, "settle", row.pk, "confirm").status_code == 303
    page = text_of(look(Client(), "distribution", row.pk))
    assert "227.38 × 9.00 ＝ 2,046.42" in page and "2-301" not in page
    own = text_of(look(signed_in(cast, "chen"), "distribution", row.pk))
    assert "127.38 m² × 9.00 → 1,146.00" in own and "2-302" not in own
    assert "2-301" not in text_of(look(he, "distribution", row.pk))


def test_the_audit_file_holds_everything_and_no_name(cast, published):
    world.neighbours(cast)
    book = Book.objects.get()
    entry = world.entered(cast, book, pictures=[world.picture()], day=date(2026, 8, 1))
    actions.ask(cast.actor("chen"), entry, Ask.QUESTION, words="秘密的话")
    answer = look(signed_in(cast, "he"), "audit", cast.a.pk)
    file = zipfile.ZipFile(io.BytesIO(answer.content))
    names = set(file.namelist())
    assert {"README.txt", "entries.csv", "statements.csv", "lines.csv", "questions.csv",
            "log.jsonl", f"vouchers/{entry.seq}-1-{entry.digests}.jpg"} == names  # fmt: skip
    lines = [json.loads(line) for line in file.read("log.jsonl").decode().splitlines()]
    assert [line["seq"] for line in lines if line["stream"] == book.stream] == [1, 2, 3, 4]
    whole = "".join(file.read(name).decode() for name in names if not name.endswith(".jpg"))
    assert "秘密的话" not in whole
    for person in cast.people.values():
        assert person.name not in whole and str(person.pk) not in whole
    vouchers.path_of(entry.posting.vouchers.get()).unlink()
    answer = look(signed_in(cast, "he"), "audit", cast.a.pk)
    assert "vouchers/missing.txt" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_a_changed_row_no_longer_looks_as_logged(cast, book):
    from last500.proof import guards as append_only

    entry = world.entered(cast, book)
    connection.check_constraints()  # what is still to be checked bars a change of the table
    with owner():
        append_only.remove(connection, "ledger_entry")
        Entry.objects.filter(pk=entry.pk).update(amount_fen=1)
        connection.check_constraints()
        append_only.install(connection, "ledger_entry")
    assert "和防改记录对不上" in text_of(look(Client(), "entry", entry.pk))


# ---- how much a page asks ----------------------------------------------------------------------


def statements_for(client: Client, name: str, *args: object) -> int:
    look(client, name, *args)
    with CaptureQueriesContext(connection) as asked:
        assert look(client, name, *args).status_code == 200
    return len(asked)


def test_lists_ask_the_same_for_few_and_for_many(cast, book):
    """One entry, one question, one posting that waits; then many of each."""
    world.neighbours(cast)

    def more() -> None:
        entry = world.entered(cast, book)
        world.reversed_(cast, world.entered(cast, book))
        world.posted(cast, book)
        row = actions.ask(cast.actor("chen"), entry, Ask.QUESTION, words="x")
        actions.answer(cast.actor("lin"), row, gist="x", words="x")
        actions.ask(cast.actor("hua"), entry, Ask.QUESTION, words="x")
        actions.work_out(cast.actor("lin"), book, title="x", basis=Basis.PER_M2, fen=100,
                         rounding=Rounding.FEN)  # fmt: skip

    more()
    day = world.ago(10)
    pages = [
        (Client(), "at", cast.a.slug, 13),
        (Client(), "month", cast.a.slug, day.year, day.month, 6),
        (signed_in(cast, "lin"), "desk", cast.a.pk, 14),
        (signed_in(cast, "he"), "desk", cast.community.pk, 14),
        (signed_in(cast, "chen"), "mine", 6),
    ]
    few = [statements_for(client, *args) for client, *args, _most in pages]
    for _number in range(5):
        more()
    many = [statements_for(client, *args) for client, *args, _most in pages]
    assert few == many
    assert all(count <= most for count, (*_page, most) in zip(many, pages, strict=True)), many


def test_a_page_of_a_book_of_years_is_small(cast, book):
    for _number in range(60):
        world.entered(cast, book, words="一年四季的电梯广告费，按合同每季度结一次")
    day = world.ago(10)
    for args in (("at", cast.a.slug), ("month", cast.a.slug, day.year, day.month)):
        assert len(look(Client(), *args).content) < 100_000


def test_a_bookkeeper_finds_the_books_by_the_menu_and_a_desk_by_its_doors(cast, book):
    Office.objects.create(person=cast.li, kind="bookkeeper", place=cast.a, from_on=date(2020, 1, 1))
    for name, keeps in (("li", True), ("wang", False), ("lin", False)):
        home = signed_in(cast, name).get("/me/").content.decode()
        assert ('href="/ledger/mine/">记账' in home) == keeps, name
        assert "我问过的账" in home, name
    mine = look(signed_in(cast, "li"), "mine").content.decode()
    assert reverse("ledger:desk", args=[cast.a.pk]) in mine
