from django.urls import path

from last500.paths import views

app_name = "paths"
urlpatterns = [
    path("at/<slug:slug>/", views.at, name="at"),
    path("at/<slug:slug>/sheet/", views.sheet, name="sheet"),
    path("lessons/<slug:code>/", views.lesson, name="lesson"),
    path("desk/<int:place_id>/", views.desk, name="desk"),
    path("desk/<int:place_id>/begin/", views.begin, name="begin"),
    path("desk/<int:place_id>/<slug:code>/", views.step, name="step"),
    path("desk/<int:place_id>/<slug:code>/aside/", views.put_aside, name="put_aside"),
    path("desk/<int:place_id>/<slug:code>/take-up/", views.take_up, name="take_up"),
]
