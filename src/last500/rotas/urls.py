from django.urls import path

from last500.rotas.views import desk, household, mine

app_name = "rotas"
urlpatterns = [
    path("", mine.mine, name="mine"),
    path("accept/", mine.accept, name="accept"),
    path("seats/<uuid:key>/", mine.answer, name="answer"),
    path("seats/<uuid:key>/rest/", mine.rest, name="rest"),
    path("seats/<uuid:key>/leave/", mine.leave, name="leave"),
    path("turns/<uuid:key>/", mine.turn, name="turn"),
    path("turns/<uuid:key>/cannot/", mine.cannot, name="cannot"),
    path("turns/<uuid:key>/swap/", mine.swap, name="swap"),
    path("swaps/<uuid:key>/", mine.answer_swap, name="answer_swap"),
    path("again/<uuid:key>/", mine.again, name="again"),
    path("desk/<int:place_id>/", desk.desk, name="desk"),
    path("desk/<int:place_id>/new/", desk.arrange, name="arrange"),
    path("one/<uuid:key>/", desk.one, name="one"),
    path("one/<uuid:key>/invite/", desk.invite, name="invite"),
    path("one/<uuid:key>/word/", desk.word, name="word"),
    path("one/<uuid:key>/slip/", desk.slip, name="slip"),
    path("k/<str:key>/", household.link, name="link"),
    path("home/<uuid:key>/", household.home, name="home"),
    path("home/<uuid:key>/word/", household.word, name="household_word"),
    path("home/<uuid:key>/end/", household.end, name="end"),
]
