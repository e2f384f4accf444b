from django.urls import path

from last500.market import views

app_name = "market"
urlpatterns = [
    path("", views.near, name="near"),
    path("at/<slug:slug>/", views.at, name="at"),
]
