from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "last500.activities"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.activities import counting
        from last500.activities.actions.attendance import KIND
        from last500.activities.exporting import TABLE
        from last500.activities.importing import KIND as READS
        from last500.activities.of_projects import dates, to_one_more
        from last500.activities.queries import wanted
        from last500.base.marking import N_
        from last500.dispatch import wanted as plans
        from last500.exports.registry import register
        from last500.imports import kinds as reads
        from last500.projects import seams
        from last500.records import kinds

        register(TABLE)
        plans.SOURCES[wanted.KIND] = wanted.SOURCE
        register(counting.TABLE)
        reads.register(READS)
        seams.has_dates(dates)
        seams.leads_on(to_one_more)
        kinds.register({KIND: N_("活动帮忙")})
