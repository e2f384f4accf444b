from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "last500.dispatch"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.dispatch import inviting
        from last500.service_requests import seams

        seams.on_verified(inviting.by_rule)
        seams.on_refused(inviting.refill)
        seams.on_given_back(inviting.resume)
