from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "last500.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.imports import kinds as imported
        from last500.ledger.exporting import TABLE
        from last500.ledger.importing import KIND

        register(TABLE)
        imported.register(KIND)
