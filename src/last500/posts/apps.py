from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "last500.posts"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from last500.exports.registry import register
        from last500.imports import kinds as imported
        from last500.posts.exporting import TABLE
        from last500.posts.importing import KIND
        from last500.posts.rules import KIND_WORDS
        from last500.records import kinds

        register(TABLE)
        imported.register(KIND)
        kinds.register({str(kind): word for kind, word in KIND_WORDS.items()})
