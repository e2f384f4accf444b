"""The negative list: what no retention run may touch, however late it runs."""

from datetime import date, timedelta

import pytest

from last500.base import clock, erasing
from last500.organisations.models import Office
from last500.people.actions import record_consent
from last500.people.leaving import close_account, restrict
from last500.people.models import Consent, Contact, Person
from last500.proof.actions import record
from last500.proof.models import Entry
from last500.reportin.models import ReportIn
from last500.service_requests import actions
from last500.service_requests.actions import importing
from last500.service_requests.models import Acceptance, ServiceRequest
from last500.service_requests.retention import RULES as REQUEST_RULES
from last500.stats import actions as stats
from last500.stats.models import DayFigure
from tests.privacy.canary import sung
from tests.privacy.scanner import hits

LONG = timedelta(days=700)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def retain_after(time: timedelta) -> None:
    with clock.at(clock.now() + time):
        erasing.run()


def kept(request: ServiceRequest) -> tuple:
    row = ServiceRequest.objects.select_related("contact").get(pk=request.pk)
    notes = [event.note for event in row.events.order_by("pk")]
    return row.text, row.contact.name, row.contact.phone, row.contact.door, row.requester_id, notes


def test_an_open_request_however_old(cast):
    request = cast.accepted("wang", note="三楼左手边", answers={"tool": "ladder"})
    before = kept(request)
    retain_after(LONG)
    assert kept(request) == before
    assert Acceptance.objects.get(request=request).helper == cast.wang
    assert request.invitations.exists()


@pytest.mark.parametrize("how", ["objected to", "reopened", "set right from above"])
def test_what_was_sent_back_to_the_desk_until_it_is_closed_and_its_term_is_over(cast, how):
    closed = clock.now()
    if how == "objected to":
        request = cast.placed()
        actions.decline(cast.actor("lin"), request, note="不归这里管")
        actions.object_to(cast.actor("chen"), cast.fresh(request), note="就归这里管")
    elif how == "reopened":
        request = cast.done()
        actions.reopen(cast.actor("chen"), request, comment="灯又灭了")
    else:
        request = cast.placed()
        actions.refer(cast.actor("lin"), request, route="hotline", note="归热线")
        actions.reroute(cast.actor("he"), cast.fresh(request), note="归这里")
    # Whatever date it still carries from the time it was closed.
    ServiceRequest.objects.filter(pk=request.pk).update(closed_at=closed)
    before = kept(request)
    retain_after(LONG)
    assert kept(request) == before
    with clock.at(clock.now() + LONG):
        actions.withdraw(cast.actor("chen"), cast.fresh(request))
        again = clock.now()
    with clock.at(again + 179 * clock.DAY):
        erasing.run()
        assert kept(request)[0]
    with clock.at(again + 181 * clock.DAY):
        erasing.run()
        assert not kept(request)[0]


def test_a_merged_request_as_long_as_the_one_it_was_merged_into(cast):
    main, other = cast.verified(), cast.placed(by="hua", text="三层的灯坏了", phone="10000088001")
    actions.merge(cast.actor("lin"), other, into=main)
    retain_after(LONG)
    assert kept(other)[1] == "华平"
    actions.withdraw(cast.actor("chen"), cast.fresh(main))
    retain_after(LONG)
    assert kept(other)[:4] == ("", "", "", "")


def test_kind_place_and_times_of_a_closed_request_and_the_figures(cast):
    request = cast.done()
    actions.confirm(cast.actor("chen"), request, rating=3)
    stats.fold_in()
    facts = ("category", "place", "building", "spot", "placed_at", "closed_at", "solved", "rating")
    before = ServiceRequest.objects.filter(pk=request.pk).values(*facts).get()
    figures = list(DayFigure.objects.order_by("pk").values())
    assert figures
    steps = list(request.events.order_by("pk").values_list("action", "from_state", "to_state"))
    retain_after(LONG)
    assert ServiceRequest.objects.filter(pk=request.pk).values(*facts).get() == before
    assert list(DayFigure.objects.order_by("pk").values()) == figures
    assert steps == list(
        request.events.order_by("pk").values_list("action", "from_state", "to_state")
    )
    assert Acceptance.objects.get(request=request).helper == cast.wang


def test_a_published_summary_and_only_with_the_resident_s_leave(cast):
    shown, hidden = cast.done(), cast.done()
    for request in (shown, hidden):
        cast.summarised(request, "三楼灯换好")
    actions.confirm(cast.actor("chen"), cast.fresh(shown), rating=3, may_publish=True)
    actions.confirm(cast.actor("chen"), cast.fresh(hidden), rating=3)
    retain_after(LONG)
    assert cast.fresh(shown).summary == "三楼灯换好"
    assert cast.fresh(hidden).summary == ""


def test_offices_within_three_years(cast):
    Office.objects.filter(person=cast.lin).update(to_on=clock.today() - clock.DAY)
    retain_after(timedelta(days=3 * 365 - 5))
    assert Office.objects.filter(person=cast.lin).exists()
    retain_after(timedelta(days=3 * 365 + 5))
    assert not Office.objects.filter(person=cast.lin).exists()
    assert Office.objects.filter(person=cast.he, to_on=None).exists()
    assert date(2020, 1, 1) == Office.objects.get(person=cast.he).from_on


def test_entries_of_the_log_when_their_openings_are_gone(cast):
    entry = record("security", "sign_in", {"door": "web"}, personal={"person": str(cast.lin.pk)})
    retain_after(LONG)
    assert Entry.objects.get(pk=entry.pk).entry_hash == entry.entry_hash
    assert not hasattr(Entry.objects.get(pk=entry.pk), "opening")


def test_restricted_data_until_its_term(cast):
    request = cast.done()
    actions.confirm(cast.actor("chen"), request, rating=3)
    restrict(cast.actor("chen"))
    before = kept(request)
    retain_after(timedelta(days=170))
    assert kept(request) == before


def test_accounts_report_ins_and_wishes_that_are_in_use(cast):
    before = (
        Person.objects.get(pk=cast.wang.pk).phone,
        list(ReportIn.objects.get(person=cast.wang).windows),
    )
    retain_after(5 * LONG)
    mine = ReportIn.objects.get(person=cast.wang)
    assert before == (
        Person.objects.get(pk=cast.wang.pk).phone,
        list(mine.windows),
    )
    assert mine.skills == ["electric_repair", "phone_teaching"]


def test_proof_of_consent_for_three_years_after_the_account_is_closed(cast):
    given = record_consent("report_in", "own_page", person=cast.wang)
    close_account(cast.actor("wang"))
    retain_after(timedelta(days=2 * 365))
    assert Consent.objects.filter(pk=given.pk).exists()
    retain_after(timedelta(days=4 * 365))
    assert not Consent.objects.filter(pk=given.pk).exists()


def test_the_row_of_a_closed_account_and_what_others_did_with_it(cast):
    request = cast.done()
    close_account(cast.actor("wang"))
    retain_after(LONG)
    assert Acceptance.objects.get(request=request).helper_id == cast.wang.pk
    assert kept(request)[1] == "陈桂英"


def test_a_contact_with_two_requests_as_long_as_the_later_one(cast):
    early, late = cast.placed(), cast.placed()
    ServiceRequest.objects.filter(pk=late.pk).update(contact=early.contact)
    actions.withdraw(cast.actor("chen"), cast.fresh(early))
    retain_after(LONG)
    assert Contact.objects.get(pk=early.contact_id).phone == cast.chen.phone
    actions.withdraw(cast.actor("chen"), cast.fresh(late))
    retain_after(LONG)
    assert Contact.objects.get(pk=early.contact_id).phone == ""


def test_rows_of_an_import_that_became_requests_are_known_again(cast):
    content = "id,text,user,at,place\n1,灯坏了,u1,2026-08-19 11:48,甲\n".encode()
    mapping = (
        b'source="x"\nconsent="signed_paper"\nno_phone="slip"\n[columns]\ntext="text"\nkey="id"\n'
        b'[place]\nconstant="furongyuan"\n'
    )
    he = cast.actor("he")
    assert importing.apply(he, importing.stage(he, content, "a.csv", mapping)) == 1
    with clock.at(clock.now() + 30 * clock.DAY):
        erasing.run()
        again = importing.stage(he, content + b"\n", "b.csv", mapping)
        assert importing.apply(he, again) == 0


def test_a_rule_that_went_by_the_date_alone_would_erase_what_is_open(cast, monkeypatch):
    """The control: leave the state out of the question, and the tests above see it."""
    request = cast.done()
    actions.reopen(cast.actor("chen"), request)
    ServiceRequest.objects.filter(pk=request.pk).update(closed_at=clock.now())
    careless = erasing.Rule(
        "request_words",
        "",
        next(rule.keep for rule in REQUEST_RULES if rule.name == "request_words"),
        lambda edge: ServiceRequest.objects.filter(closed_at__lt=edge),
        fields=("text",),
    )
    monkeypatch.setattr(erasing, "rules", lambda: [careless])
    retain_after(LONG)
    assert not kept(request)[0]


def test_every_line_of_the_list_says_why(cast):
    stays = erasing.declared("STAYS")
    assert len(stays) >= 8
    assert all(line.what and line.why for line in stays)


def test_of_two_residents_only_the_one_whose_term_is_over_is_erased(cast):
    early = sung(cast)
    with clock.at(clock.now() + 100 * clock.DAY):
        late = sung(cast)
    with clock.at(clock.now() + 190 * clock.DAY):
        erasing.run()
        left = {hit.split(": ")[0] for hit in hits(early.words)}
        assert left <= {"people.AccessEvent.reason", "proof.Opening.personal"}
        assert late.request.link_key in {hit.split(": ")[1] for hit in hits(late.words)}
