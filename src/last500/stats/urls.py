from django.urls import path

from last500.stats import project_views, views

app_name = "stats"
urlpatterns = [
    path("", views.figures, name="figures"),
    path("export/", views.needs_export, name="needs_export"),
    path("<int:place_id>/", views.place, name="place"),
    path("<int:place_id>/export/", views.export, name="export"),
    path("<int:place_id>/projects/", project_views.projects, name="projects"),
    path("<int:place_id>/projects/export/", project_views.export, name="projects_export"),
    path("<int:place_id>/history/", views.history, name="history"),
    path("<int:place_id>/history/export/", views.history_export, name="history_export"),
]
