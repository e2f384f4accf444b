from django.apps import AppConfig


class CouncilsConfig(AppConfig):
    name = "last500.councils"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.councils.sentences import sections
        from last500.topics import seams

        seams.sections(sections)
