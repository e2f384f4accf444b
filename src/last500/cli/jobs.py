"""Everything that happens without anybody clicking: one line per job, in one place to read.

A job asks the tables what is due; the due dates and the outbox rows are the queue.
"""

from datetime import timedelta

from last500.activities import actions as activities
from last500.base import erasing
from last500.base.worker import Job
from last500.calls import actions as calls
from last500.cli import trials
from last500.complaints import actions as complaints
from last500.consultations import actions as consultations
from last500.councils import actions as councils
from last500.covenants import actions as covenants
from last500.dispatch import actions as dispatch
from last500.dispatch import answers, hearing, inviting, supply_asks, supply_sheets
from last500.evaluations import actions as evaluations
from last500.exports import actions as exports
from last500.grids import actions as grids
from last500.households import actions as households
from last500.ledger import actions as ledger
from last500.lists import actions as lists
from last500.notify import actions as notify
from last500.pairings import actions as pairings
from last500.people import codes
from last500.posts import actions as posts
from last500.projects import actions as projects
from last500.proof import checkpoints
from last500.reportin import actions as reportin
from last500.resolutions import actions as resolutions
from last500.rotas import actions as rotas
from last500.service_requests import actions as service_requests
from last500.stats import actions as stats
from last500.topics import actions as topics
from last500.units.actions import lists as units
from last500.unmet import actions as unmet
from last500.votes import actions as votes

SECOND, SECONDS, MINUTE, DAY = (
    timedelta(seconds=1),
    timedelta(seconds=5),
    timedelta(minutes=1),
    timedelta(days=1),
)
TEN_MINUTES, HOUR = 10 * MINUTE, 60 * MINUTE


def all_jobs() -> list[Job]:
    return [
        Job("send sign-in codes", SECOND, codes.deliver_due),
        Job("deliver messages", SECONDS, notify.deliver_due),
        # Before the offers widen: the next in order is asked first.
        Job("ask the next of a rota", MINUTE, rotas.find_stand_ins),
        Job("ask in waves", SECONDS, inviting.ask_in_waves),
        Job("widen offers", MINUTE, service_requests.widen_offers),
        Job("escalate overdue requests", MINUTE, service_requests.escalate_overdue),
        Job("close what got no answer", MINUTE, service_requests.close_lapsed),
        Job("reseat desks nobody holds", MINUTE, service_requests.reseat_desks),
        Job("fold what happened into the figures", MINUTE, stats.fold_in),
        Job("escalate overdue complaints", MINUTE, complaints.escalate_overdue),
        Job("close complaints without a word", MINUTE, complaints.close_silent),
        Job("reseat complaints", 10 * MINUTE, complaints.reseat_desks),
        Job("end pairings whose day has come", TEN_MINUTES, pairings.run_out),
        Job("remind of unanswered claims and bookings", TEN_MINUTES, lists.remind_unanswered),
        Job("let unanswered claims and bookings lapse", MINUTE, lists.lapse_unanswered),
        Job("let unanswered asks for seats lapse", TEN_MINUTES, grids.lapse_asks),
        Job("remind of terms of seats", HOUR, grids.remind_terms),
        Job("end terms of seats", TEN_MINUTES, grids.run_out),
        Job("hand words told at seats to the desk", TEN_MINUTES, grids.climb_notes),
        Job("count the seats of the month", DAY, grids.count_months),
        Job("ask the next for a place of a post", MINUTE, posts.lapse_asks),
        Job("ask again for free places", TEN_MINUTES, posts.ask_again),
        Job("end what has run out at posts", TEN_MINUTES, posts.end_due),
        Job("remind of households that wait", TEN_MINUTES, households.remind_waiting),
        Job(
            "remind of consultations without a result", TEN_MINUTES, consultations.escalate_overdue
        ),
        Job("gather what nobody took", TEN_MINUTES, unmet.gather),
        Job("clear away needs in which nothing stands", DAY, unmet.forget_empty),
        Job("escalate needs nobody answered", TEN_MINUTES, unmet.escalate_overdue),
        Job("remind of the next steps of projects", TEN_MINUTES, projects.remind_due),
        Job("ask the next for a place in a project", MINUTE, projects.lapse_places),
        Job("escalate overdue projects", TEN_MINUTES, projects.escalate_overdue),
        Job("ask the next for a place at an activity", MINUTE, activities.lapse_asks),
        Job("ask again for free places at activities", TEN_MINUTES, activities.ask_again),
        Job("remind of activities", MINUTE, activities.remind_due),
        Job("end what is over at activities", TEN_MINUTES, activities.end_due),
        Job("ask once how an activity was", TEN_MINUTES, evaluations.ask_due),
        Job("close the books of venture calls", MINUTE, calls.close_books),
        Job("publish results of venture calls", TEN_MINUTES, calls.publish_due),
        Job("remind of the next steps of venture calls", TEN_MINUTES, calls.remind_due),
        Job("escalate overdue venture calls", TEN_MINUTES, calls.escalate_overdue),
        Job("remind of owed reports", TEN_MINUTES, calls.remind_reports),
        Job("escalate owed reports", TEN_MINUTES, calls.escalate_reports),
        Job("escalate overdue topics", TEN_MINUTES, topics.escalate_overdue),
        Job("reseat desks of topics", TEN_MINUTES, topics.reseat_desks),
        Job("escalate what was decided and not done", TEN_MINUTES, resolutions.escalate_overdue),
        Job("escalate minutes that are late", TEN_MINUTES, councils.escalate_overdue),
        Job("begin covenants whose day has come", TEN_MINUTES, covenants.begin_due),
        Job("escalate covenants that nobody decides", TEN_MINUTES, covenants.escalate_overdue),
        Job("look again at agreements", TEN_MINUTES, resolutions.lay_down_due),
        Job("escalate postings nobody confirmed", TEN_MINUTES, ledger.escalate_postings),
        Job("remind of statements of books", HOUR, ledger.remind_statements),
        Job("escalate questions nobody answered", TEN_MINUTES, ledger.escalate_questions),
        Job("escalate objections nobody answered", TEN_MINUTES, votes.escalate_objections),
        Job("open and close owners' votes", MINUTE, votes.keep_times),
        Job("propose merges", MINUTE, service_requests.propose_recent_merges),
        Job("keep the terms of rotas", TEN_MINUTES, rotas.keep_terms),
        Job("lay out the turns of rotas", TEN_MINUTES, rotas.lay_out_further),
        Job("place the turns of rotas", TEN_MINUTES, rotas.place_due),
        Job("ask those who wished to hear", HOUR, hearing.ask_the_unasked),
        Job("count how asks ended", TEN_MINUTES, answers.count_answers),
        Job("work out the supply map", DAY, supply_sheets.work_out),
        Job("clear away what desks asked each other", DAY, supply_asks.forget_asks),
        Job("clear marks of the quiet", DAY, dispatch.clear_marks),
        Job("lapse invitations to rotas", DAY, rotas.lapse_invitations),
        Job("go on with lists of units and members", MINUTE, units.apply_wanted),
        Job("sign the log", TEN_MINUTES, checkpoints.publish),
        Job("check the log", DAY, checkpoints.check_own_log),
        Job("end exports", MINUTE, exports.expire_due),
        Job("remind of papers that run out", TEN_MINUTES, reportin.remind_of_proofs),
        Job("keep the trial of a street going", SECONDS, trials.keep_going),
        Job("erase what is due", DAY, erasing.job),
    ]
