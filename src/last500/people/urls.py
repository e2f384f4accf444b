from django.urls import path

from last500.people import devices, proving, views

app_name = "people"
urlpatterns = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-in/code/", views.enter_code, name="enter_code"),
    path("sign-in/second/", proving.second_factor, name="second_factor"),
    path("sign-in/again/", proving.again, name="again"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("me/devices/", devices.devices, name="devices"),
    path("me/devices/others/", devices.end_others, name="end_others"),
    path("me/devices/<uuid:key>/end/", devices.end_device, name="end_device"),
    path("me/second-factor/", proving.change_factor, name="change_factor"),
    path("me/second-factor/codes/", proving.recovery_codes, name="recovery_codes"),
]
