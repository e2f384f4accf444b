from datetime import timedelta

from django.db import migrations

from last500.base import clock
from last500.base.ids import public_number, uuid7
from last500.base.migrating import every_row, settled

# Codes that stood among the skills and meant: a paper was shown. "law" is also the name of a
# skill that anybody may tick, so that of it nobody knows which was meant: the desk looks once.
SHOWN, ASKED_FOR = ("medicine", "electric"), ("law",)
NOTED_BEFORE = "以前记下的"  # models.proofs.NOTED_BEFORE
# When it was good until was never written down: each paper is looked at again within a year.
GOOD_FOR = timedelta(days=365)
ACTIVE = ("asked", "confirmed")


def codes_into_proofs(apps, editor):
    """A code becomes a proof that an office had seen before, good for a year; the skills stay."""
    alias = editor.connection.alias
    proof = apps.get_model("reportin", "Proof")._base_manager.using(alias)
    for row in every_row(apps.get_model("reportin", "ReportIn"), alias):
        codes = [code for code in row.skills if code in {*SHOWN, *ASKED_FOR}]
        if row.state in ACTIVE:
            for code in codes:
                proof.create(**_proof(row, code))
        if any(code in SHOWN for code in codes):
            row.skills = [code for code in row.skills if code not in SHOWN]
            row.save(using=alias, update_fields=["skills"])
    settled(editor)


def _proof(row, code):
    about = {"id": uuid7(), "person_id": row.person_id, "qualification": code}
    if code in ASKED_FOR or row.decided_at is None:
        return {**about, "state": "said", "said_at": row.asked_at}
    return {
        **about,
        "state": "seen",
        "said_at": row.asked_at,
        "checked_at": row.decided_at,
        "place_id": row.place_id,
        "as_what": NOTED_BEFORE,
        "valid_until": clock.today() + GOOD_FOR,
    }


def proofs_into_codes(apps, editor):
    alias = editor.connection.alias
    proofs = apps.get_model("reportin", "Proof")._base_manager.using(alias)
    for row in every_row(apps.get_model("reportin", "ReportIn"), alias):
        seen = proofs.filter(person=row.person_id, state="seen", qualification__in=SHOWN)
        codes = [one.qualification for one in seen.order_by("qualification")]
        if codes and row.state in ACTIVE:
            row.skills = [*row.skills, *codes]
            row.save(using=alias, update_fields=["skills"])
    settled(editor)


def ages_and_numbers(apps, editor):
    """Whoever has a guardian is under 14; whoever is reported in has a number."""
    alias = editor.connection.alias
    guardians = apps.get_model("people", "Guardian")._base_manager.using(alias)
    volunteers = apps.get_model("reportin", "HelperNumber")._base_manager.using(alias)
    guarded = set(guardians.exclude(person=None).values_list("person", flat=True))
    for row in every_row(apps.get_model("reportin", "ReportIn"), alias):
        if row.person_id in guarded:
            row.age = "under_14"
            row.save(using=alias, update_fields=["age"])
        if row.state == "confirmed":
            volunteers.create(
                id=uuid7(), person_id=row.person_id, number=public_number(), made_at=clock.now()
            )
    settled(editor)


def whose_avoidances(apps, editor):
    """Each gets its owner's keyed hash, so that it can be asked from both sides."""
    alias = editor.connection.alias
    for row in every_row(apps.get_model("reportin", "Avoidance"), alias):
        row.by_index = row.report_in.person.phone_index
        row.save(using=alias, update_fields=["by_index"])
    settled(editor)


class Migration(migrations.Migration):
    dependencies = [
        ("reportin", "0004_what_a_member_says_of_themself"),
        ("people", "0005_guardians_and_restriction"),
    ]
    operations = [
        migrations.RunPython(codes_into_proofs, proofs_into_codes),
        migrations.RunPython(ages_and_numbers, migrations.RunPython.noop),
        migrations.RunPython(whose_avoidances, migrations.RunPython.noop),
    ]
