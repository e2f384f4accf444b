from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "last500.teams"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.imports import kinds
        from last500.teams.exporting import TABLE
        from last500.teams.importing import KIND

        register(TABLE)
        kinds.register(KIND)
