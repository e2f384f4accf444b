from django.urls import path

from last500.web.supply import pages

app_name = "supply"
urlpatterns = [
    path("", pages.home, name="home"),
    path("<int:place_id>/", pages.show, name="show"),
    path("<int:place_id>/sheet/", pages.sheet, name="sheet"),
    path("<int:place_id>/open/", pages.open_further, name="open"),
    path("<int:place_id>/ask/", pages.ask, name="ask"),
    path("<int:place_id>/answer/<int:key>/", pages.answer, name="answer"),
]
