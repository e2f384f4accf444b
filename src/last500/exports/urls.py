from django.urls import path

from last500.exports import views

app_name = "exports"
urlpatterns = [
    path("", views.home, name="home"),
    path("new/", views.ask, name="ask"),
    path("<uuid:key>/", views.show, name="show"),
    path("<uuid:key>/release/", views.release, name="release"),
    path("<uuid:key>/refuse/", views.refuse, name="refuse"),
    path("<uuid:key>/download/", views.download, name="download"),
]
