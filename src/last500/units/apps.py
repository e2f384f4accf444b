from django.apps import AppConfig


class UnitsConfig(AppConfig):
    name = "last500.units"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.units.exporting import TABLE

        register(TABLE)
