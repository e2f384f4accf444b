from django.urls import URLPattern

app_name = "rotas"
urlpatterns: list[URLPattern] = []
