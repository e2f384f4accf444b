from django.urls import path

from last500.councils.views import correcting, desk, gate

app_name = "councils"
urlpatterns = [
    path("at/<slug:slug>/", gate.at, name="at"),
    path("mine/", gate.mine, name="mine"),
    path("seat/<uuid:key>/", gate.seat, name="seat"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/new/", desk.new, name="new"),
    path("desk/<int:place_id>/bodies/", desk.bodies, name="bodies"),
    path("body/<uuid:key>/", desk.body, name="body"),
    path("body/<uuid:key>/end/", desk.end_body, name="end_body"),
    path("<uuid:key>/", gate.show, name="show"),
    path("<uuid:key>/notice/", gate.notice, name="notice"),
    path("<uuid:key>/change/", desk.change, name="change"),
    path("<uuid:key>/announce/", desk.announce, name="announce"),
    path("<uuid:key>/move/", desk.move, name="move"),
    path("<uuid:key>/call-off/", desk.call_off, name="call_off"),
    path("<uuid:key>/minutes/", desk.minutes, name="minutes"),
    path("<uuid:key>/confirm/", gate.confirm, name="confirm"),
    path("<uuid:key>/mend/", desk.mend, name="mend"),
    path("<uuid:key>/publish/", desk.publish, name="publish"),
    path("<uuid:key>/corrections/", correcting.corrections, name="corrections"),
    path("<uuid:key>/corrections/confirm/", correcting.confirm, name="confirm_correction"),
    path("<uuid:key>/corrections/take-back/", correcting.take_back, name="take_back"),
    path("<uuid:key>/corrections/at/<slug:at>/", correcting.correct, name="correct"),
]
