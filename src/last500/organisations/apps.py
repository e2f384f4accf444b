from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "last500.organisations"
    default_auto_field = "django.db.models.BigAutoField"
