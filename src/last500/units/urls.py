from django.urls import path

from last500.units.views import desk, lists, one, own

app_name = "units"
urlpatterns = [
    path("", own.home, name="home"),
    path("report-in/", own.report_in, name="report_in"),
    path("invitations/<uuid:key>/", own.invited, name="invited"),
    path("members/<uuid:key>/", lists.answer, name="answer_member"),
    path("organisations/<uuid:key>/liaisons/", own.liaisons, name="liaisons"),
    path("organisations/<uuid:key>/liaisons/step-down/", own.step_down, name="step_down"),
    path("organisations/<uuid:key>/members/", lists.of_members, name="members"),
    path("organisations/<uuid:key>/members/sheet/", lists.paper, name="paper"),
    path("samples/<slug:what>/", lists.sample, name="sample"),
    path("imports/<uuid:key>/", lists.preview, name="import"),
    path("imports/<uuid:key>/apply/", lists.apply, name="apply"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/enter/", desk.enter, name="enter"),
    path("desk/<int:place_id>/list/", lists.of_units, name="unit_list"),
    path("desk/<int:place_id>/units.json", desk.as_json, name="json"),
    path("<uuid:key>/", one.one, name="one"),
    path("<uuid:key>/agree/", one.agree, name="agree"),
    path("<uuid:key>/refuse/", one.refuse, name="refuse"),
    path("<uuid:key>/end/", one.end, name="end"),
    path("<uuid:key>/move/", own.move, name="move"),
    path("<uuid:key>/rhythm/", one.rhythm, name="rhythm"),
    path("<uuid:key>/rhythm/answer/", one.answer_rhythm, name="answer_rhythm"),
    path("<uuid:key>/contact/", one.contact, name="contact"),
    path("<uuid:key>/liaisons/<uuid:liaison>/look/", one.look, name="look"),
    path("<uuid:key>/letter/", one.letter, name="letter"),
]
