from django.apps import AppConfig


class UnmetConfig(AppConfig):
    name = "last500.unmet"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.service_requests import seams
        from last500.unmet import sentences
        from last500.unmet.actions import on_unmet
        from last500.unmet.exporting import TABLE

        register(TABLE)
        seams.on_unmet(on_unmet)
        seams.afterwards(sentences.afterwards)
