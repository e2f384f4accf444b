"""Who sees what: filters of views, permissions, the guard before statements, the second wall."""

from mutants.faults.kinds import POSTGRESQL, Edit, Fault, S

WALL = "tests/permissions/test_second_wall.py"
POLICIES = f"{S}/service_requests/migrations/0005_second_wall.py"

FAULTS: tuple[Fault, ...] = (
    Fault(
        "inbox without its filter",
        "everybody reads everybody's messages",
        f"{S}/web/me/mine.py",
        'rows = Message.objects.visible_to(request.actor).order_by("-made_at")',
        'rows = Message.objects.all().order_by("-made_at")',
        (
            f"{S}/web/me/tests/test_mine.py::test_the_inbox_holds_the_readers_own_messages_and_no_other",
        ),
    ),
    Fault(
        "photo without its filter",
        "whoever is signed in sees the inside of somebody's home",
        f"{S}/service_requests/views/photo.py",
        'seen = ServiceRequest.objects.visible_to(actor).values("pk")',
        'seen = ServiceRequest.objects.all().values("pk")',
        (
            f"{S}/service_requests/tests/test_photos.py"
            "::test_it_is_seen_by_requester_desk_and_accepted_helper_only",
        ),
    ),
    Fault(
        "export without its filter",
        "a stranger learns who took which people's data away, and why",
        f"{S}/exports/queries.py",
        "    rows = Export.objects.visible_to(actor).filter(pk=key)\n",
        "    rows = Export.objects.all().filter(pk=key)\n",
        ("tests/test_exports.py::test_a_stranger_is_told_that_there_is_none",),
    ),
    Fault(
        "exported rows without their filter",
        "the desk of one town takes away the other town's requests",
        f"{S}/service_requests/exporting.py",
        "    rows = ServiceRequest.objects.visible_to(actor).under(place.path)\n",
        "    rows = ServiceRequest.objects.all()\n",
        ("tests/test_exports.py::test_only_the_branch_of_the_office_is_in_it",),
    ),
    Fault(
        "invited means shown",
        "whoever is merely asked reads name and door before they say yes",
        f"{S}/service_requests/models/requests.py",
        "pk__in=Acceptance.objects.filter(helper=actor.person, ended_at=None)",
        "pk__in=Invitation.objects.filter(helper=actor.person)",
        ("tests/test_never.py::test_5_whoever_is_merely_invited_sees_no_request",),
    ),
    Fault(
        "scope guard off",
        "a view that forgot in whose name it asks answers all the same",
        f"{S}/base/scope.py",
        "        if verb not in _SHOWS_NO_ROWS and _asks_for(low, scoped_tables()):",
        "        if False and _asks_for(low, scoped_tables()):",
        ("tests/permissions/test_scope.py::test_a_query_in_nobodys_name_raises",),
    ),
    Fault(
        "scope left to the next request",
        "the next reader on the same thread is taken for the last one",
        f"{S}/base/scope.py",
        "        _current.reset(token)",
        "        pass",
        (
            "tests/permissions/test_scope.py"
            "::test_a_test_client_leaves_the_tests_own_scope_as_it_was",
        ),
    ),
    Fault(
        "policy lets figures offices in",
        "behind a broken filter a city officer reads telephones of residents",
        POLICIES,
        """({rows_of("q", requests_of("app_desks"))})""",
        """({rows_of("q", requests_of("app_compounds"))})""",
        (f"{WALL}::test_the_figures_offices_count_requests_and_reach_no_contact",),
        POSTGRESQL,
    ),
    Fault(
        "policy asks for no town",
        "behind a broken filter a stranger from another town reads the invitations of this one",
        POLICIES,
        'HELPER = f"r.helper_id = {MINE} OR {REQUEST} OR r.helper_id IN (SELECT app_helpers())"',
        'HELPER = f"r.helper_id = {MINE} OR {REQUEST} OR r.helper_id IS NOT NULL"',
        (f"{WALL}::test_another_towns_people_are_shown_no_row",),
        POSTGRESQL,
    ),
    Fault(
        "permission asked without its place",
        "the secretary of one compound handles the requests of all others",
        f"{S}/base/actor.py",
        "self.only is None and permission in self.permissions and path.startswith(self.path)",
        "self.only is None and permission in self.permissions",
        (f"{S}/service_requests/tests/test_life.py::test_a_stranger_does_nothing",),
    ),
    Fault(
        "gate without its permission",
        "anybody who is signed in does what only an office may",
        f"{S}/organisations/actions.py",
        "    if not actor.may(permission, place.path):\n        raise Forbidden(permission)\n",
        "    if actor.person is None:\n        raise Forbidden(permission)\n",
        (f"{S}/cli/tests/test_importing.py::test_somebody_without_the_office_imports_nothing",),
    ),
    Fault(
        "hidden answers forbidden",
        "an officer who guesses numbers learns which requests exist",
        f"{S}/service_requests/views/follow.py",
        "    if found is None or not queries.speaks_for(actor, found):\n        raise Http404\n",
        "    if found is None:\n        raise Http404\n"
        "    if not queries.speaks_for(actor, found):\n        raise Forbidden(number)\n",
        (
            f"{S}/service_requests/tests/test_follow_pages.py"
            "::test_only_the_one_who_asked_has_this_page",
        ),
        more=(
            Edit(
                f"{S}/service_requests/views/follow.py",
                "from last500.base.http import address_of, see_other\n",
                "from last500.base.errors import Forbidden\n"
                "from last500.base.http import address_of, see_other\n",
            ),
        ),
    ),
    Fault(
        "hidden photo answers forbidden",
        "a stranger who tries addresses learns that there is a photo",
        f"{S}/service_requests/views/photo.py",
        '    seen = ServiceRequest.objects.visible_to(actor).values("pk")\n'
        "    shown = Photo.objects.filter(request__in=seen).select_related(\n",
        '    seen = ServiceRequest.objects.visible_to(actor).values("pk")\n'
        "    if Photo.objects.filter(pk=key).exclude(request__in=seen).exists():\n"
        '        return HttpResponse("", status=403)\n'
        "    shown = Photo.objects.filter(request__in=seen).select_related(\n",
        (
            "tests/permissions/test_two_towns.py::test_what_is_another_towns_answers_as_what_does_not_exist",
        ),
    ),
)
