from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "last500.imports"
    default_auto_field = "django.db.models.BigAutoField"
