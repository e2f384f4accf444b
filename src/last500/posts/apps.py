from django.apps import AppConfig


class PostsConfig(AppConfig):
    name = "last500.posts"
    default_auto_field = "django.db.models.BigAutoField"
