from django.urls import path, re_path

from last500.proof import views

app_name = "proof"
LEVEL, NUMBER, PARTIAL = r"(?:\d|[1-5]\d|6[0-3]|entries)", r"(?:x\d{3}/)*\d{3}", r"(?:\.p/\d{1,3})?"
urlpatterns = [
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("key", views.key, name="key"),
    re_path(r"^witnessed/(?P<number>[0-9a-f]{8})$", views.witnessed, name="witnessed"),
    path("verify.py", views.verifier, name="verifier"),
    path("check/", views.check, name="check"),
    path("at/<slug:slug>/", views.at, name="at"),
    path("at/<slug:slug>/sheet/", views.sheet, name="sheet"),
    re_path(r"^at/(?P<slug>[-\w]+)/bundle\.(?P<form>zip|json)$", views.bundle, name="bundle"),
    re_path(rf"^(?P<name>tile/{LEVEL}/{NUMBER}{PARTIAL})$", views.tile, name="tile"),
]
