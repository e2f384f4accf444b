from django.apps import AppConfig


class HouseholdsConfig(AppConfig):
    name = "last500.households"
    default_auto_field = "django.db.models.BigAutoField"
