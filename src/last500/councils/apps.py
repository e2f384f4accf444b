from django.apps import AppConfig

from last500.base.marking import N_


class CouncilsConfig(AppConfig):
    name = "last500.councils"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.councils import sentences
        from last500.proof import streams
        from last500.topics import seams

        seams.sections(sentences.sections)
        seams.ways(sentences.ways)
        streams.register("councils", N_("开会和记录"), sentences.of_log)
