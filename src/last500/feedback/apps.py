from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "last500.feedback"
    default_auto_field = "django.db.models.BigAutoField"
