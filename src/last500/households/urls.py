from django.urls import path

from last500.households import views

app_name = "households"
urlpatterns = [
    path("", views.mine, name="mine"),
    path("at/<slug:slug>/", views.claim, name="claim"),
    path("<uuid:key>/end/", views.end, name="end"),
    path("desk/<int:place_id>/", views.desk, name="desk"),
    path("desk/<int:place_id>/doors/", views.doors, name="doors"),
    path("desk/door/<uuid:key>/", views.door, name="door"),
    path("desk/<uuid:key>/", views.decide, name="decide"),
]
