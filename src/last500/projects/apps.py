from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "last500.projects"
    default_auto_field = "django.db.models.BigAutoField"
