"""Know, correct, restrict, delete: each right works at once, with an account (PIPL 44 to 47)."""

import io
import json
import re
import zipfile
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from last500.base import clock
from last500.complaints.models import Complainant, Complaint, ComplaintEvent, RevealAsk
from last500.dispatch.queries import best_helpers
from last500.exports.models import Export, ExportSubject
from last500.organisations.models import BreakGlass, TwoPersonStep
from last500.people import actions as people
from last500.people.leaving import close_account, lift, restrict
from last500.people.models import Guardian, Person, RecoveryCode, SignIn
from last500.people.rules import NOTICE_VERSION
from last500.people.sessions import PROVEN
from last500.reportin.actions import number_for
from last500.reportin.models import Avoidance, ReportIn
from last500.reportin.queries import own
from last500.service_requests import actions, photos
from last500.service_requests.fitting import candidates
from last500.service_requests.models import (
    Acceptance,
    CanHelp,
    ImportRow,
    ImportRun,
    KeptApart,
    MergeProposal,
    Photo,
    ServiceRequest,
)
from last500.web.inventory import owner_path, personal_models
from last500.web.me import export
from tests import access
from tests.privacy.canary import sung

BACKEND = "last500.people.backend.CodeBackend"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def as_(person) -> Client:
    client = Client()
    client.force_login(person, backend=BACKEND)
    return client


def post(client: Client, address: str, **body: str):
    return client.post(address, {"once": uuid4().hex} | body)


def text(answer) -> str:
    return answer.content.decode()


# Know and carry away


def whole_life(cast) -> Person:
    """Somebody who asked, helped, reported in, imported and held an office: in every table."""
    canary = sung(cast, account=True)
    person = canary.person
    cast.people["canary"] = person
    cast.report_in("canary", cast.a, avoid_phones=("10000066001",))
    ReportIn.objects.filter(person=person).update(decided_by=person, building=cast.building)
    Guardian.objects.create(person=person, name="监护", phone="10000066002", at=clock.now())
    cast.shown("canary")
    cast.shown("li", seen_by=person)
    number_for(person)
    KeptApart.objects.create(request=canary.request, by_index="x", phone_index="y")
    helped = cast.accepted("canary", text="她去帮的那一件")
    CanHelp.objects.create(request=helped, helper=person, at=clock.now())
    ServiceRequest.objects.filter(pk=helped.pk).update(entered_by=person)
    ImportRun.objects.update(by=person)
    ImportRow.objects.update(request=canary.request)
    from last500.organisations.models import Office
    from last500.organisations.rules import OfficeKind

    Office.objects.create(
        person=person, kind=OfficeKind.DEPUTY, place=cast.a, from_on=clock.today(),
        given_by=person, ended_by=person,
    )  # fmt: skip
    beside_the_requests(cast, person, canary.request)
    access.whole_life(cast, person)
    people.note_access(
        cast.actor("canary"),
        helped.contact,
        "name",
        reason="自己看",
        about=uuid4(),
        role="x",
    )
    return person


def beside_the_requests(cast, person: Person, request: ServiceRequest) -> None:
    """Devices, recovery codes, steps of two people, an export, a complaint: from both sides."""
    now, lin, contact = clock.now(), cast.lin, request.contact
    SignIn.objects.create(
        person=person, session_index="x" * 40, device="phone:wechat", began_at=now
    )
    RecoveryCode.objects.create(person=person, code_hash="x" * 64)
    for asked_by, about in ((person, lin), (lin, person)):
        TwoPersonStep.objects.create(
            matter="second_factor_reset", person=about, place=cast.a, reason="丢了",
            asked_by=asked_by, asked_at=now, ends_at=now,
            decided_by=cast.he, decided_at=now, agreed=True,
        )  # fmt: skip
    TwoPersonStep.objects.create(
        matter="second_factor_reset", person=cast.wang, place=cast.a, reason="丢了",
        asked_by=lin, asked_at=now, ends_at=now, decided_by=person, decided_at=now, agreed=True,
    )  # fmt: skip
    for asked_by, other in ((person, lin), (lin, person)):
        BreakGlass.objects.create(
            place=cast.a, reason="着急", asked_by=asked_by, asked_at=now,
            confirmed_by=other, from_at=now, to_at=now,
        )  # fmt: skip
        export = Export.objects.create(
            asked_by=asked_by, place=cast.a, what="requests", reason="对账", rows=1, personal=True,
            needs_second=True, state="refused", decided_by=other, decided_at=now, answer="不用",
            asked_at=now, ends_at=now,
        )  # fmt: skip
    ExportSubject.objects.create(export=export, person=person, contact=contact, about=request.pk)
    complaint = Complaint.objects.create(
        kind="complaint", about="handling", place=cast.a, since_on=clock.today(), desk=cast.street,
        level="street", state="received", due_at=now, mark="7K2", text="不理人",
        received_at=now, promised_at=now,
    )  # fmt: skip
    Complainant.objects.create(complaint=complaint, contact=contact, number="A" * 11, link_key="x")
    ComplaintEvent.objects.create(
        complaint=complaint, at=now, action="answer", to_state="answered", role="desk",
        actor=person, note="看过了",
    )  # fmt: skip
    for asked_by, other in ((person, lin), (lin, person)):
        RevealAsk.objects.create(
            complaint=complaint, asked_by=asked_by, reason="要回访", asked_at=now, ends_at=now,
            answered_by=other, answered_at=now,
        )  # fmt: skip


def test_the_export_holds_every_field_of_the_inventory(cast):
    """Field by field, found by its declared owner and not by the export's own ways."""
    person = whole_life(cast)
    told = export.everything(cast.actor("canary"))["data"]
    missing, seen = [], 0
    for model, said in personal_models():
        for name in said.fields:
            path = owner_path(model, said, name)
            if not path:
                continue
            rows = list(model._base_manager.filter(**{path: person.pk}))
            assert rows, f"the test town has no row of {model._meta.label} for {path}"
            for row in rows:
                seen += 1
                if not _is_told(told.get(model._meta.label, []), said, row, name):
                    missing.append(f"{model._meta.label}.{name}")
    assert missing == []
    assert seen > 60


def _is_told(rows: list[dict], said, row, name: str) -> bool:
    value = getattr(row, name)
    if said.fields[name].secret:
        return any(one.get(name) in (export.SECRET, "") for one in rows)
    if isinstance(value, Person):
        return any(one.get(name) == export.SELF for one in rows)
    plain = export._named(value) if hasattr(value, "pk") else export._plain(value)
    return any(name in one and one[name] == plain for one in rows)


def test_a_field_the_export_left_out_would_be_missed(cast, monkeypatch):
    """The control of the test above."""
    person = whole_life(cast)
    real = export._says_nothing
    monkeypatch.setattr(export, "_columns", lambda model, mine, whole_row: [])
    told = export.everything(cast.actor("canary"))["data"]
    assert real
    model, said = next((m, s) for m, s in personal_models() if m is Person)
    assert not _is_told(told.get("people.Person", []), said, person, "phone")


def test_the_archive_can_be_read_by_people_and_by_machines_and_has_the_photos(cast):
    person = whole_life(cast)
    answer = as_(person).get("/me/data/download/")
    assert answer["Content-Type"] == "application/zip"
    assert "no-store" in answer["Cache-Control"]
    bag = zipfile.ZipFile(io.BytesIO(answer.content))
    photo = Photo.objects.get()
    assert bag.read(f"photos/{photo.file.split('/')[1]}") == photos.path_of(photo).read_bytes()
    told = json.loads(bag.read("data.json"))
    page = bag.read("my-data.html").decode()
    assert told["data"]["people.Person"][0]["phone"] == person.phone
    assert person.phone in page and "求助的联系方式" in page
    everything = bag.read("data.json").decode() + page
    for name in ("lin", "wang", "he"):
        assert cast.people[name].phone not in everything
        assert cast.people[name].name not in everything
        assert str(cast.people[name].pk) not in everything
    for secret in (person.phone_index, person.session_salt):
        assert secret not in everything


# Correct


def test_name_calling_name_and_mail_are_corrected_on_one_page(cast):
    chen = as_(cast.chen)
    page = text(chen.get("/me/data/change/"))
    assert cast.chen.name in page
    filled = {"name": "陈桂瑛", "called": "陈阿姨", "email": "chen@example.org"}
    assert post(chen, "/me/data/change/", **filled).status_code == 303
    row = Person.objects.get(pk=cast.chen.pk)
    assert (row.name, row.called, row.email) == tuple(filled.values())
    wrong = post(chen, "/me/data/change/", email="no address")
    assert wrong.status_code == 422 and "邮箱地址好像不对" in text(wrong)


def new_number(client: Client, settings, phone: str) -> tuple[str, str]:
    settings.DEMO = True  # shows the code on the page
    asked = client.post("/me/data/phone/", {"phone": phone})
    assert asked.status_code == 303 and "/sign-in/again/" in asked["Location"]
    session = client.session
    session[PROVEN] = int(clock.now().timestamp())
    session.save()
    page = text(client.post("/me/data/phone/", {"phone": phone}))
    code = re.search(r'class="code">(\d{6})<', page)[1]
    key = re.search(r'name="code_id" value="([0-9a-f-]{36})"', page)[1]
    return key, code


def test_the_number_changes_by_a_code_to_the_new_one_and_other_devices_are_out(cast, settings):
    here, there = as_(cast.chen), as_(cast.chen)
    key, code = new_number(here, settings, "10000055001")
    form = {"code_id": key, "phone": "10000055001", "code": "000000"}
    if code != "000000":
        assert here.post("/me/data/phone/code/", form).status_code == 422
        assert Person.objects.get(pk=cast.chen.pk).phone == cast.chen.phone
    assert here.post("/me/data/phone/code/", form | {"code": code}).status_code == 303
    row = Person.objects.get(pk=cast.chen.pk)
    assert (row.phone, row.phone_index) == ("10000055001", people.phone_index("10000055001"))
    assert here.get("/me/data/").status_code == 200
    assert there.get("/me/data/").status_code == 302
    again = here.post("/me/data/phone/code/", form | {"code": code})
    assert again.status_code == 422


def test_a_number_that_has_an_account_is_not_taken_over(cast, settings):
    chen = as_(cast.chen)
    key, code = new_number(chen, settings, cast.hua.phone)
    answer = chen.post(
        "/me/data/phone/code/", {"code_id": key, "phone": cast.hua.phone, "code": code}
    )
    assert answer.status_code == 422 and "已经有另一个账号" in text(answer)
    assert Person.objects.get(pk=cast.chen.pk).phone == cast.chen.phone
    assert Person.objects.get(pk=cast.hua.pk).phone == cast.hua.phone


def test_a_code_for_one_number_does_not_prove_another(cast, settings):
    chen = as_(cast.chen)
    key, code = new_number(chen, settings, "10000055002")
    answer = chen.post(
        "/me/data/phone/code/", {"code_id": key, "phone": "10000055003", "code": code}
    )
    assert answer.status_code == 422
    assert Person.objects.get(pk=cast.chen.pk).phone == cast.chen.phone


# Restrict


LISTS = {
    "the desk's card": lambda cast, request: (
        as_(cast.lin).get(f"/desk/request/{request.number}/").status_code == 200
    ),
    "what the community may read": lambda cast, request: (
        ServiceRequest.objects.visible_to(cast.actor("he")).filter(pk=request.pk).exists()
    ),
    "the photo": lambda cast, request: (
        as_(cast.he).get(f"/photo/{Photo.objects.get(request=request).pk}/").status_code == 200
    ),
    "the compound's public page": lambda cast, request: (
        "三楼的灯换好了" in text(Client().get(f"/c/{cast.a.slug}/"))
    ),
    "candidates": lambda cast, request: (
        cast.wang.pk in {row.person_id for row, _facts in candidates(_another(cast))}
    ),
    "proposed helpers": lambda cast, request: (
        cast.wang.pk in {one.person.pk for one in best_helpers(_another(cast), 50)}
    ),
    "the desk's helpers": lambda cast, request: (
        ReportIn.objects.visible_to(cast.actor("lin")).filter(person=cast.wang).exists()
    ),
}


def _another(cast) -> ServiceRequest:
    return cast.verified(by="hua", phone="10000088002")


def lists_with(cast, request) -> set[str]:
    """Every list, search and count on which a helper or a closed request may stand."""
    return {name for name, stands in LISTS.items() if stands(cast, request)}


@pytest.fixture
def wang_asked(cast) -> ServiceRequest:
    """A closed, published request of Wang's with a photo; Wang is a helper as well."""
    request = cast.placed(by="wang")
    actions.verify(cast.actor("lin"), request, how="phone")
    cast.summarised(request, "三楼的灯换好了")
    request = actions.offer(cast.actor("lin"), cast.fresh(request), helpers=[cast.li.pk])
    actions.accept(cast.actor("li"), request)
    actions.report_done(cast.actor("li"), cast.fresh(request))
    actions.confirm(cast.actor("wang"), cast.fresh(request), rating=3, may_publish=True)
    picture = io.BytesIO()
    from django.core.files.uploadedfile import SimpleUploadedFile
    from PIL import Image

    Image.new("RGB", (20, 20)).save(picture, "JPEG")
    photos.add(request, photos.re_encode(SimpleUploadedFile("x.jpg", picture.getvalue())))
    return cast.fresh(request)


def test_locked_data_stands_on_no_list_and_is_there_again_when_opened(cast, wang_asked):
    before = lists_with(cast, wang_asked)
    assert before == set(LISTS)  # the control: while it is open it stands on each of them
    wang = as_(cast.wang)
    assert "锁上我的资料" in text(wang.get("/me/data/lock/"))
    assert post(wang, "/me/data/lock/").status_code == 303
    assert lists_with(cast, wang_asked) == set()
    # The person reads it all the same, and may carry it away.
    assert "你的资料锁着" in text(wang.get("/me/data/"))
    assert wang.get(f"/r/{wang_asked.number}/").status_code == 200
    assert wang.get("/me/data/download/").status_code == 200
    assert post(wang, "/me/data/lock/", open="1").status_code == 303
    assert lists_with(cast, wang_asked) == before


def test_a_locked_helper_has_no_name_at_the_door_of_others(cast):
    request = cast.done()
    actions.confirm(cast.actor("chen"), request, rating=3)
    chen = as_(cast.chen)
    assert "王师傅" in text(chen.get(f"/r/{request.number}/"))
    restrict(cast.actor("wang"))
    assert "王师傅" not in text(chen.get(f"/r/{request.number}/"))
    lift(cast.actor("wang"))
    assert "王师傅" in text(chen.get(f"/r/{request.number}/"))


@pytest.mark.parametrize("what", ["asked", "held", "office"])
def test_what_is_being_done_is_ended_before_it_is_locked(cast, what):
    who = {"asked": "chen", "held": "wang", "office": "lin"}[what]
    cast.accepted()
    page = text(as_(cast.people[who]).get("/me/data/lock/"))
    assert "现在还不能锁" in page
    assert post(as_(cast.people[who]), "/me/data/lock/").status_code == 422
    assert Person.objects.get(pk=cast.people[who].pk).restricted_at is None


# Delete


def test_the_account_is_deleted_at_once_and_open_matters_end_well(cast):
    asked, held = cast.placed(by="wang"), cast.accepted()
    wang, other_phone = as_(cast.wang), as_(cast.wang)
    page = text(wang.get("/me/data/delete/"))
    assert "马上删掉" in page and "留下什么，为什么" in page and "同意记录" in page
    wrong = wang.post("/me/data/delete/", {"digits": "9999"})
    assert wrong.status_code == 422 and "对不上" in text(wrong)
    assert wang.post("/me/data/delete/", {"digits": cast.wang.phone[-4:]}).status_code == 303
    assert cast.fresh(asked).state == "withdrawn"
    assert cast.fresh(asked).contact.phone == ""
    assert cast.fresh(held).state == "verified"
    assert not Acceptance.objects.filter(helper=cast.wang, ended_at=None).exists()
    assert not ReportIn.objects.filter(person=cast.wang).exists()
    for client in (wang, other_phone):
        assert client.get("/me/").status_code == 302
    row = Person.objects.get(pk=cast.wang.pk)
    assert (row.phone, row.name, row.is_active, bool(row.closed_at)) == ("", "", False, True)


def test_the_same_telephone_may_begin_anew_and_finds_nothing_of_before(cast):
    request = cast.done()
    close_account(cast.actor("chen"))
    again = people.person_with_phone(cast.chen.phone, name="陈")
    assert again.pk != cast.chen.pk
    assert again.requests.count() == 0
    assert cast.fresh(request).state == "unconfirmed"


def test_an_office_is_laid_down_before_its_holder_goes(cast):
    page = text(as_(cast.lin).get("/me/data/delete/"))
    assert "先在“组织”那一页交出职务" in page
    answer = as_(cast.lin).post("/me/data/delete/", {"digits": cast.lin.phone[-4:]})
    assert answer.status_code == 422
    assert Person.objects.get(pk=cast.lin.pk).phone == cast.lin.phone


def test_what_one_said_of_oneself_for_a_neighbour_goes_and_the_neighbour_s_matter_goes_on(cast):
    request = cast.placed(by="hua", channel="for_other", note="代填人：华平", phone="10000088003")
    close_account(cast.actor("hua"))
    row = cast.fresh(request)
    assert (row.state, row.contact.phone, row.entered_by) == ("placed", "10000088003", None)
    assert [event.note for event in row.events.all()] == [""]


def test_avoided_people_and_free_times_go_with_the_report_in(cast):
    cast.report_in("hua", cast.a, avoid_phones=("10000066003",))
    close_account(cast.actor("hua"))
    assert not Avoidance.objects.exists()


# The notice


def test_a_new_version_of_the_notice_is_shown_once_and_written_down(cast):
    chen = as_(cast.chen)
    assert "隐私说明有新版本" in text(chen.get("/me/"))
    assert chen.post("/me/data/notice/", {"version": "old"}).status_code == 409
    for _twice in range(2):
        assert chen.post("/me/data/notice/", {"version": NOTICE_VERSION}).status_code == 303
    assert "隐私说明有新版本" not in text(chen.get("/me/"))
    (row,) = cast.chen.consents.filter(purpose="notice")
    assert (row.version, row.given_how) == (NOTICE_VERSION, "own_page")


def test_the_next_version_is_shown_again(cast, monkeypatch):
    Person.objects.filter(pk=cast.chen.pk).update(notice="2020-01")
    assert "隐私说明有新版本" in text(as_(cast.chen).get("/me/"))


def test_a_life_s_rows_do_not_outlive_their_owner(cast):
    """Whatever was made for the export test is gone from the export after closing."""
    person = whole_life(cast)
    from last500.organisations.models import Office

    Office.objects.filter(person=person).update(
        from_on=clock.today() - timedelta(days=3), to_on=clock.today() - timedelta(days=2)
    )
    close_account(cast.actor("canary"))
    left = {
        f"{model._meta.label}"
        for model, said in personal_models()
        for name in said.fields
        if (path := owner_path(model, said, name))
        and model._base_manager.filter(**{path: person.pk}).exists()
    }
    assert left <= {
        "people.Person", "people.Consent", "people.AccessEvent", "organisations.Office",
        "service_requests.Event", "service_requests.Acceptance", "reportin.ReportInEvent",
        "service_requests.ImportRun", "service_requests.ServiceRequest", "units.UnitReportIn",
        "records.ServiceRecord", "records.Review",
        "feedback.FeedbackEvent", "projects.Project", "projects.ProjectEvent",
        "calls.CallEvent",
        "reportin.Proof", "units.UnitReportInEvent", "units.UnitImport", "teams.Team",
        "teams.TeamEvent", "pairings.Pairing", "pairings.PairingEvent", "pairings.Bond",
        # What was done in an office, by the pseudonym; and that it stood in an export (PIPL 57).
        "organisations.TwoPersonStep", "organisations.BreakGlass", "exports.Export",
        "exports.ExportSubject", "complaints.ComplaintEvent", "complaints.RevealAsk",
        "posts.Post", "posts.PostEvent", "posts.PostDate", "grids.SeatEvent", "votes.VoteEvent",
        "activities.Activity", "activities.ActivityEvent", "activities.ActivityPhoto",
        "evaluations.EvaluationEvent",
        "lists.ListEvent", "grids.GridChange",
    }  # fmt: skip
    assert not MergeProposal.objects.filter(a__requester=person).exists()
    assert own(cast.actor("canary")) is None
