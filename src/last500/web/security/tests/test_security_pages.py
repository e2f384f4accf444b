"""The pages of accounts and administrators, from one person's step to the other's."""

import re

import pytest

from last500.notify.models import Message
from last500.organisations.models import Office, TwoPersonStep
from last500.organisations.rules import OfficeKind
from last500.people.models import Person
from last500.web.security.tests.test_urgent import client_of, once

pytestmark = pytest.mark.django_db


def test_an_account_is_found_shown_masked_and_disabled(cast):
    an = client_of(cast.an)
    found = an.post("/security/accounts/", {"phone": cast.lin.phone, "reason": "手机丢了"})
    page = an.get(found["Location"]).content.decode()
    assert cast.lin.phone not in page
    assert cast.lin.name not in page
    assert "芙蓉苑" in page
    address = f"{found['Location']}change/"
    assert an.post(address, once(do="disable", reason="")).status_code == 422
    assert an.post(address, once(do="disable", reason="手机丢了")).status_code == 303
    assert not Person.objects.get(pk=cast.lin.pk).is_active
    assert "已停用" in an.get(found["Location"]).content.decode()
    assert an.post(address, once(do="enable", reason="找回来了")).status_code == 303


def test_unknown_and_out_of_reach_look_alike(cast):
    Office.objects.filter(person=cast.an).update(place=cast.street)
    an = client_of(cast.an)

    def said(phone: str) -> str:
        page = an.post("/security/accounts/", {"phone": phone, "reason": "查"}).content.decode()
        return page.replace(phone, "").split("<main")[1].split("</main")[0]

    plain = [re.sub(r'value="[^"]*"', "", said(p)) for p in (cast.qian.phone, "10000008888")]
    assert plain[0] == plain[1]
    assert "没有找到归你管的账号" in plain[0]


def test_an_administrator_is_proposed_on_one_page_and_agreed_to_on_another(cast):
    op, an = client_of(cast.op), client_of(cast.an)
    given = {"kind": "audit_admin", "phone": "10000000777", "name": "严明", "reason": "工作需要"}
    address = f"/security/administrators/{cast.street.pk}/"
    assert op.post(address, once(**given)).status_code == 303
    step = TwoPersonStep.objects.get()
    assert Message.objects.filter(kind="second_person", person=cast.an).exists()
    assert not Message.objects.filter(kind="second_person", person=cast.op).exists()
    waiting = an.get("/security/").content.decode()
    assert f"/security/steps/{step.pk}/" in waiting
    assert "严明" in an.get(f"/security/steps/{step.pk}/").content.decode()
    assert op.post(f"/security/steps/{step.pk}/", once(answer="agree")).status_code == 403
    assert an.post(f"/security/steps/{step.pk}/", once(answer="agree")).status_code == 303
    assert Office.objects.filter(kind=OfficeKind.AUDIT_ADMIN, place=cast.street).exists()


def test_who_is_not_concerned_does_not_see_the_step(cast):
    op = client_of(cast.op)
    given = {"kind": "audit_admin", "phone": "10000000777", "name": "严明", "reason": "工作需要"}
    op.post(f"/security/administrators/{cast.street.pk}/", once(**given))
    step = TwoPersonStep.objects.get()
    for name in ("lin", "qian", "he", "shen"):
        assert client_of(cast.people[name]).get(f"/security/steps/{step.pk}/").status_code == 404


def test_refusing_changes_nothing(cast):
    op, an = client_of(cast.op), client_of(cast.an)
    given = {"kind": "audit_admin", "phone": "10000000777", "name": "严明", "reason": "工作需要"}
    op.post(f"/security/administrators/{cast.street.pk}/", once(**given))
    step = TwoPersonStep.objects.get()
    assert an.post(f"/security/steps/{step.pk}/", once(answer="refuse")).status_code == 303
    assert not Office.objects.filter(place=cast.street, kind=OfficeKind.AUDIT_ADMIN).exists()


def test_what_weighs_asks_for_a_fresh_proof(cast):
    an = client_of(cast.an, proven=False)
    address = f"/security/accounts/{cast.lin.pk}/change/"
    answer = an.post(address, once(do="disable", reason="手机丢了"))
    assert answer["Location"].startswith("/sign-in/again/")
    assert Person.objects.get(pk=cast.lin.pk).is_active


def test_all_pages_open_for_whom_they_are(cast):
    pages = {
        "an": ("/security/", "/security/accounts/", f"/security/accounts/{cast.lin.pk}/"),
        "shen": ("/security/", "/security/audit/", "/security/audit/?stream=security&page=2"),
        "op": ("/security/", f"/security/administrators/{cast.city.pk}/", "/security/urgent/"),
    }
    for name, addresses in pages.items():
        client = client_of(cast.people[name])
        for address in addresses:
            assert client.get(address).status_code == 200, address
