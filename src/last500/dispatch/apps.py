from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "last500.dispatch"
    default_auto_field = "django.db.models.BigAutoField"
