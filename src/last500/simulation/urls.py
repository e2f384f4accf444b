from django.urls import path

from last500.simulation import views

app_name = "simulation"
urlpatterns = [
    path("numbers/", views.numbers, name="numbers"),
    path("ways/", views.ways_of_asking, name="ways"),
    path("desk/<int:place_id>/", views.desk, name="desk"),
    path("<uuid:trial_id>/", views.show, name="show"),
    path("<uuid:trial_id>/cancel/", views.cancel, name="cancel"),
]
