from django.urls import path

from last500.unmet import views

app_name = "unmet"
urlpatterns = [
    path("desk/<int:place_id>/", views.desk, name="desk"),
    path("<uuid:key>/", views.show, name="show"),
    path("<uuid:key>/answer/", views.set_aside, name="set_aside"),
]
