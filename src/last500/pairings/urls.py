from django.urls import path

from last500.pairings.views import desk, helping, household

app_name = "pairings"
urlpatterns = [
    path("", helping.mine, name="mine"),
    path("answer/<uuid:key>/", helping.answer, name="answer"),
    path("at/<slug:slug>/", household.wish, name="wish"),
    path("k/<str:key>/", household.link, name="link"),
    path("h/<uuid:key>/", household.show, name="household"),
    path("h/<uuid:key>/change/", household.change, name="change"),
    path("h/<uuid:key>/contact/", household.contact, name="contact"),
    path("h/<uuid:key>/say/", household.say, name="say"),
    path("h/<uuid:key>/end/", household.end, name="end"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/pairings.json", desk.as_json, name="as_json"),
    path("desk/<int:place_id>/new/", desk.enter, name="enter"),
    path("<uuid:key>/", desk.show, name="show"),
    path("<uuid:key>/slip/", desk.slip, name="slip"),
    path("<uuid:key>/reveal/", desk.reveal, name="reveal"),
    path("<uuid:key>/checked/", desk.checked, name="checked"),
    path("<uuid:key>/fit/", desk.fit, name="fit"),
    path("<uuid:key>/by-phone/", desk.by_phone, name="by_phone"),
    path("<uuid:key>/ask/", desk.ask, name="ask"),
    path("<uuid:key>/help/", helping.show, name="help"),
    path("<uuid:key>/help/met/", helping.met, name="met"),
    path("<uuid:key>/help/hand-over/", helping.hand_over, name="hand_over"),
    path("<uuid:key>/help/renew/", helping.renew, name="renew"),
    path("<uuid:key>/help/leave/", helping.leave, name="leave"),
]
