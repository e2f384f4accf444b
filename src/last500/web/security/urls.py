from django.urls import path

from last500.web.security import accounts, administrators, audit, steps, urgent

app_name = "security"
urlpatterns = [
    path("", steps.home, name="home"),
    path("steps/<uuid:key>/", steps.step, name="step"),
    path("accounts/", accounts.find, name="accounts"),
    path("accounts/<uuid:key>/", accounts.account, name="account"),
    path("accounts/<uuid:key>/change/", accounts.change, name="change_account"),
    path("administrators/<int:place_id>/", administrators.administrators, name="administrators"),
    path("administrators/end/<uuid:key>/", administrators.propose_end, name="end_administrator"),
    path("audit/", audit.audit, name="audit"),
    path("urgent/", urgent.ask, name="ask_urgent"),
    path("urgent/<uuid:key>/", urgent.glass, name="urgent"),
    path("urgent/<uuid:key>/end/", urgent.end, name="end_urgent"),
    path("urgent/<uuid:key>/<str:number>/", urgent.request_page, name="urgent_request"),
]
