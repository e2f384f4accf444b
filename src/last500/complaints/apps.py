from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    name = "last500.complaints"
    default_auto_field = "django.db.models.BigAutoField"
