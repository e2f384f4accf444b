from django.apps import AppConfig


class UnmetConfig(AppConfig):
    name = "last500.unmet"
    default_auto_field = "django.db.models.BigAutoField"
