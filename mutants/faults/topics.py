"""Topics: looked at before they hang at the gate, counted by households, named by nobody."""

from mutants.faults.kinds import Fault, S

T = f"{S}/topics"
LIFE, PAGES, RULES = (f"{T}/tests/test_{name}.py" for name in ("life", "pages", "rules"))

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a topic hangs at the gate before the desk has looked",
        "words that accuse a person are read by everybody",
        f"{T}/models/topics.py",
        "_HANGS = Q(sorted_at__isnull=False) & ~Q(state=State.WITHDRAWN)",
        "_HANGS = ~Q(state=State.WITHDRAWN)",
        (f"{LIFE}::test_nobody_but_the_desk_and_the_proposer_sees_it_before_the_desk_has_looked",),
    ),
    Fault(
        "the proposer's name at the gate",
        "a desk leaves in who brought it up",
        f"{T}/actions/step.py",
        "    if len(but) > 1 and but in said:\n",
        "    if False:\n",
        (f"{LIFE}::test_what_hangs_at_the_gate_names_nobody_and_says_whose_it_is",),
    ),
    Fault(
        "support counted by heads",
        "one household puts a topic on the agenda alone",
        f"{T}/actions/support.py",
        'rows.order_by().values("household").distinct().count()',
        "rows.count()",
        (f"{LIFE}::test_support_counts_households_and_puts_it_on_an_agenda",),
    ),
    Fault(
        "merged supports are lost",
        "neighbours who pressed elsewhere are not counted",
        f"{T}/actions/support.py",
        "        rows = Support.objects.filter(Q(topic=topic) | Q(topic__into=topic))\n",
        "        rows = Support.objects.filter(topic=topic)\n",
        (f"{LIFE}::test_merging_keeps_both_supports_and_counts_a_household_once",),
    ),
    Fault(
        "what is not the same is proposed again",
        "the desk is asked again and again to merge what it has said is not the same",
        f"{T}/queries.py",
        "        found.pop(str(said.other_id if said.one_id == topic.pk else said.one_id), None)\n",
        "        found.pop(str(said.other_id), None)\n",
        (f"{LIFE}::test_two_that_are_not_the_same_are_not_proposed_again",),
    ),
    Fault(
        "a changed opinion stays open",
        "what the desk has not looked at hangs at the gate",
        f"{T}/actions/opinions.py",
        "stance, said, Look.WAITING",
        "stance, said, opinion.look",
        (f"{LIFE}::test_an_opinion_is_sealed_until_the_desk_has_looked",),
    ),
    Fault(
        "somebody else's yes",
        "a request becomes a topic though whoever placed it was not asked",
        f"{T}/actions/raising.py",
        "    if not RaiseAsk.objects.filter(pk=ask.pk).asked_of(actor).exists():\n",
        "    if False:\n",
        (f"{LIFE}::test_only_who_placed_a_request_says_whether_it_becomes_a_topic",),
    ),
)
