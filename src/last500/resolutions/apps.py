from django.apps import AppConfig


class ResolutionsConfig(AppConfig):
    name = "last500.resolutions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.resolutions import sentences
        from last500.resolutions.exporting import TABLE
        from last500.topics import seams

        register(TABLE)
        seams.sections(sentences.sections)
        seams.lines(sentences.lines)
