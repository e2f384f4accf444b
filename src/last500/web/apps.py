from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "last500.web"
    default_auto_field = "django.db.models.BigAutoField"
