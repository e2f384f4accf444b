from django.apps import AppConfig


class RotasConfig(AppConfig):
    name = "last500.rotas"
    default_auto_field = "django.db.models.BigAutoField"
