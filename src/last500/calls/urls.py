from django.urls import path

from last500.calls.views import applying, contract, desk, public, reviewing

app_name = "calls"
_APP = "applications/<uuid:key>/"
urlpatterns = [
    path("", public.listing, name="list"),
    path("mine/", public.mine, name="mine"),
    path("at/", desk.desks, name="desks"),
    path("at/<int:place_id>/", desk.desk, name="desk"),
    path("at/<int:place_id>/new/", desk.new, name="new"),
    path("<uuid:key>/", public.show, name="show"),
    path("<uuid:key>/apply/", applying.apply, name="apply"),
    path("<uuid:key>/desk/", desk.inside, name="inside"),
    path("<uuid:key>/change/", desk.change, name="change"),
    path("<uuid:key>/step/<str:act>/", desk.step, name="step"),
    path("<uuid:key>/reviewers/", desk.invite, name="invite"),
    path("<uuid:key>/reviews/", reviewing.reviews, name="reviews"),
    path("<uuid:key>/reviews/<str:act>/", reviewing.answer, name="answer"),
    path(_APP, applying.application, name="application"),
    path(f"{_APP}edit/", applying.edit, name="edit"),
    path(f"{_APP}withdraw/", applying.withdraw, name="withdraw"),
    path(f"{_APP}notes/", applying.note, name="note"),
    path(f"{_APP}review/", reviewing.review, name="review"),
    path(f"{_APP}interest/", reviewing.interest, name="interest"),
    path(f"{_APP}decide/", desk.decide, name="decide"),
    path(f"{_APP}contract/", contract.contract, name="contract"),
    path(f"{_APP}contract/<str:side>/", contract.sign, name="sign"),
    path(f"{_APP}letter/", contract.letter, name="letter"),
    path(f"{_APP}report/<str:part>/", contract.report, name="report"),
]
