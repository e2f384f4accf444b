from django.urls import path

from last500.web import views

app_name = "web"
urlpatterns = [
    path("language/", views.language, name="language"),
    path("elder/", views.elder, name="elder"),
    path("privacy/", views.privacy, name="privacy"),
    path("about/", views.about, name="about"),
    path("health/", views.health, name="health"),
    path("style/", views.style, name="style"),
]
