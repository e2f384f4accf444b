from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "last500.topics"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.service_requests import seams
        from last500.topics import sentences
        from last500.topics.exporting import TABLE

        register(TABLE)
        seams.afterwards(sentences.afterwards)
