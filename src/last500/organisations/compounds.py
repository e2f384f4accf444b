"""The verbs of a compound as a served place: open it, change what its page says, close it."""

from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.actor import Actor
from last500.base.errors import Conflict, Refused
from last500.organisations.actions import require
from last500.organisations.models import Organisation
from last500.organisations.rules import OrganisationKind, Permission
from last500.people.actions import read_phone
from last500.people.rules import clean_line
from last500.places import actions as places
from last500.places import rules
from last500.places.models import Place
from last500.places.rules import CompoundKind, Level

SLUG_MOST = 40


@dataclass(frozen=True)
class Details:
    """What a compound's page says. `buildings` is a quick entry such as "1-12号楼"."""

    name: str
    kind: str
    households: int = 0
    address: str = ""
    phone: str = ""
    hours: str = ""
    slug: str = ""
    buildings: str = ""
    organisation: str = field(default="")


@transaction.atomic
def open_compound(actor: Actor, community: Place, details: Details) -> Place:
    """Open a compound under a community: with it its public page and poster are there."""
    require(actor, Permission.PLACE_OPEN, community)
    if community.level not in {Level.COMMUNITY, Level.GRID} or community.closed_on:
        raise Refused(_("小区开在社区下面，请先选社区。"))
    filled = _checked(details)
    if Place.objects.current().filter(parent=community, name=filled["name"]).exists():
        raise Refused(_("这个社区里已经有同名的小区了。"), "name")
    buildings = _buildings(details.buildings)
    code, slug = _code_and_slug(community, details.slug)
    try:
        with transaction.atomic():
            compound = places.add(
                community, Level.COMPOUND, filled.pop("name"), code=code, slug=slug, **filled
            )
    except IntegrityError:
        raise Conflict(_("有人刚刚也在开小区，请再发一次。")) from None
    for name in buildings:
        places.add(compound, Level.BUILDING, name)
    _name_organisation(compound, details.organisation)
    return compound


@transaction.atomic
def edit_compound(actor: Actor, compound: Place, details: Details) -> Place:
    """Change what the page says, and add buildings; the address on the poster never changes."""
    require(actor, Permission.PLACE_OPEN, compound)
    if compound.level != Level.COMPOUND:
        raise Refused(_("这里只能改小区。"))
    filled = _checked(details)
    known = set(Place.objects.current().filter(parent=compound).values_list("name", flat=True))
    for name in _buildings(details.buildings):
        if name not in known:
            places.add(compound, Level.BUILDING, name)
    Place.objects.filter(pk=compound.pk).update(**filled)
    _name_organisation(compound, details.organisation)
    return compound


@transaction.atomic
def close_compound(actor: Actor, compound: Place) -> None:
    """It takes no new requests from now on; what is open is carried to its end."""
    require(actor, Permission.PLACE_OPEN, compound)
    if compound.level != Level.COMPOUND:
        raise Refused(_("这里只能关小区。"))
    if not Place.objects.current().filter(pk=compound.pk).update(closed_on=clock.today()):
        raise Conflict(_("这个小区已经关了。"))


def _checked(details: Details) -> dict:
    name = clean_line(details.name)
    if not name:
        raise Refused(_("请写小区的名字，居民怎么叫就怎么写。"), "name")
    if len(name) > 60:
        raise Refused(_("名字最多 60 个字。"), "name")
    if details.kind not in set(CompoundKind):
        raise Refused(_("请选是哪一种小区。"), "kind")
    if not 0 <= details.households <= 100_000:
        raise Refused(_("户数请写 0 到 100000。"), "households")
    return {
        "name": name,
        "kind": details.kind,
        "households": details.households,
        "address": clean_line(details.address)[:120],
        "phone": read_phone(details.phone) if details.phone.strip() else "",
        "hours": clean_line(details.hours)[:60],
    }


def _buildings(text: str) -> list[str]:
    try:
        return [clean_line(name) for name in rules.buildings_from(text)]
    except ValueError as fault:
        words = {"part": str(fault)[:20]}
        raise Refused(
            _("楼栋里“%(part)s”看不懂，请写成：1-12号楼，15号楼。") % words, "buildings"
        ) from None


def _code_and_slug(community: Place, wished: str) -> tuple[str, str]:
    """The compound's code (its community's and four digits) and the word in its address."""
    serial = Place.objects.filter(parent=community, level=Level.COMPOUND).count() + 1
    code = f"{community.code}{serial:04d}" if community.code else ""
    while code and Place.objects.filter(code=code).exists():
        serial += 1
        code = f"{community.code}{serial:04d}"
    wished = wished.strip().lower()
    if wished:
        if not rules.SLUG.match(wished) or not 3 <= len(wished) <= SLUG_MOST:
            raise Refused(_("网址里的词只用小写字母、数字和短横，以字母开头，至少三个。"), "slug")
        if Place.objects.filter(slug=wished).exists():
            raise Refused(_("这个词别的小区用了，请换一个。"), "slug")
        return code, wished
    wishes = list(rules.short_codes(community.code or f"{community.pk:06d}", serial))
    taken = set(Place.objects.filter(slug__in=wishes).values_list("slug", flat=True))
    free = [word for word in wishes if word not in taken]
    if not free:
        raise Refused(_("请给这个小区起一个网址里的词。"), "slug")
    return code, free[0]


def _name_organisation(compound: Place, name: str) -> None:
    """The compound's own organisation, shown as who serves here; empty leaves all as it is."""
    name = clean_line(name)[:80]
    if not name:
        return
    own = Organisation.objects.filter(
        place=compound, kind=OrganisationKind.COMPOUND_BRANCH, ended_on=None
    )
    if not own.update(name=name):
        Organisation.objects.create(
            place=compound,
            kind=OrganisationKind.COMPOUND_BRANCH,
            name=name,
            founded_on=clock.today(),
        )
