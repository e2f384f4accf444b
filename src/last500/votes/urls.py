from django.urls import path

from last500.votes.views import box, desk, objections, public, roll, watching

app_name = "votes"
_VOTE = "<uuid:key>/"
urlpatterns = [
    path("mine/", watching.mine, name="mine"),
    path("at/<slug:slug>/", public.at, name="at"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/new/", desk.new, name="new"),
    path("objections/<uuid:key>/", objections.objection, name="objection"),
    path("objections/<uuid:key>/withdraw/", objections.withdraw, name="withdraw"),
    path(_VOTE, public.show, name="show"),
    path(f"{_VOTE}paper/", public.paper, name="paper"),
    path(f"{_VOTE}own/", public.own, name="own"),
    path(f"{_VOTE}desk/", desk.inside, name="inside"),
    path(f"{_VOTE}change/", desk.change, name="change"),
    path(f"{_VOTE}step/<str:act>/", desk.step, name="step"),
    path(f"{_VOTE}seats/", desk.invite, name="invite"),
    path(f"{_VOTE}roll/", roll.roll, name="roll"),
    path(f"{_VOTE}roll/file/", roll.take, name="take"),
    path(f"{_VOTE}roll/households/", roll.take_households, name="take_households"),
    path(f"{_VOTE}roll/<int:number>/", roll.unit, name="unit"),
    path(f"{_VOTE}ballots/", box.entry, name="entry"),
    path(f"{_VOTE}ballots/piles/", box.piles, name="piles"),
    path(f"{_VOTE}ballots/<uuid:paper>/", box.settle, name="settle"),
    path(f"{_VOTE}object/", objections.raise_one, name="object"),
    path(f"{_VOTE}object/paper/", objections.enter, name="enter"),
    path(f"{_VOTE}recount/", objections.decide, name="decide"),
    path(f"{_VOTE}seat/", watching.seat, name="seat"),
    path(f"{_VOTE}seat/<str:act>/", watching.answer, name="answer"),
    path(f"{_VOTE}watch/", watching.watch, name="watch"),
]
