from django.urls import path

from last500.web.me import asked, consents, data, helping, home, invitations, mine, rights

app_name = "me"
urlpatterns = [
    path("", home.home, name="home"),
    path("pause/", home.pause, name="pause"),
    path("asked/", asked.page, name="asked"),
    path("invitations/<uuid:key>/accept/", invitations.accept, name="accept"),
    path("invitations/<uuid:key>/refuse/", invitations.refuse, name="refuse"),
    path("help/<uuid:key>/", helping.page, name="help"),
    path("help/<uuid:key>/contacted/", helping.contacted, name="contacted"),
    path("help/<uuid:key>/minutes/", helping.minutes, name="minutes"),
    path("help/<uuid:key>/late/", helping.late, name="late"),
    path("help/<uuid:key>/release/", helping.release, name="release"),
    path("help/<uuid:key>/hand-on/", helping.hand_on, name="hand_on"),
    path("help/<uuid:key>/done/", helping.done, name="done"),
    path("requests/", mine.requests, name="requests"),
    path("helps/", mine.helps, name="helps"),
    path("inbox/", mine.inbox, name="inbox"),
    path("inbox/read/", mine.read_all, name="read_all"),
    path("inbox/<uuid:key>/", mine.open_message, name="open_message"),
    path("data/", data.page, name="data"),
    path("data/download/", data.download, name="download"),
    path("data/leave/", data.leave_everywhere, name="leave_everywhere"),
    path("data/language/", data.language, name="data_language"),
    path("data/notice/", rights.see_notice, name="see_notice"),
    path("data/change/", rights.change, name="change_data"),
    path("data/phone/", rights.new_phone, name="new_phone"),
    path("data/phone/code/", rights.prove_phone, name="prove_phone"),
    path("data/lock/", rights.lock, name="lock"),
    path("data/delete/", rights.delete, name="delete"),
    path("data/consents/", consents.page, name="consents"),
    path("data/consents/<uuid:key>/", consents.take_back, name="take_back"),
]
