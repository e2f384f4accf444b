"""The pages on which a list is brought, looked at, sent; and the page of whoever is on it."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from last500.reportin.models import ReportIn
from last500.units.models import MemberInvitation
from last500.units.tests.test_pages import as_, text
from last500.units.tests.world import agreed

pytestmark = pytest.mark.django_db


def uploaded(*rows: str, name: str = "名单.csv") -> SimpleUploadedFile:
    content = "\n".join(("姓名,手机号,小区", *rows))
    return SimpleUploadedFile(name, content.encode())


def test_a_list_is_checked_shown_and_then_sent(cast):
    unit = agreed(cast).organisation
    hua = as_(cast.hua)
    address = f"/units/organisations/{unit.pk}/members/"
    rows = (f"陈桂英,{cast.chen.phone},芙蓉苑", "没电话,,芙蓉苑")
    assert "跟名单上的人说一声" in text(hua.post(address, {"file": uploaded(*rows)}))
    answer = hua.post(address, {"file": uploaded(*rows), "told": "on"})
    page = text(hua.get(answer["Location"]))
    assert "第 3 行" in page and "没有电话" in page
    assert "陈桂英" not in page and cast.chen.phone not in page
    assert not MemberInvitation.objects.exists()
    assert hua.post(f"{answer['Location']}apply/").status_code == 303
    assert hua.post(f"{answer['Location']}apply/").status_code == 303, "a second press"
    assert MemberInvitation.objects.count() == 1
    assert "名单.csv" in text(hua.get(address))


def test_a_member_reads_it_on_their_own_page_and_goes_or_does_not(cast):
    unit = agreed(cast).organisation
    hua, chen = as_(cast.hua), as_(cast.chen)
    address = f"/units/organisations/{unit.pk}/members/"
    file = uploaded(f"陈桂英,{cast.chen.phone},芙蓉苑")
    run = hua.post(address, {"file": file, "told": "on"})["Location"]
    hua.post(f"{run}apply/")
    assert "区图书馆党支部请你到芙蓉苑报到" in text(chen.get("/me/"))
    key = MemberInvitation.objects.get().pk
    assert as_(cast.li).post(f"/units/members/{key}/", {"answer": "no"}).status_code == 404
    answer = chen.post(f"/units/members/{key}/", {"answer": "yes"})
    assert answer["Location"] == f"/c/furongyuan/report-in/?unit={unit.pk}"
    assert "还差最后一步" in text(chen.get("/me/"))
    assert chen.post(f"/units/members/{key}/", {"answer": "yes"})["Location"] == answer["Location"]
    assert not ReportIn.objects.filter(person=cast.chen).exists(), "nobody is registered by it"
    cast.report_in("chen", cast.a)
    assert "请你到芙蓉苑报到" not in text(chen.get("/me/"))


def test_no_is_answered_at_once_and_asked_no_more(cast):
    unit = agreed(cast).organisation
    hua, chen = as_(cast.hua), as_(cast.chen)
    file = uploaded(f"陈桂英,{cast.chen.phone},芙蓉苑")
    address = f"/units/organisations/{unit.pk}/members/"
    hua.post(f"{hua.post(address, {'file': file, 'told': 'on'})['Location']}apply/")
    key = MemberInvitation.objects.get().pk
    chen.post(f"/units/members/{key}/", {"answer": "no"})
    assert "请你到芙蓉苑报到" not in text(chen.get("/me/"))
    assert MemberInvitation.objects.get().name == ""
    assert chen.post(f"/units/members/{key}/", {"answer": "yes"}).status_code == 404


@pytest.mark.parametrize(
    ("file", "word"),
    [
        (SimpleUploadedFile("a.csv", b""), "空的"),
        (SimpleUploadedFile("a.xlsx", b"PK\x03\x04 broken"), "文件"),
        (SimpleUploadedFile("a.csv", "名字\n甲\n".encode()), "没有“手机号”"),
    ],
)
def test_a_file_that_is_no_list_says_how_to_mend_it(cast, file, word):
    unit = agreed(cast).organisation
    address = f"/units/organisations/{unit.pk}/members/"
    answer = as_(cast.hua).post(address, {"file": file, "told": "on"})
    assert answer.status_code == 422
    assert word in text(answer)


@pytest.mark.parametrize("what", ["members", "units"])
def test_the_sample_has_the_columns_that_are_read(cast, what):
    answer = as_(cast.hua).get(f"/units/samples/{what}/")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    head = [cell.value for cell in next(sheet.iter_rows())]
    assert ("姓名" in head) is (what == "members")
    assert ("单位名称" in head) is (what == "units")
    assert as_(cast.hua).get("/units/samples/else/").status_code == 404


def test_the_sheet_to_pass_on_holds_nothing_of_anybody(cast):
    unit = agreed(cast).organisation
    page = text(as_(cast.hua).get(f"/units/organisations/{unit.pk}/members/sheet/"))
    assert "<svg" in page and cast.hua.name not in page and cast.hua.phone not in page
