from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "last500.records"
    default_auto_field = "django.db.models.BigAutoField"
