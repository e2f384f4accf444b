from django.urls import path

from last500.consultations.views import desk, gate, slips

app_name = "consultations"
urlpatterns = [
    path("at/<slug:slug>/", gate.at, name="at"),
    path("<uuid:key>/", gate.show, name="show"),
    path("<uuid:key>/answer/", gate.answer, name="answer"),
    path("<uuid:key>/paper/", gate.paper, name="paper"),
    path("desk/<int:place_id>/", desk.listing, name="desk"),
    path("desk/<int:place_id>/new/", desk.new, name="new"),
    path("<uuid:key>/change/", desk.change, name="change"),
    path("<uuid:key>/announce/", desk.announce, name="announce"),
    path("<uuid:key>/cancel/", desk.cancel, name="cancel"),
    path("<uuid:key>/publish/", desk.publish, name="publish"),
    path("<uuid:key>/slips/", slips.read, name="slips"),
]
