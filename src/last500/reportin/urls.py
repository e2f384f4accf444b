"""Included with what lies above this app and is handed down: `kinds`, the kinds of request, and
`units_at`, the units that are reported in at the community of a compound."""

from django.urls import path

from last500.reportin.views import asking, beside, leaving, wishes

app_name = "reportin"
urlpatterns = [
    path("c/<slug:slug>/report-in/", asking.ask, name="ask"),
    path("me/wishes/", wishes.wishes, name="wishes"),
    path("me/wishes/pause/", wishes.pause, name="pause"),
    *(
        path(f"me/wishes/{name}/", wishes.topic, {"name": name}, name=name)
        for name in wishes.TOPICS
    ),
    path("me/wishes/days/", beside.days, name="days"),
    path("me/wishes/days/gone/", beside.day_gone, name="day_gone"),
    path("me/wishes/proofs/", beside.proofs, name="proofs"),
    path("me/wishes/proofs/<uuid:key>/back/", beside.proof_back, name="proof_back"),
    path("me/wishes/number/", beside.number, name="number"),
    path("me/wishes/slip/", beside.slip, name="slip"),
    path("me/wishes/unit/", beside.unit, name="unit"),
    path("me/wishes/move/", leaving.move, name="move"),
    path("me/wishes/end/", leaving.end, name="end"),
]
