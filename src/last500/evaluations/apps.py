from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "last500.evaluations"
    default_auto_field = "django.db.models.BigAutoField"
