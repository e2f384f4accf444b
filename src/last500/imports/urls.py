from django.urls import path

from last500.imports import views

app_name = "imports"
urlpatterns = [
    path("<int:place_id>/<str:code>/", views.bring, name="bring"),
    path("<int:place_id>/<str:code>/empty.xlsx", views.empty_sheet, name="empty"),
    path("<uuid:key>/", views.show, name="show"),
]
