from django.urls import path

from last500.service_requests.views import (
    compound,
    follow,
    own_data,
    photo,
    placing,
    routing,
    similar,
    words,
)

app_name = "service_requests"
urlpatterns = [
    path("c/<slug:slug>/", compound.compound, name="compound"),
    path("c/<slug:slug>/poster/", compound.poster, name="poster"),
    path("c/<slug:slug>/paper/", compound.paper, name="paper"),
    path("c/<slug:slug>/request/", placing.place, name="place"),
    path("c/<slug:slug>/request/hint/", placing.hint, name="hint"),
    path("c/<slug:slug>/me-too/<uuid:key>/", similar.me_too, name="me_too"),
    path("c/<slug:slug>/can-help/<uuid:key>/", similar.can_help, name="can_help"),
    path("f/<str:key>/", follow.link, name="link"),
    path("follow/", follow.find, name="find"),
    path("r/<str:number>/", follow.follow, name="follow"),
    path("r/<str:number>/data/", own_data.data, name="data"),
    path("r/<str:number>/data/contact/", own_data.change_contact, name="change_contact"),
    path("r/<str:number>/data/erase/", own_data.erase, name="erase"),
    path("r/<str:number>/data/unpublish/", own_data.unpublish, name="unpublish"),
    path("r/<str:number>/word/", words.add_word, name="add_word"),
    path("r/<str:number>/calm/", words.not_urgent, name="not_urgent"),
    path("r/<str:number>/withdraw/", words.withdraw, name="withdraw"),
    path("r/<str:number>/solved/", words.solved, name="solved"),
    path("r/<str:number>/not-solved/", words.not_solved, name="not_solved"),
    path("r/<str:number>/object/", words.object_to, name="object"),
    path("r/<str:number>/photo/", photo.add, name="add_photo"),
    path("photo/<uuid:key>/", photo.show, name="photo"),
    path("organise/routing/<int:place_id>/", routing.routing, name="routing"),
    path("organise/routing/<int:place_id>/try/", routing.try_out, name="try_routing"),
    path("organise/routing/line/<int:rule_id>/", routing.change_line, name="change_line"),
    path("organise/routing/line/<int:rule_id>/arrange/", routing.arrange_line, name="arrange_line"),
]
