"""Every address of the product. One line per app."""

from django.urls import include, path

urlpatterns = [
    path("", include("last500.web.urls")),
]

handler400 = "last500.web.errors.bad_request"
handler403 = "last500.web.errors.forbidden"
handler404 = "last500.web.errors.not_found"
handler500 = "last500.web.errors.broken"
