from django.apps import AppConfig


class RotasConfig(AppConfig):
    name = "last500.rotas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.imports import kinds
        from last500.rotas.exporting import TABLE
        from last500.rotas.importing import KIND

        register(TABLE)
        kinds.register(KIND)
