from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "last500.places"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.places import queries
        from last500.proof import streams

        streams.found_by(queries.compound_of_the_log)
