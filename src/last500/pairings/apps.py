from django.apps import AppConfig


class PairingsConfig(AppConfig):
    name = "last500.pairings"
    default_auto_field = "django.db.models.BigAutoField"
