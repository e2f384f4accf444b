from django.apps import AppConfig


class ServiceRequestsConfig(AppConfig):
    name = "last500.service_requests"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.records import kinds
        from last500.service_requests.categories import CATEGORIES
        from last500.service_requests.exporting import TABLE

        register(TABLE)
        kinds.register({category.code: category.name for category in CATEGORIES})
