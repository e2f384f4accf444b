from django.apps import AppConfig

from last500.base.marking import N_


class LedgerConfig(AppConfig):
    name = "last500.ledger"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.imports import kinds as imported
        from last500.ledger.exporting import TABLE
        from last500.ledger.importing import KIND
        from last500.proof import streams

        register(TABLE)
        imported.register(KIND)
        streams.register("statements", N_("半年报表"))
