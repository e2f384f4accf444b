from django.apps import AppConfig


class ReportinConfig(AppConfig):
    name = "last500.reportin"
    default_auto_field = "django.db.models.BigAutoField"
