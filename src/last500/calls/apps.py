from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "last500.calls"
    default_auto_field = "django.db.models.BigAutoField"
