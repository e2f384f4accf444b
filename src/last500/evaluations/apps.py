from django.apps import AppConfig


class EvaluationsConfig(AppConfig):
    name = "last500.evaluations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.evaluations.exporting import TABLE
        from last500.evaluations.ways import to_evaluation
        from last500.exports.registry import register
        from last500.projects import seams
        from last500.projects.rules import Action

        register(TABLE)
        seams.leads_on(to_evaluation)
        seams.STEP_PAGES[Action.EVALUATE] = "evaluations:write"
