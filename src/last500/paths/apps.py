from django.apps import AppConfig


class PathsConfig(AppConfig):
    name = "last500.paths"
    default_auto_field = "django.db.models.BigAutoField"
