from django.urls import path

from last500.web.desk import board, entering, handling, neighbours, piles, planning, quiet

app_name = "desk"
STEPS = {
    "verify": handling.verify,
    "offer": handling.offer,
    "widen": handling.widen,
    "decline": handling.decline,
    "refer": handling.refer,
    "reroute": handling.reroute,
    "emergency": handling.emergency,
    "not-emergency": handling.not_emergency,
    "word": handling.word,
    "settle": handling.settle,
    "close": handling.close,
    "add-word": handling.add_word,
    "merge": handling.merge,
    "not-same": handling.not_same,
    "transfer": handling.transfer,
    "reveal": handling.reveal,
}
urlpatterns = [
    path("", piles.desks, name="desks"),
    path("<int:place_id>/", piles.desk, name="desk"),
    path("<int:place_id>/enter/", entering.enter, name="enter"),
    path("<int:place_id>/slip/<str:number>/", entering.slip, name="slip"),
    path("<int:place_id>/report-ins/", neighbours.report_ins, name="report_ins"),
    path("<int:place_id>/report-ins/<uuid:key>/", neighbours.decide, name="decide"),
    path("<int:place_id>/report-ins/proofs/<uuid:key>/", neighbours.look_at, name="look_at_proof"),
    path("<int:place_id>/notices/", board.notices, name="notices"),
    path("<int:place_id>/plan/", planning.page, name="plan"),
    path("<int:place_id>/plan/send/", planning.send, name="plan_send"),
    path("<int:place_id>/quiet/", quiet.page, name="quiet"),
    path("<int:place_id>/quiet/<str:key>/ask/", quiet.ask, name="quiet_ask"),
    path("<int:place_id>/quiet/<str:key>/later/", quiet.later, name="quiet_later"),
    path("<int:place_id>/quiet/rhythm/<int:compound_id>/", quiet.rhythm, name="quiet_rhythm"),
    path("request/<str:number>/", piles.one_request, name="request"),
    *(
        path(f"request/<str:number>/{verb}/", view, name=verb.replace("-", "_"))
        for verb, view in STEPS.items()
    ),
]
