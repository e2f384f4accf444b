from django.apps import AppConfig


class ServiceRequestsConfig(AppConfig):
    name = "last500.service_requests"
    default_auto_field = "django.db.models.BigAutoField"
