"""Only in the demo; in a real instance each of these is a 404."""

from django.urls import path

from last500.demo import views

app_name = "demo"
urlpatterns = [
    path("", views.start, name="start"),
    path("as/<slug:code>/", views.sign_in_as, name="as"),
]
