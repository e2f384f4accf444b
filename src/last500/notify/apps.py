from django.apps import AppConfig


class NotifyConfig(AppConfig):
    name = "last500.notify"
    default_auto_field = "django.db.models.BigAutoField"
