"""Whose page it is: one statement each, so that what is hidden answers like what is not there."""

from uuid import UUID

from last500.base.actor import Actor
from last500.lists.reach import editing, own_organisations, reading
from last500.organisations.models import Organisation
from last500.organisations.rules import Permission
from last500.places.models import Place


def community_to_edit(
    actor: Actor, key: int, permission: Permission = Permission.LIST_EDIT
) -> Place | None:
    rows = Place.objects.current().filter(pk=key, level="community")
    return rows.filter(editing(actor, "path", permission)).select_related("parent").first()


def community_to_read(actor: Actor, key: int) -> Place | None:
    rows = Place.objects.current().filter(pk=key, level="community").filter(reading(actor))
    return rows.select_related("parent").first()


def place_for_needs(actor: Actor, key: int) -> Place | None:
    """A community whose list the actor edits, or a compound whose desk may propose a need."""
    rows = Place.objects.current().filter(pk=key, level__in=["community", "compound"])
    held = editing(actor, "path") | editing(actor, "path", Permission.POST_EDIT)
    return rows.filter(held).select_related("parent").first()


def organisation_of(actor: Actor, key: UUID) -> Organisation | None:
    """One for which the actor speaks."""
    rows = Organisation.objects.filter(pk=key, ended_on=None)
    return rows.filter(pk__in=own_organisations(actor)).first() if actor.person else None
