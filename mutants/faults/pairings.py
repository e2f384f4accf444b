"""Pairings: both yes, one helper, a door that opens to one person and closes again."""

from mutants.faults.kinds import POSTGRESQL, Edit, Fault, S

T = f"{S}/pairings/tests"
HELPING, HOUSEHOLD = f"{S}/pairings/actions/helping.py", f"{S}/pairings/actions/household.py"
QUERIES, RULES = f"{S}/pairings/queries.py", f"{S}/pairings/rules.py"
LIFE, END, CONSENT = (f"{T}/test_{name}.py" for name in ("life", "end", "consent"))

FAULTS: tuple[Fault, ...] = (
    Fault(
        "contact before the yes",
        "whoever is merely asked to be paired reads whose household it is",
        QUERIES,
        "    holds = bond_of(actor, pairing) is not None\n",
        "    holds = bool(roles_of(actor, pairing))\n",
        (f"{LIFE}::test_the_helper_is_followed_by_another_only_with_the_households_yes",),
    ),
    Fault(
        "contact after the end",
        "a helper goes on seeing telephone and door of a household that has ended it",
        RULES,
        "    return holds and State(state) == S.RUNNING\n",
        "    return holds\n",
        (f"{T}/test_rules.py::"
         "test_the_contact_is_shown_to_whoever_holds_it_while_it_runs_and_else_never",),
    ),
    Fault(
        "successor without the household",
        "another helper takes over, and the household is not asked",
        HELPING,
        "    if asked.follows:\n        _offer_to_follow(actor, asked)\n        return None\n",
        "    if asked.follows:\n        _offer_to_follow(actor, asked)\n"
        "        with everything(\"x\"):\n            asked.refresh_from_db()\n"
        "            pairing.bonds.filter(ended_at=None).update(helper=asked.helper)\n"
        "        return None\n",
        (f"{LIFE}::test_the_helper_is_followed_by_another_only_with_the_households_yes",),
    ),
    Fault(
        "one yes renews",
        "a pairing goes on for another term because its helper alone said so",
        HOUSEHOLD,
        "    if pairing.renew_helper_at is None or pairing.renew_household_at is None:\n",
        "    if pairing.renew_helper_at is None and pairing.renew_household_at is None:\n",
        (f"{LIFE}::test_another_term_needs_both_yes_again",),
    ),
    Fault(
        "helper speaks for the household",
        "a helper who was handed the link says yes in the household's name",
        QUERIES,
        "        return frozenset(roles - {Role.HOUSEHOLD})\n",
        "        return frozenset(roles)\n",
        (f"{LIFE}::test_a_helper_with_the_link_in_hand_says_no_yes_in_the_households_name",),
    ),
    Fault(
        "asked before anybody spoke to the household",
        "helpers are asked for a household that somebody else typed in for fun",
        HELPING,
        "        if pairing.checked_at is None:\n",
        "        if pairing.consent_at is None:\n",
        (f"{CONSENT}::"
         "test_a_household_wishes_on_its_own_page_and_the_desk_speaks_to_it_before_anybody_is_asked",),
    ),
    Fault(
        "two helpers for one household",
        "two who say yes at the same moment both see the door",
        HELPING,
        "    if not Pairing.objects.filter(pk=pairing.pk, state=State.ASKED).update(**values):\n",
        "    if not Pairing.objects.filter(pk=pairing.pk).update(**values):\n",
        (f"{LIFE}::test_the_second_who_says_yes_is_told_that_somebody_was_first",),
        more=(
            Edit(
                HELPING,
                "    if pairing.state != State.ASKED or not _win(pairing):\n",
                "    if not _win(pairing):\n",
            ),
            Edit(
                HELPING,
                "    if asked.answer != PairingAsk.Answer.ASKED or asked.ends_at <= clock.now():\n",
                "    if asked.ends_at <= clock.now():\n",
            ),
        ),
    ),
    Fault(
        "household's steps with its name",
        "whoever reads the history of a pairing reads whose it is",
        f"{S}/pairings/actions/step.py",
        "        actor_id=None if role == Role.HOUSEHOLD else actor.person,\n",
        "        actor_id=actor.person,\n",
        (f"{END}::test_of_the_households_own_steps_the_history_keeps_no_person",),
    ),
    Fault(
        "contact outlives its pairing",
        "a household's telephone stays after the term of the pairing",
        f"{S}/pairings/retention.py",
        "    contacts.update(**empty_values(Contact, CONTACT), erased_at=clock.now())\n",
        "    contacts.update(erased_at=clock.now())\n",
        (f"{END}::test_a_contact_lasts_as_long_as_its_pairing_and_goes_with_it",),
        more=(
            Edit(
                f"{S}/service_requests/retention.py",
                "~Exists(lasting), ~keeps_contact())",
                "Exists(lasting))",
            ),
        ),
    ),
    Fault(
        "second wall: the asked reach the contact (PostgreSQL)",
        "a view that forgot its filter shows the door to whoever is asked",
        f"{S}/pairings/migrations/0002_second_wall.py",
        "                  WHERE b.pairing_id = r.id AND b.helper_id = app_person()\n"
        "                    AND b.ended_at IS NULL))\"\"\",\n",
        "                  WHERE b.pairing_id = r.id))\n"
        "              OR r.id IN (SELECT app_paired_help())\"\"\",\n",
        (f"{T}/test_second_wall.py::"
         "test_whoever_is_merely_asked_reaches_the_pairing_and_no_contact",),
        database=POSTGRESQL,
    ),
)  # fmt: skip
