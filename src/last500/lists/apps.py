from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "last500.lists"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports import registry
        from last500.lists import sections
        from last500.lists.exporting import NEEDS_TABLE, RESOURCES_TABLE
        from last500.lists.own_sections import NEEDS, RESOURCES

        for section in (NEEDS, RESOURCES):
            sections.register(section)
        for table in (NEEDS_TABLE, RESOURCES_TABLE):
            registry.register(table)
