from django.apps import AppConfig


class ReportinConfig(AppConfig):
    name = "last500.reportin"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.notify import quiet
        from last500.records import homes
        from last500.reportin.exporting import TABLE
        from last500.reportin.queries import home_of, members, quiet_hours

        register(TABLE)
        quiet.ASKED.append(quiet_hours)
        homes.register(homes.Register(home_of, members))
