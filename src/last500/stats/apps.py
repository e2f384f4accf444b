from django.apps import AppConfig


class StatsConfig(AppConfig):
    name = "last500.stats"
    default_auto_field = "django.db.models.BigAutoField"
