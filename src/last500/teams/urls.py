from django.urls import path

from last500.teams.views import desk, own

app_name = "teams"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("at/<slug:slug>/", own.at, name="at"),
    path("join/<str:key>/", own.by_link, name="by_link"),
    path("answer/<uuid:key>/", own.answer, name="answer"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/teams.json", desk.as_json, name="as_json"),
    path("desk/<int:place_id>/new/", desk.found, name="found"),
    path("desk/<int:place_id>/gather/", desk.gather, name="gather"),
    path("<uuid:key>/", own.show, name="show"),
    path("<uuid:key>/edit/", desk.edit, name="edit"),
    path("<uuid:key>/consent/", desk.consent, name="consent"),
    path("<uuid:key>/consent/back/", desk.take_back, name="take_back"),
    path("<uuid:key>/end/", desk.end, name="end"),
    path("<uuid:key>/invite/", desk.invite, name="invite"),
    path("<uuid:key>/join/", own.join, name="join"),
    path("<uuid:key>/leave/", own.leave, name="leave"),
    path("<uuid:key>/move/", own.move, name="move"),
    path("<uuid:key>/lead/", own.offer_lead, name="offer_lead"),
    path("<uuid:key>/step-down/", own.step_down, name="step_down"),
    path("<uuid:key>/say/", own.say, name="say"),
    path("<uuid:key>/link/", own.link, name="link"),
]
