"""How long what belongs to a request is kept: 180 days after it is closed, by default.

What stays of a closed request is its kind, its place and its times: figures need no person.
"""

from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor, Door
from last500.base.erasing import Files, Rule, Stays, empty_values
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.pairings.retention import keeps_contact
from last500.people.leaving import Part
from last500.people.models import Consent, Contact, Guardian, Person
from last500.service_requests import photos
from last500.service_requests.actions.helping import release
from last500.service_requests.actions.own_data import (
    CLOSED,
    CONTACT,
    WORDS,
    end_for_good,
    erase_now,
    unlink,
)
from last500.service_requests.models import (
    Acceptance,
    CanHelp,
    Channel,
    Event,
    HandOn,
    ImportRow,
    ImportRun,
    Invitation,
    KeptApart,
    MergeProposal,
    MeToo,
    Photo,
    ServiceRequest,
)
from last500.service_requests.rules import OPEN, WITH_HELPER, Action, State

STILL_OPEN = sorted(state.value for state in OPEN)
PUBLISHED = Q(may_publish=True, unlisted=False, state=State.CONFIRMED)


def over(edge: datetime) -> QuerySet[ServiceRequest]:
    """Closed before `edge`, by its state and not by its date alone: what was sent back to the
    desk (objected to, reopened, set right) is open whatever date it carries. One that was merged
    lasts as long as the one it was merged into."""
    main = Q(merged_into=None) | Q(merged_into__state__in=CLOSED, merged_into__closed_at__lt=edge)
    return ServiceRequest.objects.filter(main, state__in=CLOSED, closed_at__lt=edge)


def _of(edge: datetime) -> QuerySet[ServiceRequest]:
    return over(edge).values("pk")  # type: ignore[return-value]


def _contacts(edge: datetime) -> QuerySet[Contact]:
    """Contacts of requests none of which lasts any longer; a pairing's, a rota's, a complaint's
    go with the pairing, the rota, the complaint."""
    requests = ServiceRequest.objects.filter(contact=OuterRef("pk"))
    lasting = requests.exclude(pk__in=_of(edge))
    of_requests = Contact.objects.filter(Exists(requests), made_at__lt=edge)
    return of_requests.filter(~Exists(lasting), ~keeps_contact())


def _imported(edge: datetime) -> Q:
    """A week after it was applied, or, never applied, after it was read."""
    return Q(run__applied_at__lt=edge) | Q(run__applied_at=None, run__staged_at__lt=edge)


RULES = (
    Rule(
        "photos",
        N_("求助的照片"),
        Keep.REQUEST,
        lambda edge: Photo.objects.filter(request__in=_of(edge)),
        first=unlink,
    ),
    Files("lost_photos", N_("没有归属的照片文件"), Keep.EXPORT, photos.lost),
    Rule("request_words", N_("求助里写的话"), Keep.REQUEST, over, fields=WORDS),
    Rule(
        "request_summaries",
        N_("值守的概括"),
        Keep.REQUEST,
        lambda edge: over(edge).exclude(PUBLISHED),
        fields=("summary",),
    ),
    Rule(
        "kept_apart",
        N_("求助时不想碰面的人的记号"),
        Keep.REQUEST,
        lambda edge: KeptApart.objects.filter(request__in=_of(edge)),
    ),
    Rule(
        "guardians",
        N_("求助人的监护人"),
        Keep.REQUEST,
        lambda edge: Guardian.objects.filter(contact__in=_contacts(edge).values("pk")),
    ),
    Rule(
        "contacts",
        N_("求助的联系方式"),
        Keep.REQUEST,
        _contacts,
        fields=CONTACT,
        also=lambda: {"erased_at": clock.now()},
    ),
    Rule(
        "event_notes",
        N_("经过里写的话"),
        Keep.REQUEST,
        lambda edge: Event.objects.filter(request__in=_of(edge)),
        fields=("note",),
    ),
    Rule(
        "event_actors",
        N_("经过里是谁做的"),
        Keep.LOG,
        lambda edge: Event.objects.filter(at__lt=edge, request__state__in=CLOSED),
        fields=("actor",),
    ),
    Rule(
        "invitations",
        N_("请过谁帮忙"),
        Keep.REQUEST,
        lambda edge: Invitation.objects.filter(request__in=_of(edge)),
    ),
    Rule(
        "me_toos",
        N_("“我也是”的记号"),
        Keep.REQUEST,
        lambda edge: MeToo.objects.filter(request__in=_of(edge)),
    ),
    Rule(
        "can_helps",
        N_("谁说过“我能帮”"),
        Keep.REQUEST,
        lambda edge: CanHelp.objects.filter(request__in=_of(edge)),
    ),
    Rule(
        "merge_proposals",
        N_("像是同一件事的词"),
        Keep.REQUEST,
        lambda edge: MergeProposal.objects.filter(Q(a__in=_of(edge)) | Q(b__in=_of(edge))),
    ),
    Rule(
        "hand_ons",
        N_("转给别人的链接"),
        Keep.MESSAGE,
        lambda edge: HandOn.objects.filter(ends_at__lt=edge),
    ),
    Rule(
        "import_leftovers",
        N_("没有导入的行"),
        Keep.IMPORT,
        lambda edge: ImportRow.objects.filter(
            run__applied_at=None, run__staged_at__lt=edge, request=None
        ),
    ),
    Rule(
        "import_words",
        N_("导入文件里的话"),
        Keep.IMPORT,
        lambda edge: ImportRow.objects.filter(_imported(edge)),
        fields=("data", "author_index"),
    ),
    Rule(
        "import_runs",
        N_("没有导入的文件"),
        Keep.IMPORT,
        lambda edge: ImportRun.objects.filter(applied_at=None, staged_at__lt=edge, rows=None),
    ),
    Rule(
        "import_names",
        N_("导入文件的名字"),
        Keep.IMPORT,
        lambda edge: ImportRun.objects.filter(
            Q(applied_at__lt=edge) | Q(applied_at=None, staged_at__lt=edge)
        ),
        fields=("file_name", "by"),
    ),
)

STAYS = (
    Stays(N_("还没办结的求助"), N_("正在办，删了就没法帮你；不想办了可以撤回")),
    Stays(N_("提过不同意见、退回重办的求助"), N_("等它真正办结，再从那天算起（第四十七条）")),
    Stays(N_("办结求助的种类、地点、时间"), N_("里面没有人，用来看一个地方缺什么、办得快不快")),
    Stays(N_("加起来的数字"), N_("只有件数和天数，没有人")),
    Stays(N_("你同意写进“最近办成的事”的一句话"), N_("你同意公开的；撤回同意，当时就不再公开")),
)


# ---- when an account closes or is locked ---------------------------------------------------------

_WITH = ("place", "desk", "contact", "requester")


def _leave(person: Person) -> None:
    """Give back what one holds, end what one asked for, and erase all of it."""
    actor = Actor(person=person.pk, door=Door.WEB)
    held = Acceptance.objects.filter(
        helper=person, ended_at=None, request__state__in=[State.OFFERED, *WITH_HELPER]
    )
    for acceptance in held.select_related(*(f"request__{name}" for name in _WITH)):
        release(actor, acceptance.request)
    own = ServiceRequest.objects.filter(requester=person)
    for request in own.filter(state__in=STILL_OPEN).select_related(*_WITH):
        end_for_good(actor, request)
    keys = list(own.values_list("pk", flat=True))
    erase_now(keys)
    Invitation.objects.filter(helper=person).delete()
    CanHelp.objects.filter(helper=person).delete()
    # What one said of oneself when asking for somebody else: the neighbour's request goes on.
    said = Event.objects.filter(actor=person, action=Action.PLACE)
    said.update(**empty_values(Event, ["note"]))
    asked_for = ServiceRequest.objects.filter(entered_by=person, channel=Channel.FOR_OTHER)
    asked_for.update(entered_by=None)


def _restrict(person: Person, moment: datetime | None) -> None:
    own = ServiceRequest.objects.filter(requester=person, state__in=CLOSED)
    if moment:
        own.update(restricted_at=moment, unlisted=True)
    else:
        # What was never to be listed (a guardian's) is known by its consent.
        minors = Consent.objects.filter(contact=OuterRef("contact"), given_how="guardian")
        own.update(restricted_at=None)
        own.filter(~Exists(minors)).update(unlisted=False)


def _locks(person: Person) -> str:
    if ServiceRequest.objects.filter(requester=person, state__in=STILL_OPEN).exists():
        return _("你还有正在办的求助。等办完，或者先撤回，再来锁上。")
    if Acceptance.objects.filter(helper=person, ended_at=None).exists():
        return _("你手上还有接下的事。先办完，或者退回，再来锁上。")
    return ""


PARTS = (Part(_leave, _restrict, locks=_locks),)
