from django.urls import path

from last500.grids.views import desk, ground, notes, own, public

app_name = "grids"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("willing/", own.willing, name="willing"),
    path("at/<slug:slug>/", public.at, name="at"),
    path("at/<slug:slug>/<int:place_id>/sheet/", public.sheet, name="sheet"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/new/", desk.new, name="new"),
    path("desk/<int:place_id>/entrances/", desk.entrances, name="entrances"),
    path("desk/<int:place_id>/grids/", ground.ground, name="ground"),
    path("desk/<int:place_id>/grids/lay/", ground.lay, name="lay"),
    path("grid/<int:place_id>/", ground.grid, name="grid"),
    path("grid/<int:place_id>/end/", ground.end, name="end"),
    path("seats/<uuid:key>/", desk.seat, name="seat"),
    path("seats/<uuid:key>/ask/", desk.ask, name="ask"),
    path("seats/<uuid:key>/change/", desk.change, name="change"),
    path("seats/<uuid:key>/close/", desk.close, name="close"),
    path("seats/<uuid:key>/offer/", own.offer, name="offer"),
    path("seats/<uuid:key>/tell/", notes.tell, name="tell"),
    path("placements/<uuid:key>/answer/", own.answer, name="answer"),
    path("placements/<uuid:key>/show/", own.show, name="show"),
    path("placements/<uuid:key>/handover/", own.handover, name="handover"),
    path("placements/<uuid:key>/leave/", own.leave, name="leave"),
    path("placements/<uuid:key>/renew/", own.renew, name="renew"),
    path("placements/<uuid:key>/withdraw/", own.withdraw, name="withdraw"),
    path("placements/<uuid:key>/confirm/", desk.confirm, name="confirm"),
    path("placements/<uuid:key>/turn-down/", desk.turn_down, name="turn_down"),
    path("placements/<uuid:key>/take-back/", desk.take_back, name="take_back"),
    path("notes/<uuid:key>/", notes.note, name="note"),
    path("notes/<uuid:key>/pass/", notes.pass_on, name="pass"),
    path("notes/<uuid:key>/withdraw/", notes.withdraw, name="withdraw_note"),
]
