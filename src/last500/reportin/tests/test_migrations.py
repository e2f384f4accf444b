"""Codes among the skills that stood for a paper become proofs "noted before", and come back."""

from last500.base import clock
from tests.privacy.test_sealing_migrations import migrate, older  # noqa: F401

BEFORE = [
    ("reportin", "0003_the_unit_somebody_comes_from"),
    ("people", "0005_guardians_and_restriction"),
]
AFTER = [("reportin", "0005_what_was_shown_before")]


def test_there_and_back(older):  # noqa: F811
    rows = migrate(older, BEFORE)
    now = clock.now()
    place = rows("places.Place").create(name="芙蓉苑", path="1", level="compound")
    keys = []
    for number, skills in enumerate((["law", "chess"], ["electric_repair", "electric"], ["chess"])):
        person = rows("people.Person").create(phone_index=str(number), made_at=now)
        row = rows("reportin.ReportIn").create(
            person=person, place=place, kind="volunteer", state="confirmed", skills=skills,
            asked_at=now, decided_at=now,
        )  # fmt: skip
        rows("reportin.Avoidance").create(report_in=row, phone_index=f"avoided-{number}")
        keys.append((person.pk, row.pk))
    (lawyer, _), (electrician, wires), (child, small) = keys
    rows("people.Guardian").create(person_id=child, name="监护", phone="1", at=now)

    rows = migrate(older, AFTER)
    proofs = {row.person_id: row for row in rows("reportin.Proof").all()}
    # "law" is a skill that anybody may tick: nobody knows whether a paper was shown.
    assert proofs[lawyer].state == "said"
    seen = proofs[electrician]
    assert (seen.state, seen.as_what, seen.seen_by_id) == ("seen", "以前记下的", None)
    assert seen.valid_until > clock.today()
    assert child not in proofs
    helper = rows("reportin.ReportIn").get(pk=wires)
    assert helper.skills == ["electric_repair"]
    assert rows("reportin.ReportIn").get(pk=small).age == "under_14"
    numbers = set(rows("reportin.HelperNumber").values_list("number", flat=True))
    assert len(numbers) == 3
    assert set(rows("reportin.Avoidance").values_list("by_index", "phone_index")) == {
        (str(number), f"avoided-{number}") for number in range(3)
    }

    rows = migrate(older, [("reportin", "0004_what_a_member_says_of_themself")])
    assert rows("reportin.ReportIn").get(pk=wires).skills == ["electric_repair", "electric"]
