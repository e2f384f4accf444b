from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "last500.people"
    default_auto_field = "django.db.models.BigAutoField"
