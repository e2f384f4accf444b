from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "last500.ledger"
    default_auto_field = "django.db.models.BigAutoField"
