from django.urls import path, re_path

from last500.proof import views

app_name = "proof"
LEVEL, NUMBER, PARTIAL = r"(?:\d|[1-5]\d|6[0-3]|entries)", r"(?:x\d{3}/)*\d{3}", r"(?:\.p/\d{1,3})?"
urlpatterns = [
    path("checkpoint", views.checkpoint, name="checkpoint"),
    path("key", views.key, name="key"),
    re_path(rf"^(?P<name>tile/{LEVEL}/{NUMBER}{PARTIAL})$", views.tile, name="tile"),
]
