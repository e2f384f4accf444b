from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "last500.lists"
    default_auto_field = "django.db.models.BigAutoField"
