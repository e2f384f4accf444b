from django.urls import path

from last500.covenants import views

app_name = "covenants"
urlpatterns = [
    path("at/<slug:slug>/", views.at, name="at"),
    path("desk/<int:place_id>/", views.desk, name="desk"),
    path("desk/<int:place_id>/new/", views.new, name="new"),
    path("remark/<uuid:key>/look/", views.look, name="look"),
    path("<uuid:key>/", views.show, name="show"),
    path("<uuid:key>/notice/", views.notice, name="notice"),
    path("<uuid:key>/remark/", views.remark, name="remark"),
    path("<uuid:key>/change/", views.change, name="change"),
    path("<uuid:key>/open/", views.open_, name="open"),
    path("<uuid:key>/adopt/", views.adopt, name="adopt"),
    path("<uuid:key>/step/<slug:name>/", views.step, name="step"),
]
