from django.apps import AppConfig


class MarketConfig(AppConfig):
    name = "last500.market"
    default_auto_field = "django.db.models.BigAutoField"
