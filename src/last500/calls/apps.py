from django.apps import AppConfig


class CallsConfig(AppConfig):
    name = "last500.calls"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.calls.exporting import TABLE
        from last500.exports.registry import register

        register(TABLE)
