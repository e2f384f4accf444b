from django.apps import AppConfig


class LettersConfig(AppConfig):
    name = "last500.letters"
    default_auto_field = "django.db.models.BigAutoField"
