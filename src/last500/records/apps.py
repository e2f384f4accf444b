from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "last500.records"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.records.exporting import TABLE

        register(TABLE)
