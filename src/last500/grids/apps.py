from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "last500.grids"
    default_auto_field = "django.db.models.BigAutoField"
