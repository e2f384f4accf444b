from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "last500.places"
    default_auto_field = "django.db.models.BigAutoField"
