from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "last500.units"
    default_auto_field = "django.db.models.BigAutoField"
