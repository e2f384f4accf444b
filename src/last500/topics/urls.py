from django.urls import path

from last500.topics.views import desk, raising, showing

app_name = "topics"
urlpatterns = [
    path("", showing.mine, name="mine"),
    path("at/<slug:slug>/", showing.at, name="at"),
    path("at/<slug:slug>/new/", showing.propose, name="propose"),
    path("ask/<uuid:key>/", raising.answer, name="answer"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/enter/", desk.enter, name="enter"),
    path("desk/<int:place_id>/opinions/", desk.opinions, name="opinions"),
    path("desk/<int:place_id>/raise/", raising.ask, name="raise"),
    path("desk/<int:place_id>/threshold/", desk.threshold, name="threshold"),
    path("opinion/<uuid:opinion>/look/", desk.look, name="look"),
    path("<uuid:key>/", showing.show, name="show"),
    path("<uuid:key>/handle/", desk.handle, name="handle"),
    path("<uuid:key>/sort/", desk.sort, name="sort"),
    path("<uuid:key>/step/<slug:name>/", desk.step, name="step"),
    path("<uuid:key>/merge/", desk.merge, name="merge"),
    path("<uuid:key>/apart/<uuid:other>/", desk.apart, name="apart"),
    path("<uuid:key>/part/", desk.part, name="part"),
    path("<uuid:key>/support/", showing.support, name="support"),
    path("<uuid:key>/support/back/", showing.take_back_support, name="support_back"),
    path("<uuid:key>/opinion/", showing.opinion, name="opinion"),
    path("<uuid:key>/opinion/back/", showing.take_back_opinion, name="opinion_back"),
    path("<uuid:key>/withdraw/", showing.withdraw, name="withdraw"),
]
