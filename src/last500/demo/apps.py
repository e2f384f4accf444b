from django.apps import AppConfig


class DemoConfig(AppConfig):
    name = "last500.demo"
    default_auto_field = "django.db.models.BigAutoField"
