from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "last500.exports"
    default_auto_field = "django.db.models.BigAutoField"
