from django.apps import AppConfig


class ResolutionsConfig(AppConfig):
    name = "last500.resolutions"
    default_auto_field = "django.db.models.BigAutoField"
