"""Covenants: no fines, decided by neighbours after remarks were heard, one in force."""

from mutants.faults.kinds import Fault, S

C = f"{S}/covenants"
LIFE, RULES = (f"{C}/tests/test_{name}.py" for name in ("life", "rules"))

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a covenant sets a fine",
        "neighbours threaten each other with money (行政处罚法 16)",
        f"{C}/actions/life.py",
        "    if rules.sets_fine(said):\n",
        '    if rules.sets_fine(said[:2]) or said == "":\n',
        (f"{LIFE}::test_an_article_sets_no_fine_and_names_no_telephone",),
    ),
    Fault(
        "the desk adopts a covenant",
        "a rule for everybody is made by an office",
        f"{C}/rules.py",
        '    return by != "desk" and closes_at is not None',
        "    return closes_at is not None",
        (f"{RULES}::test_it_is_decided_by_people_after_remarks_were_heard",),
    ),
    Fault(
        "decided before remarks were heard",
        "an old resolution adopts a text that nobody had read",
        f"{C}/rules.py",
        " and decided_from >= closes_at - timedelta(days=1)\n",
        "\n",
        (f"{RULES}::test_it_is_decided_by_people_after_remarks_were_heard",),
    ),
    Fault(
        "a remark hangs before anybody has looked",
        "words that name a neighbour are read by everybody",
        f"{C}/queries.py",
        "    rows = Remark.objects.filter(version=version, look=Look.SHOWN)\n",
        "    rows = Remark.objects.filter(version=version).exclude(look=Look.RETURNED)\n",
        (f"{LIFE}::test_a_remark_is_a_neighbours_looked_at_and_not_named",),
    ),
    Fault(
        "the former covenant stays in force",
        "the next version can never begin",
        f"{C}/actions/life.py",
        "    before.update(state=State.REPLACED, replaced_on=version.in_force_on)\n",
        "",
        (f"{LIFE}::test_the_next_version_replaces_it_and_says_what_changed",),
    ),
    Fault(
        "articles change after the draft",
        "what was adopted reads otherwise the next day",
        f"{C}/migrations/0002_articles_stay.py",
        "    operations = [GuardCovenants()]\n",
        "    operations = []\n",
        (f"{LIFE}::test_the_database_keeps_what_was_adopted",),
    ),
)
