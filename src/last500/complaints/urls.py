from django.urls import path

from last500.complaints.views import desk, figures, following, reveals, telling, words

app_name = "complaints"
urlpatterns = [
    path("complaint/", telling.tell, name="tell"),
    path("complaint/hint/", telling.hint, name="hint"),
    path("complaint/find/", following.find, name="find"),
    path("complaint/figures/", figures.public, name="public_figures"),
    path("complaint/k/<str:key>/", following.link, name="link"),
    path("complaint/<str:number>/", following.follow, name="follow"),
    path("complaint/<str:number>/word/", words.add_word, name="add_word"),
    path("complaint/<str:number>/accept/", words.accept, name="accept"),
    path("complaint/<str:number>/object/", words.object_to, name="object"),
    path("complaint/<str:number>/withdraw/", words.withdraw, name="withdraw"),
    path("me/complaints/", following.mine, name="mine"),
    path("complaints/", desk.desk, name="desk"),
    path("complaints/figures/", figures.own, name="figures"),
    path("complaints/asks/<uuid:key>/", reveals.decide, name="decide"),
    path("complaints/<uuid:key>/", desk.one, name="one"),
    path("complaints/<uuid:key>/acknowledge/", desk.acknowledge, name="acknowledge"),
    path("complaints/<uuid:key>/answer/", desk.answer, name="answer"),
    path("complaints/<uuid:key>/ask/", desk.ask_back, name="ask_back"),
    path("complaints/<uuid:key>/pass-on/", desk.pass_on, name="pass_on"),
    path("complaints/<uuid:key>/who/", reveals.ask, name="ask_who"),
    path("complaints/<uuid:key>/who/show/", reveals.show, name="show_who"),
]
