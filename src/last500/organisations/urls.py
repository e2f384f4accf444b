from django.urls import path

from last500.organisations.views import calendar, modes, offices, places

app_name = "organisations"
urlpatterns = [
    path("", places.home, name="home"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/remove/", calendar.remove_day, name="remove_day"),
    path("office/<uuid:key>/end/", offices.end, name="end_office"),
    path("office/<uuid:key>/confirm/", offices.confirm, name="confirm_office"),
    path("<int:place_id>/", places.place, name="place"),
    path("<int:place_id>/mode/", modes.mode, name="mode"),
    path("<int:place_id>/office/", offices.give, name="give_office"),
    path("<int:place_id>/open/", places.open_compound, name="open_compound"),
    path("<int:place_id>/edit/", places.edit_compound, name="edit_compound"),
    path("<int:place_id>/close/", places.close_compound, name="close_compound"),
]
