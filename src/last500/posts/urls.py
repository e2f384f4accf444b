from django.urls import path, register_converter

from last500.posts.views import days, desk, files, gate, member, showing

register_converter(gate.DayInAddress, "day")

app_name = "posts"
urlpatterns = [
    path("", member.mine, name="mine"),
    path("at/<slug:slug>/", showing.at, name="at"),
    path("k/<str:key>/", showing.link, name="link"),
    path("t/<str:key>/", member.take_over, name="take_over"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/new/", desk.new, name="new"),
    path("desk/<int:place_id>/posts.json", files.as_json, name="json"),
    path("<uuid:key>/", showing.show, name="show"),
    path("<uuid:key>/claim/", member.claim, name="claim"),
    path("<uuid:key>/join/", member.join, name="join"),
    path("<uuid:key>/leave-line/", member.leave_line, name="leave_line"),
    path("<uuid:key>/answer/", member.answer, name="answer"),
    path("<uuid:key>/leave/", member.leave, name="leave"),
    path("<uuid:key>/stay/", member.stay, name="stay"),
    path("<uuid:key>/went/", days.went_some_day, name="went_some_day"),
    path("<uuid:key>/<day:on>/away/", days.away, name="away"),
    path("<uuid:key>/<day:on>/back/", days.back, name="back"),
    path("<uuid:key>/<day:on>/stand-in/", days.stand_in, name="stand_in"),
    path("<uuid:key>/<day:on>/no-stand-in/", days.no_stand_in, name="no_stand_in"),
    path("<uuid:key>/<day:on>/went/", days.went, name="went"),
    path("<uuid:key>/<day:on>/tick/", desk.tick, name="tick"),
    path("<uuid:key>/<day:on>/call-off/", desk.call_off, name="call_off"),
    path("<uuid:key>/change/", desk.change, name="change"),
    path("<uuid:key>/pause/", desk.pause, name="pause"),
    path("<uuid:key>/open/", desk.open_again, name="open"),
    path("<uuid:key>/end/", desk.end, name="end"),
    path("<uuid:key>/new-link/", desk.new_link, name="new_link"),
]
