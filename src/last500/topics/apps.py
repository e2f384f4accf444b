from django.apps import AppConfig


class TopicsConfig(AppConfig):
    name = "last500.topics"
    default_auto_field = "django.db.models.BigAutoField"
