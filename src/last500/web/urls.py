from django.urls import path

from last500.web import state, views, weighing
from last500.web.me import invitations

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language, name="language"),
    path("elder/", views.elder, name="elder"),
    path("privacy/", views.privacy, name="privacy"),
    path("about/", views.about, name="about"),
    path("asking/", weighing.everywhere, name="weighing_everywhere"),
    path("asking/<int:place_id>/", weighing.page, name="weighing"),
    path("asking/<int:place_id>/numbers/", weighing.set_weights, name="weighing_set"),
    path("asking/<int:place_id>/switch/", weighing.switch, name="weighing_switch"),
    path("health/", views.health, name="health"),
    path("organise/health/", state.page, name="state"),
    # Short links, made to be sent in a group or to one neighbour.
    path("j/<str:number>/", invitations.join, name="join"),
    path("t/<str:key>/", invitations.take_over, name="take_over"),
    path("style/", views.style, name="style"),
]
