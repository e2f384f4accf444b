"""The resident's own word: solved, not solved, one more thing, never mind."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Forbidden, Refused
from last500.base.sealing import blind_index
from last500.organisations.actions import require
from last500.organisations.queries import desk_for
from last500.organisations.rules import Permission
from last500.people.actions import record_consent
from last500.people.rules import clean_text
from last500.reportin.queries import own
from last500.service_requests import rules
from last500.service_requests.actions.helping import close_helpers
from last500.service_requests.actions.recording import helps_of, record_confirmed, record_waiting
from last500.service_requests.actions.step import advance, append, check, tell_desk
from last500.service_requests.models import Acceptance, CanHelp, MeToo, ServiceRequest
from last500.service_requests.queries import PUBLIC_CATEGORIES, roles_of
from last500.service_requests.rules import Action, Role


def _word_role(actor: Actor, request: ServiceRequest, action: Action, by_phone: bool) -> Role:
    """The resident themself; or, given by telephone, a desk officer who is not the helper.

    Whoever helped never enters the resident's word, whatever office they hold.
    """
    helped = Acceptance.objects.filter(request=request, helper=actor.person)
    if actor.person and helped.exists():
        raise Forbidden("the helper does not enter the resident's word")
    if not by_phone:
        return check(actor, request, action)
    require(actor, Permission.REQUEST_HANDLE, request.place)
    if not rules.allowed(action, request.state):
        raise Conflict(_("这件事已经往前走了，请看看现在的情况。"))
    return Role.DESK


def _in_time(request: ServiceRequest) -> None:
    if request.closed_at and request.closed_at < clock.now() - rules.LATE_WORD:
        raise Conflict(_("已经过去一个月了，请重新说一次这件事。"))


@transaction.atomic
def confirm(
    actor: Actor,
    request: ServiceRequest,
    *,
    rating: int | None = None,
    comment: str = "",
    may_publish: bool = False,
    by_phone: bool = False,
    minutes_right: bool = True,
) -> ServiceRequest:
    """It is solved. `rating` is 1 to 3 or nothing; only this counts as satisfied.

    It confirms the helpers' time as well, unless the minutes are said to be wrong.
    """
    role = _word_role(actor, request, Action.CONFIRM, by_phone)
    _in_time(request)
    if rating is not None and rating not in {1, 2, 3}:
        raise Refused(_("请选一个，或者不选。"), "rating")
    may_publish = may_publish and not request.unlisted
    helps = helps_of(request)
    advance(
        actor,
        request,
        Action.CONFIRM,
        role=role,
        solved=True,
        rating=rating,
        may_publish=may_publish,
        word_by_phone=by_phone,
        done_at=request.done_at or clock.now(),
        facts={"by_phone": by_phone},
    )
    _keep_comment(request, comment)
    if may_publish:
        how = "said_on_phone" if by_phone else "own_page"
        record_consent("publish", how, contact=request.contact)
    close_helpers(request, Acceptance.Ended.DONE)
    if minutes_right:
        record_confirmed(actor, request, helps, by_phone=by_phone)
    else:
        record_waiting(actor, request, helps)
    return request


def _keep_comment(request: ServiceRequest, comment: str) -> None:
    if clean_text(comment):
        request.comment = clean_text(comment)[:1000]
        request.save(update_fields=["comment"])


@transaction.atomic
def reopen(
    actor: Actor, request: ServiceRequest, *, comment: str = "", by_phone: bool = False
) -> ServiceRequest:
    """It is not solved: back to the desk; whoever comes next may be somebody else."""
    role = _word_role(actor, request, Action.REOPEN, by_phone)
    _in_time(request)
    desk = desk_for(request.place)
    helps = helps_of(request)
    advance(
        actor,
        request,
        Action.REOPEN,
        role=role,
        note=comment,
        solved=False,
        done_at=None,
        closed_at=None,
        word_by_phone=by_phone,
        desk=desk,
        agreed_at=None,
        level=desk.level if desk.level in rules.LEVELS else rules.Level.STREET,
        facts={"by_phone": by_phone},
    )
    close_helpers(request, Acceptance.Ended.DONE)
    record_waiting(actor, request, helps)
    tell_desk("desk_reopened", request)
    return request


@transaction.atomic
def withdraw(actor: Actor, request: ServiceRequest, *, note: str = "") -> ServiceRequest:
    role = check(actor, request, Action.WITHDRAW)
    advance(actor, request, Action.WITHDRAW, role=role, note=note, open_to="")
    close_helpers(request, Acceptance.Ended.CLOSED, "helper_cancelled")
    return request


@transaction.atomic
def object_to(actor: Actor, request: ServiceRequest, *, note: str) -> ServiceRequest:
    """Object to a decline, once: the level above decides."""
    role = check(actor, request, Action.OBJECT, note)
    if request.objected_at:
        raise Conflict(_("已经提过一次了。可以打 12345 热线。"))
    level = rules.level_above(request.level) or rules.Level.STREET
    desk = desk_for(request.place, above=request.desk_id)
    advance(
        actor,
        request,
        Action.OBJECT,
        role=role,
        note=note,
        objected_at=clock.now(),
        level=level,
        desk=desk,
        closed_at=None,
    )
    tell_desk("desk_moved_up", request)
    return request


@transaction.atomic
def add_word(actor: Actor, request: ServiceRequest, *, note: str) -> None:
    """One more sentence, by whoever has a part in it."""
    role = check(actor, request, Action.ADD_WORD)
    if not clean_text(note):
        raise Refused(_("请写一句。"), "note")
    append(actor, request, Action.ADD_WORD, request.state, request.state, role=role, note=note)


@transaction.atomic
def me_too(actor: Actor, request: ServiceRequest, *, session: str) -> bool:
    """我也是: counted once for each person or session; False when it was counted before."""
    if request.category not in PUBLIC_CATEGORIES or request.state not in rules.OPEN:
        raise Conflict(_("这件事已经办结了。"))
    mark = blind_index("me_too", str(actor.person or session))
    try:
        with transaction.atomic():
            MeToo.objects.create(request=request, mark=mark, at=clock.now())
    except IntegrityError:
        return False
    ServiceRequest.objects.filter(pk=request.pk).update(me_too=F("me_too") + 1)
    return True


@transaction.atomic
def can_help(actor: Actor, request: ServiceRequest) -> None:
    """我能帮: put oneself forward; the desk sees it and may invite."""
    report_in = own(actor)
    if report_in is None or report_in.state != "confirmed":
        raise Refused(_("要先在小区报到，小区确认之后才能帮忙。"))
    if request.state not in rules.OPEN or Role.REQUESTER in roles_of(actor, request):
        raise Conflict(_("这件事现在不用帮忙。"))
    CanHelp.objects.get_or_create(
        request=request, helper_id=actor.person, defaults={"at": clock.now()}
    )
