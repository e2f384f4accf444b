from django.apps import AppConfig


class ProofConfig(AppConfig):
    name = "last500.proof"
    default_auto_field = "django.db.models.BigAutoField"
