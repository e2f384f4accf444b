from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "last500.web"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.proof import streams
        from last500.web.security.words import kind_words

        streams.worded_by(kind_words)
