from django.apps import AppConfig


class BaseConfig(AppConfig):
    name = "last500.base"
    default_auto_field = "django.db.models.BigAutoField"
