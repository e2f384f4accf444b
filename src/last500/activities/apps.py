from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "last500.activities"
    default_auto_field = "django.db.models.BigAutoField"
