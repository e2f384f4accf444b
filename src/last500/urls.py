"""Every address of the product. One line per app."""

from django.urls import include, path

from last500.dispatch.wanted import SWITCH, SWITCH_NAME
from last500.service_requests.categories import CHOICES
from last500.units.queries import units_for

# What somebody may wish not to be asked for, by name.
KINDS = (*CHOICES, (SWITCH, SWITCH_NAME))
urlpatterns = [
    path("", include("last500.web.urls")),
    path("", include("last500.people.urls")),
    path("", include("last500.service_requests.urls")),
    path("", include("last500.complaints.urls")),
    # Reporting in lies below dispatch and units: what somebody may wish away, and the units that
    # may be told, are handed down.
    path("", include("last500.reportin.urls"), {"kinds": KINDS, "units_at": units_for}),
    path("", include("last500.letters.urls")),
    path("records/", include("last500.records.urls")),
    path("units/", include("last500.units.urls")),
    path("teams/", include("last500.teams.urls")),
    path("grids/", include("last500.grids.urls")),
    path("posts/", include("last500.posts.urls")),
    path("pairings/", include("last500.pairings.urls")),
    path("lists/", include("last500.lists.urls")),
    path("feedback/", include("last500.feedback.urls")),
    path("rotas/", include("last500.rotas.urls")),
    path("unmet/", include("last500.unmet.urls")),
    path("projects/", include("last500.projects.urls")),
    path("activities/", include("last500.activities.urls")),
    path("market/", include("last500.market.urls")),
    path("evaluations/", include("last500.evaluations.urls")),
    path("calls/", include("last500.calls.urls")),
    path("consultations/", include("last500.consultations.urls")),
    path("households/", include("last500.households.urls")),
    path("topics/", include("last500.topics.urls")),
    path("resolutions/", include("last500.resolutions.urls")),
    path("ledger/", include("last500.ledger.urls")),
    path("votes/", include("last500.votes.urls")),
    path("councils/", include("last500.councils.urls")),
    path("covenants/", include("last500.covenants.urls")),
    path("paths/", include("last500.paths.urls")),
    path("me/", include("last500.web.me.urls")),
    path("desk/", include("last500.web.desk.urls")),
    path("supply/", include("last500.web.supply.urls")),
    path("organise/", include("last500.organisations.urls")),
    path("exports/", include("last500.exports.urls")),
    path("imports/", include("last500.imports.urls")),
    path("security/", include("last500.web.security.urls")),
    path("figures/", include("last500.stats.urls")),
    path("trials/", include("last500.simulation.urls")),
    path("tlog/", include("last500.proof.urls")),
    path("demo/", include("last500.demo.urls")),
]

handler400 = "last500.web.errors.bad_request"
handler403 = "last500.web.errors.forbidden"
handler404 = "last500.web.errors.not_found"
handler500 = "last500.web.errors.broken"
