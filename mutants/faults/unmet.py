"""Unmet needs and the mode: counted once, taken up once, told to who asked and to nobody else."""

from mutants.faults.kinds import Edit, Fault, S

U, P = f"{S}/unmet", f"{S}/projects"
LIFE, RULES = f"{U}/tests/test_life.py", f"{U}/tests/test_rules.py"
NEEDS, MODES = f"{P}/tests/test_needs.py", f"{S}/web/tests/test_modes.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "a need taken up twice",
        "two projects stand on the same need",
        f"{U}/actions/step.py",
        "    rows = UnmetNeed.objects.filter(pk=need.pk, state__in=start)\n",
        "    rows = UnmetNeed.objects.filter(pk=need.pk)\n",
        (f"{LIFE}::test_several_needs_are_taken_up_together_or_not_at_all",),
    ),
    Fault(
        "a colleague's needs taken up",
        "a secretary turns needs of another compound into a project",
        f"{U}/actions/answering.py",
        "        must_answer(actor, need)\n        advance(actor, need, Action.TAKE_UP",
        "        advance(actor, need, Action.TAKE_UP",
        (f"{LIFE}::test_several_needs_are_taken_up_together_or_not_at_all",),
    ),
    Fault(
        "the desk's reason in a message",
        "free words of a desk go out by e-mail",
        f"{U}/actions/answering.py",
        '{"category": BY_CODE[need.category].name})',
        '{"category": BY_CODE[need.category].name, "reason": said})',
        (f"{LIFE}::test_a_need_is_set_aside_with_a_reason_and_who_asked_is_told",),
    ),
    Fault(
        "locked requests are counted",
        "what a resident has locked is used for figures",
        f"{U}/actions/gathering.py",
        "        placed_at__gte=clock.now() - look_back, restricted_at=None\n",
        "        placed_at__gte=clock.now() - look_back\n",
        (f"{LIFE}::test_what_its_resident_has_locked_is_not_counted",),
        more=(
            Edit(
                f"{U}/actions/gathering.py",
                "placed_at__lt=after, restricted_at=None)",
                "placed_at__lt=after)",
            ),
        ),
    ),
    Fault(
        "locked persons are told",
        "a message goes to a request that its resident has locked",
        f"{U}/actions/telling.py",
        "need__in=list(needs), request__restricted_at=None)",
        "need__in=list(needs))",
        (f"{LIFE}::test_one_message_for_each_who_asked_and_none_for_whoever_locked_their_data",),
    ),
    Fault(
        "a declined project keeps its need",
        "the need of a project that was declined waits for nobody",
        f"{P}/actions/needs.py",
        "        unmet.give_back(CLOCK, needs, title=project.title, reason=project.reason)\n",
        "",
        (f"{NEEDS}::test_who_asked_hears_of_a_decline_and_the_need_waits_again",),
    ),
    Fault(
        "answered for good",
        "what was set aside stays so although somebody found nobody after all",
        f"{U}/rules.py",
        "    again = here in STEPS[Action.COME_AGAIN].start and Why.UNMET in whys\n",
        "    again = False\n",
        (f"{LIFE}::test_what_was_answered_waits_again_when_somebody_finds_nobody",),
    ),
    Fault(
        "a city overrules its districts",
        "the mode a district has set is not its own",
        f"{S}/places/queries.py",
        'order_by("-place__path", "-number")',
        'order_by("place__path", "-number")',
        (f"{MODES}::test_a_district_goes_before_its_city_and_the_latest_counts",),
    ),
    Fault(
        "the mode of anybody",
        "an officer of a community changes how the district works",
        f"{S}/organisations/modes.py",
        "    require(actor, Permission.MODE_SET, place)\n",
        "",
        (f"{MODES}::test_only_the_district_and_the_city_set_it_and_only_for_themselves",),
    ),
    Fault(
        "requests hidden in project mode",
        "what is there in one mode cannot be reached in another",
        f"{S}/service_requests/templates/service_requests/compound_show.html",
        '{{ ask }}\n<div class="row">{{ others }}</div>\n{% else %}',
        '<div class="row">{{ others }}</div>\n{% else %}',
        (f"{MODES}::test_every_object_is_reached_from_the_entry_pages_in_every_mode",),
    ),
)
