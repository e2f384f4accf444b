from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "last500.simulation"
    default_auto_field = "django.db.models.BigAutoField"
