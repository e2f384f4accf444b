"""How long what is kept: what is due goes, what is open stays."""

from mutants.faults.kinds import Fault, S

RULES = f"{S}/service_requests/retention.py"
RUN = "tests/privacy/test_retention.py"
STAYS = "tests/privacy/test_what_must_stay.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "retention rule removed",
        "what was said on the way lies there for years after the matter is closed",
        RULES,
        """        "event_notes",
        N_("经过里写的话"),
        Keep.REQUEST,
        lambda edge: Event.objects.filter(request__in=_of(edge)),
""",
        """        "event_notes",
        N_("经过里写的话"),
        Keep.REQUEST,
        lambda edge: Event.objects.none(),
""",
        (f"{RUN}::test_after_the_terms_the_scanner_finds_nothing",),
    ),
    Fault(
        "photo's file stays",
        "a resident takes everything back and the picture of the home lies on the disk",
        f"{S}/service_requests/actions/own_data.py",
        "unlink(Photo.objects.filter(request__in=closed))",
        "pass",
        (f"{RUN}::test_of_a_request_its_resident_takes_back_nothing_is_found_at_once",),
    ),
    Fault(
        "retention erases what is open",
        "the desk has a matter before it without words and without a number to call",
        RULES,
        "return ServiceRequest.objects.filter(main, state__in=CLOSED, closed_at__lt=edge)",
        "return ServiceRequest.objects.filter(main, placed_at__lt=edge)",
        (f"{STAYS}::test_an_open_request_however_old",),
    ),
    Fault(
        "retention goes by the date alone",
        "a matter that was sent back to the desk is emptied while it is being done",
        RULES,
        "return ServiceRequest.objects.filter(main, state__in=CLOSED, closed_at__lt=edge)",
        "return ServiceRequest.objects.filter(main, closed_at__lt=edge)",
        (f"{STAYS}::test_what_was_sent_back_to_the_desk_until_it_is_closed_and_its_term_is_over",),
    ),
    Fault(
        "failed rule forgotten",
        "what could not be erased stays, and nobody is told",
        f"{S}/base/erasing.py",
        "            count = rule.count(now if fault else now - GRACE)\n",
        "            count = 0\n",
        (f"{RUN}::test_what_could_not_be_erased_stays_visible_until_it_is",),
    ),
    Fault(
        "consent taken back has no effect",
        "what somebody no longer wants published goes on being shown",
        f"{S}/service_requests/queries.py",
        "filter(place=place, state=State.CONFIRMED, may_publish=True)",
        "filter(place=place, state=State.CONFIRMED)",
        ("tests/privacy/test_consents.py::test_what_was_published_disappears_at_once",),
    ),
)
