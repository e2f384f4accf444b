from django.apps import AppConfig


class VotesConfig(AppConfig):
    name = "last500.votes"
    default_auto_field = "django.db.models.BigAutoField"
