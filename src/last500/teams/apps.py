from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "last500.teams"
    default_auto_field = "django.db.models.BigAutoField"
