"""How long codes, looks, consents and closed accounts are kept."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Q, QuerySet

from last500.base.erasing import Rule, Stays
from last500.base.marking import N_
from last500.base.privacy import Keep
from last500.people.leaving import PERSONAL
from last500.people.models import AccessEvent, Consent, Person, RecoveryCode, SignIn, SignInCode


def _consents_over(edge: datetime) -> QuerySet[Consent]:
    """Withdrawn, or what it was for has been erased."""
    return Consent.objects.filter(
        Q(withdrawn_at__lt=edge) | Q(contact__erased_at__lt=edge) | Q(person__closed_at__lt=edge)
    )


def _signed_out(edge: datetime) -> QuerySet[SignIn]:
    alive = Session.objects.filter(expire_date__gte=edge).values("session_key")
    return SignIn.objects.exclude(session_index__in=alive)


RULES = (
    Rule(
        "sign_in_codes",
        N_("登录验证码"),
        Keep.CODE,
        lambda edge: SignInCode.objects.filter(ends_at__lt=edge),
    ),
    # A device goes with its session, and that with its time (base.retention).
    Rule("devices", N_("退出了的设备"), Keep.SESSION, _signed_out),
    Rule(
        "recovery_codes",
        N_("没有用处的备用码"),
        Keep.ACCOUNT,
        lambda edge: RecoveryCode.objects.filter(person__closed_at__lt=edge),
    ),
    Rule(
        "looks",
        N_("谁看过谁的记录"),
        Keep.LOG,
        lambda edge: AccessEvent.objects.filter(at__lt=edge),
    ),
    Rule("consents", N_("同意的记录"), Keep.RECORD, _consents_over),
    # Closing an account empties it at once; this finds what an interrupted hand left behind.
    Rule(
        "closed_accounts",
        N_("注销了的账号"),
        Keep.ACCOUNT,
        lambda edge: Person.objects.filter(closed_at__lt=edge),
        fields=PERSONAL,
    ),
)

STAYS = (
    Stays(
        N_("注销以后留下的空行"),
        N_("别人的经过里有一步是你做的；空行里没有姓名电话，只让那一步还接得上"),
    ),
    Stays(N_("三年内的同意记录"), N_("证明当时是你同意的（第十四条、第五十六条）")),
    Stays(N_("你锁上的资料"), N_("锁上就是只存着不用；到期照样删，想早删可以注销（第四十七条）")),
)
