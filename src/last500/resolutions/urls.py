from django.urls import path

from last500.resolutions.views import desk, showing

app_name = "resolutions"
urlpatterns = [
    path("at/<slug:slug>/", showing.at, name="at"),
    path("adopt/<uuid:key>/", desk.adopt, name="adopt"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/new/", desk.new, name="new"),
    path("task/<uuid:task>/offer/", showing.offer, name="offer"),
    path("task/<uuid:task>/step/<slug:name>/", desk.task, name="task"),
    path("task/<uuid:task>/word/", showing.word, name="word"),
    path("<uuid:key>/", showing.show, name="show"),
    path("<uuid:key>/correct/", desk.correct, name="correct"),
    path("<uuid:key>/notice/", showing.notice, name="notice"),
    path("<uuid:key>/step/<slug:name>/", desk.agreement, name="agreement"),
]
