from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "last500.grids"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.grids.exporting import TABLE
        from last500.grids.importing import KIND
        from last500.imports import kinds

        register(TABLE)
        kinds.register(KIND)
