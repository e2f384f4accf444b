from django.urls import path

from last500.projects.views import desk, needs, offering, showing, sides, terms

app_name = "projects"
urlpatterns = [
    path("", showing.mine, name="mine"),
    path("at/<slug:slug>/", showing.at, name="at"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/projects.json", desk.as_json, name="json"),
    path("new/<int:place_id>/", desk.new, name="new"),
    path("from-needs/<int:place_id>/", needs.from_needs, name="from_needs"),
    path("<uuid:key>/", showing.show, name="show"),
    path("<uuid:key>/change/", desk.change, name="change"),
    path("<uuid:key>/step/<str:act>/", desk.step, name="step"),
    path("<uuid:key>/panel/", sides.panel, name="panel"),
    path("<uuid:key>/panel/invite/", sides.invite, name="invite"),
    path("<uuid:key>/panel/<uuid:seat>/say/", sides.say, name="say"),
    path("<uuid:key>/panel/<uuid:seat>/out/", sides.stay_out, name="stay_out"),
    path("<uuid:key>/partners/", sides.partners, name="partners"),
    path("<uuid:key>/partners/offer/", offering.offer, name="offer"),
    path("<uuid:key>/partners/carry/", sides.carry, name="carry"),
    path("<uuid:key>/partners/<uuid:partner>/<str:act>/", sides.answer, name="answer"),
    path("<uuid:key>/budget/", terms.budget, name="budget"),
    path("<uuid:key>/spent/", terms.spent, name="spent"),
    path("<uuid:key>/indicators/", terms.indicators, name="indicators"),
    path("<uuid:key>/roles/", terms.roles, name="roles"),
    path("<uuid:key>/roles/<uuid:role>/claim/", showing.claim, name="claim"),
    path("<uuid:key>/roles/<uuid:role>/join/", showing.join, name="join"),
    path("<uuid:key>/roles/<uuid:role>/decline/", showing.decline, name="decline"),
    path("<uuid:key>/roles/<uuid:role>/leave/", showing.leave, name="leave"),
    path("<uuid:key>/agreement/", terms.agreement, name="agreement"),
    path("<uuid:key>/agreement/<uuid:party>/", terms.sign, name="sign"),
    path("<uuid:key>/letter/", terms.letter, name="letter"),
]
