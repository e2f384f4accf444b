from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "last500.projects"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.dispatch import wanted as plans
        from last500.exports.registry import register
        from last500.imports import kinds
        from last500.lists import sections
        from last500.projects import seams
        from last500.projects.actions import needs
        from last500.projects.exporting import TABLE
        from last500.projects.importing import KIND
        from last500.projects.queries import wanted
        from last500.projects.sections import PROJECTS

        register(TABLE)
        plans.SOURCES[wanted.KIND] = wanted.SOURCE
        kinds.register(KIND)
        sections.register(PROJECTS)
        seams.who_asked(needs.asked_for)
        seams.on_turn(needs.tell_who_asked)
