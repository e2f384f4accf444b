from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "last500.projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.lists import sections
        from last500.projects.exporting import TABLE
        from last500.projects.sections import PROJECTS

        register(TABLE)
        sections.register(PROJECTS)
