from django.apps import AppConfig


class ExportsConfig(AppConfig):
    name = "last500.exports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.base import resealing
        from last500.exports import files

        resealing.FOLDERS.append(files.folder)
