from django.urls import path

from last500.letters import views

app_name = "letters"
urlpatterns = [
    path("letters/", views.mine, name="mine"),
    path("letters/<uuid:key>/", views.show, name="show"),
    path("check/", views.check, name="check"),
    path("check/<str:code>/", views.checked, name="checked"),
]
