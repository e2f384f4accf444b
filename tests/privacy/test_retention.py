"""After its term nothing of a person is found: in no table, no file, no line of the log (R14)."""

import logging
from datetime import timedelta

import pytest

from last500.base import clock, erasing, worker
from last500.base.erasing import Rule
from last500.base.models import Erasure
from last500.notify.actions import deliver_due
from last500.people.leaving import close_account
from last500.people.models import Person
from last500.service_requests import photos
from last500.service_requests.actions import take_back
from last500.service_requests.models import Event, Photo, ServiceRequest
from tests.privacy.canary import Canary, sung
from tests.privacy.scanner import hits

A_YEAR_AND_MORE = timedelta(days=400)
ALL_TERMS = timedelta(days=5 * 366)


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def canary(cast) -> Canary:
    return sung(cast)


def retain_after(time: timedelta) -> list:
    with clock.at(clock.now() + time):
        return erasing.run()


def test_while_the_terms_run_the_scanner_finds_the_canary_everywhere(canary, caplog):
    """The scanner sees: without this the tests below could not fail."""
    retain_after(timedelta(0))
    found = {hit.split(": ")[0] for hit in hits(canary.words)}
    assert {
        "service_requests.ServiceRequest.text",
        "service_requests.ServiceRequest.summary",
        "service_requests.Event.note",
        "people.Contact.phone",
        "people.Guardian.name",
        "people.AccessEvent.reason",
        "notify.Message.params",
        "service_requests.MergeProposal.because",
        "service_requests.ImportRow.data",
        "service_requests.ImportRun.file_name",
        "service_requests.Photo.file",
    } <= found
    assert any(where.startswith("file ") for where in found)


def test_after_the_terms_the_scanner_finds_nothing(canary, caplog):
    with caplog.at_level(logging.DEBUG):
        deliver_due()
        retain_after(A_YEAR_AND_MORE)
    assert hits(canary.words, caplog.text) == []
    assert not list(photos.folder().glob("*/*"))


def test_of_somebody_who_closed_their_account_nothing_is_found_at_once(cast, caplog):
    canary = sung(cast, account=True)
    actor = canary.actor
    with caplog.at_level(logging.DEBUG):
        close_account(actor)
    left = {hit.split(": ")[0] for hit in hits(canary.words, caplog.text)}
    # Others wrote it about their own looking; it goes after its term (and is told on the page).
    assert left <= {
        "proof.Opening.personal",
        "people.AccessEvent.reason",
        "service_requests.ImportRow.data",
        "service_requests.ImportRun.file_name",
    }
    retain_after(A_YEAR_AND_MORE)
    assert hits(canary.words) == []
    row = Person.objects.get(pk=actor.person)
    assert (row.name, row.phone, row.is_active) == ("", "", False)
    assert row.phone_index.startswith("closed-")


def test_of_a_request_its_resident_takes_back_nothing_is_found_at_once(cast, canary):
    take_back(canary.actor, canary.request)
    left = {hit.split(": ")[0] for hit in hits(canary.words)}
    assert left <= {
        "proof.Opening.personal",
        "people.AccessEvent.reason",  # about the look of an officer: after its own term
        "service_requests.ImportRow.data",  # a file nobody has imported yet
        "service_requests.ImportRun.file_name",
    }


@pytest.mark.parametrize(
    "name", ["photos", "request_words", "contacts", "event_notes", "looks", "messages", "guardians"]
)
def test_without_one_rule_the_scanner_finds_what_it_would_have_erased(canary, name, monkeypatch):
    """The control of the test above: each rule is needed."""
    kept = [rule for rule in erasing.rules() if rule.name not in {name, "lost_photos"}]
    monkeypatch.setattr(erasing, "rules", lambda: kept)
    retain_after(A_YEAR_AND_MORE)
    assert hits(canary.words)


def snapshot() -> list:
    from tests.privacy.scanner import everything_kept

    return sorted(
        f"{where}={said}" for where, said in everything_kept() if not where.startswith("base.Era")
    )


def test_run_twice_nothing_changes(canary):
    with clock.at(clock.now() + A_YEAR_AND_MORE):
        erasing.run()
        once, stones = snapshot(), Erasure.objects.count()
        assert sum(outcome.count for outcome in erasing.run()) == 0
        assert snapshot() == once
        assert Erasure.objects.count() == stones


class Killed(BaseException):
    """As a process ends: nothing catches it."""


@pytest.mark.parametrize("after", range(0, 16, 3))
def test_killed_midway_and_run_again_it_ends_the_same(cast, canary, monkeypatch, after):
    for _more in range(2):
        sung(cast)
    monkeypatch.setattr(erasing, "BATCH", 1)
    real, steps = Rule.step, iter(range(10_000))

    def step(self, now, most):
        gone = real(self, now, most)
        if next(steps) == after:
            raise Killed
        return gone

    with clock.at(clock.now() + A_YEAR_AND_MORE):
        with monkeypatch.context() as cut:
            cut.setattr(Rule, "step", step)
            with pytest.raises(Killed):
                erasing.run()
        erasing.run()
        assert hits(canary.words) == []
        assert erasing.overdue() == []


def test_a_stop_between_two_batches_loses_nothing(canary, monkeypatch):
    with clock.at(clock.now() + A_YEAR_AND_MORE):
        worker.stopping.set()
        try:
            assert erasing.run() == []
        finally:
            worker.stopping.clear()
        assert hits(canary.words)
        erasing.run()
        assert hits(canary.words) == []


def test_a_dry_run_counts_and_changes_nothing(canary):
    before = snapshot()
    with clock.at(clock.now() + A_YEAR_AND_MORE):
        counted = {one.rule.name: one.count for one in erasing.run(dry=True)}
        assert counted["contacts"] and counted["photos"]
        assert snapshot() == before
        assert Erasure.objects.count() == 0
        done = {one.rule.name: one.count for one in erasing.run()}
    assert done["contacts"] == counted["contacts"]
    assert done["photos"] == counted["photos"]


def test_a_tombstone_says_how_many_and_nothing_of_whom(canary):
    retain_after(A_YEAR_AND_MORE)
    stone = Erasure.objects.get(rule="photos")
    assert (stone.count, stone.days, stone.failed) == (1, 180, "")
    assert {field.name for field in Erasure._meta.fields} == {
        "id", "run", "rule", "days", "count", "at", "failed",
    }  # fmt: skip


def test_what_could_not_be_erased_stays_visible_until_it_is(canary, monkeypatch, caplog):
    def broken(photo):
        raise OSError(f"no permission for {photo.file}")

    with clock.at(clock.now() + A_YEAR_AND_MORE):
        with monkeypatch.context() as fault:
            fault.setattr(photos, "unlink", broken)
            erasing.job()
            (late,) = erasing.overdue()
        assert (late.rule.name, late.count, late.failed) == ("photos", 1, "OSError")
        assert "photos" in caplog.text
        assert canary.photo not in caplog.text
        # The others went all the same.
        assert not ServiceRequest.objects.exclude(text=b"").filter(state="confirmed").exists()
        assert Photo.objects.exists()
        erasing.run()
        assert erasing.overdue() == []
        assert not Photo.objects.exists()


def test_due_for_more_than_a_day_is_overdue_and_due_today_is_not(canary):
    closed = canary.request.closed_at
    with clock.at(closed + 180 * clock.DAY + 3 * clock.HOUR):
        assert "contacts" not in {one.rule.name for one in erasing.overdue()}
    with clock.at(closed + 181 * clock.DAY + 3 * clock.HOUR):
        assert "contacts" in {one.rule.name for one in erasing.overdue()}


def test_the_term_is_the_operators_to_set(canary, settings):
    settings.KEEP_DAYS = settings.KEEP_DAYS | {"request": 10}
    retain_after(timedelta(days=11))
    assert not ServiceRequest.objects.get(pk=canary.request.pk).text
    assert not Event.objects.filter(request=canary.request).exclude(note=b"").exists()


def test_every_rule_is_carried_out_without_a_fault_years_later(cast, canary):
    outcomes = retain_after(ALL_TERMS)
    assert [one for one in outcomes if one.failed] == []
