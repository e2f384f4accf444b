"""The life of a request: an invitation, an emergency, the resident's own word, whole figures."""

from mutants.faults.kinds import Fault, S

LIFE = f"{S}/service_requests/tests/test_life.py"
RULES = f"{S}/service_requests/tests/test_rules.py"
STEPS = f"{S}/service_requests/rules.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "desk accepts for a helper",
        "somebody is assigned who never said yes",
        STEPS,
        "A.ACCEPT: _step({S.OFFERED}, S.ACCEPTED, R.HELPER),",
        "A.ACCEPT: _step({S.OFFERED}, S.ACCEPTED, R.HELPER, R.DESK),",
        (f"{RULES}::test_nobody_but_a_helper_leads_to_accepted",),
    ),
    Fault(
        "anybody accepts uninvited",
        "somebody the desk never asked gets name and door of a resident",
        f"{S}/service_requests/actions/helping.py",
        "    if not by_name and not request.open_to:\n        raise Conflict(_(GONE))\n",
        "",
        (f"{LIFE}::test_only_the_helper_themself_accepts",),
    ),
    Fault(
        "emergency offered to all",
        "neighbours are sent to what 120 should have come for",
        f"{S}/service_requests/actions/desk.py",
        '    if request.suspected_emergency:\n        raise Refused(_("这件可能是紧急情况。',
        '    if False:\n        raise Refused(_("这件可能是紧急情况。',
        (f"{LIFE}::test_an_emergency_is_never_offered",),
    ),
    Fault(
        "emergency fits a helper",
        "an emergency is proposed to neighbours by name",
        STEPS,
        "H.EMERGENCY: need.suspected_emergency,",
        "H.EMERGENCY: False,",
        (f"{S}/dispatch/tests/test_matching.py::test_a_suspected_emergency_is_proposed_to_nobody",),
    ),
    Fault(
        "silence counts as satisfied",
        "whoever does not answer is taken to be content",
        STEPS,
        "A.LAPSE: _step({S.DONE}, S.UNCONFIRMED, R.CLOCK),",
        "A.LAPSE: _step({S.DONE}, S.CONFIRMED, R.CLOCK),",
        (f"{LIFE}::test_silence_is_never_counted_as_satisfied",),
    ),
    Fault(
        "silence shown as confirmed",
        "the figures of a place praise it for answers that nobody gave",
        f"{S}/stats/rules.py",
        "        count(_ENDS[State(state)], ended or placed_at)\n",
        "        silent = State(state) == State.UNCONFIRMED\n"
        "        count(M.CONFIRMED if silent else _ENDS[State(state)], ended or placed_at)\n",
        (f"{S}/stats/tests/test_rules.py::test_silence_is_counted_as_silence",),
    ),
    Fault(
        "helper speaks for the resident",
        "whoever helped says that the resident is content",
        f"{S}/service_requests/actions/resident.py",
        "    if actor.person and helped.exists():",
        "    if actor.person and helped.exists() and not by_phone:",
        (f"{LIFE}::test_a_word_by_telephone_is_entered_by_somebody_other_than_the_helper",),
    ),
    Fault(
        "median in fractions",
        "the same figures are told a minute longer than they were",
        f"{S}/stats/rules.py",
        "    return sum(found) // 2\n",
        "    return -(-sum(found) // 2)\n",
        (f"{S}/stats/tests/test_rules.py::test_the_median_is_exact",),
    ),
    Fault(
        "weekend counts as worked",
        "a request placed on Friday is overdue on Saturday",
        f"{S}/organisations/rules.py",
        "return self.special.get(day, day.weekday() < 5)",
        "return self.special.get(day, day.weekday() < 6)",
        (
            f"{S}/organisations/tests/test_rules.py"
            "::test_a_weekend_is_not_worked_and_a_made_up_saturday_is",
        ),
    ),
)
