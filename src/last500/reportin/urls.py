"""Included with `kinds`, the kinds of request: they lie above this app and are handed down."""

from django.urls import path

from last500.reportin import views

app_name = "reportin"
urlpatterns = [
    path("c/<slug:slug>/report-in/", views.ask, name="ask"),
    path("me/wishes/", views.wishes, name="wishes"),
    path("me/wishes/pause/", views.pause, name="pause"),
    path("me/wishes/end/", views.end, name="end"),
]
