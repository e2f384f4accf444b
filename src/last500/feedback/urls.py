from django.urls import path

from last500.feedback.views import desk, mine, unit

app_name = "feedback"
urlpatterns = [
    path("mine/", mine.mine, name="mine"),
    path("mine/letter/", mine.ask, name="ask"),
    path("mine/<uuid:key>/", mine.part, name="part"),
    path("mine/<uuid:key>/take-back/", mine.take_back, name="take_back"),
    path("unit/", unit.mail, name="unit"),
    path("unit/<uuid:key>/", unit.one, name="unit_one"),
    path("desk/<int:place>/", desk.desk, name="desk"),
    path("report-in/<uuid:key>/", desk.draft, name="draft"),
    path("<uuid:key>/", desk.one, name="one"),
    path("<uuid:key>/show/", desk.show, name="show"),
    path("<uuid:key>/send/", desk.send, name="send"),
    path("<uuid:key>/withdraw/", desk.withdraw, name="withdraw"),
    path("<uuid:key>/letter/", desk.paper, name="paper"),
]
