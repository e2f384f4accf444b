from django.urls import path

from last500.ledger.views import desk, papers, public, questions, terms

app_name = "ledger"
_AT, _DESK = "at/<str:slug>/", "desk/<int:place_id>/"
_ENTRY, _STATEMENT = "entries/<uuid:key>/", "statements/<uuid:key>/"
urlpatterns = [
    path("keep/", terms.keep, name="keep"),
    path("term/<int:place_id>/", terms.term, name="term"),
    path("mine/", questions.mine, name="mine"),
    path(_AT, public.at, name="at"),
    path(f"{_AT}<int:year>/<int:number>/", public.month, name="month"),
    path(_ENTRY, public.entry, name="entry"),
    path(f"{_ENTRY}ask/", questions.about_entry, name="ask_entry"),
    path(f"{_ENTRY}reverse/", desk.reverse_entry, name="reverse"),
    path(f"{_ENTRY}replace/", desk.replace, name="replace"),
    path(_STATEMENT, public.statement, name="statement"),
    path(f"{_STATEMENT}print/", public.statement_print, name="statement_print"),
    path(f"{_STATEMENT}ask/", questions.about_statement, name="ask_statement"),
    path(f"{_STATEMENT}publish/", papers.publish, name="publish"),
    path(f"{_STATEMENT}drop/", papers.drop, name="drop"),
    path("distributions/<uuid:key>/", public.distribution, name="distribution"),
    path("distributions/<uuid:key>/<str:act>/", papers.settle, name="settle"),
    path("vouchers/<uuid:key>/", papers.voucher, name="voucher"),
    path("questions/<uuid:key>/", questions.question, name="question"),
    path("questions/<uuid:key>/withdraw/", questions.withdraw, name="withdraw"),
    path("postings/<uuid:key>/", desk.posting, name="posting"),
    path("postings/<uuid:key>/<str:act>/", desk.decide, name="decide"),
    path(_DESK, desk.desk, name="desk"),
    path(f"{_DESK}open/", desk.open_book, name="open"),
    path(f"{_DESK}post/", desk.post, name="post"),
    path(f"{_DESK}statement/", papers.make, name="make_statement"),
    path(f"{_DESK}divide/", papers.divide, name="divide"),
    path(f"{_DESK}fund/", desk.fund, name="fund"),
    path(f"{_DESK}audit/", papers.audit_file, name="audit"),
]
