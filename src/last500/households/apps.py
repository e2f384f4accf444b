from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "last500.households"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.households.exporting import TABLE
        from last500.households.importing import KIND
        from last500.imports import kinds

        register(TABLE)
        kinds.register(KIND)
