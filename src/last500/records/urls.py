from django.urls import path

from last500.records.views import certificate, desk, files, own, served

app_name = "records"
urlpatterns = [
    path("", own.mine, name="mine"),
    path("new/", own.enter, name="enter"),
    path("certificate/", certificate.certificate, name="certificate"),
    path("json/", files.own_json, name="json"),
    path("s/<str:key>/", served.served, name="served"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/unusual/", desk.unusual, name="unusual"),
    path("desk/<int:place_id>/import/", files.bring, name="bring"),
    path("desk/<int:place_id>/import/<uuid:key>/", files.brought, name="brought"),
    path("desk/<int:place_id>/<uuid:key>/confirm/", desk.confirm, name="confirm"),
    path("desk/<int:place_id>/<uuid:key>/decline/", desk.decline, name="decline"),
    path("desk/<int:place_id>/<uuid:key>/correct/", desk.correct, name="correct"),
    path("<uuid:key>/", own.one, name="one"),
    path("<uuid:key>/link/", own.make_link, name="make_link"),
    path("<uuid:key>/take-back/", own.take_back, name="take_back"),
]
