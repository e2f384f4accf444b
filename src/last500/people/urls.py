from django.urls import path

from last500.people import views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.enter_code, name="enter_code"),
    path("sign-in/second/", views.second_factor, name="second_factor"),
    path("sign-out/", views.sign_out, name="sign_out"),
]
