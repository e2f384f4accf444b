from django.urls import path

from last500.evaluations.views import desk, saying, showing, writing

app_name = "evaluations"
urlpatterns = [
    path("mine/", saying.mine, name="mine"),
    path("rate/<uuid:activity>/", saying.rate, name="rate"),
    path("rate/<uuid:activity>/take-back/", saying.take_back, name="take_back"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("<uuid:key>/", showing.show, name="show"),
    path("<uuid:key>/write/", writing.write, name="write"),
    path("<uuid:key>/reopen/", writing.reopen, name="reopen"),
    path("<uuid:key>/agree/", writing.agree, name="agree"),
    path("<uuid:key>/publish/", writing.publish, name="publish"),
]
