from django.apps import AppConfig

from last500.base.marking import N_


class CovenantsConfig(AppConfig):
    name = "last500.covenants"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.covenants import sentences
        from last500.proof import streams

        streams.register("covenants", N_("小区公约"), sentences.of_log)
