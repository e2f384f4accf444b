from django.apps import AppConfig


class CovenantsConfig(AppConfig):
    name = "last500.covenants"
    default_auto_field = "django.db.models.BigAutoField"
