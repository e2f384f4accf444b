from django.apps import AppConfig


class PairingsConfig(AppConfig):
    name = "last500.pairings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.pairings.exporting import TABLE

        register(TABLE)
