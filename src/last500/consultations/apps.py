from django.apps import AppConfig

from last500.base.marking import N_


class ConsultationsConfig(AppConfig):
    name = "last500.consultations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.consultations.sentences import sections
        from last500.proof import streams
        from last500.topics import seams

        seams.sections(sections)
        streams.register("consultations", N_("意见征询"))
