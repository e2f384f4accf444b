from django.urls import URLPattern, URLResolver

app_name = "reportin"
urlpatterns: list[URLPattern | URLResolver] = []
