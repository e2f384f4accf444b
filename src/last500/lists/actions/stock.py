"""Goods: how many pieces are left, counted down and up; the last piece goes to one."""

from datetime import date

from django.db.models import F
from django.utils.translation import gettext as _

from last500.base import clock
from last500.base.errors import Conflict, Refused
from last500.lists.models import Booking, Resource, StockDay


def days_of(booking: Booking) -> list[date]:
    span = (booking.last_on - booking.first_on).days
    return [booking.first_on + n * clock.DAY for n in range(span + 1)]


def take(booking: Booking) -> None:
    """Take the pieces of every day, or none of them. Raises Conflict when too few are left."""
    resource = booking.resource
    if not resource.lent_by_day:
        return
    if not resource.comes_back:
        shelf = Resource.objects.filter(pk=resource.pk, left__gte=booking.number)
        if not shelf.update(left=F("left") - booking.number):
            raise Conflict(_("剩下的没有这么多了，有人先领走了。请改少一点。"))
        return
    days = days_of(booking)
    Resource.objects.select_for_update().filter(pk=resource.pk).values_list("pk").first()
    StockDay.objects.bulk_create(
        [StockDay(resource=resource, on=on, left=resource.pieces) for on in days],
        ignore_conflicts=True,
    )
    shelf_days = StockDay.objects.filter(resource=resource, on__in=days)
    taken = shelf_days.filter(left__gte=booking.number).update(left=F("left") - booking.number)
    if taken != len(days):
        raise Conflict(_("那几天剩下的没有这么多了，有人先借走了。请改日子或者改少一点。"))


def give_back(booking: Booking) -> None:
    """What a booking that falls through had taken."""
    resource = booking.resource
    if not resource.lent_by_day:
        return
    if not resource.comes_back:
        Resource.objects.filter(pk=resource.pk).update(left=F("left") + booking.number)
        return
    days = StockDay.objects.filter(resource=resource, on__in=days_of(booking))
    days.update(left=F("left") + booking.number)


def change_pieces(resource: Resource, pieces: int) -> None:
    """More or fewer pieces from today on; never fewer than are promised. Raises Refused."""
    Resource.objects.select_for_update().filter(pk=resource.pk).values_list("pk").first()
    more = pieces - resource.pieces
    if not more:
        return
    too_few = Refused(_("已经答应出去的比这多，先和对方说好再改少。"), "pieces")
    if not resource.comes_back:
        shelf = Resource.objects.filter(pk=resource.pk, left__gte=max(0, -more))
        if not shelf.update(left=F("left") + more, pieces=pieces):
            raise too_few
        resource.refresh_from_db(fields=["left", "pieces"])
        return
    ahead = StockDay.objects.filter(resource=resource, on__gte=clock.today())
    if ahead.filter(left__lt=-more).exists():
        raise too_few
    ahead.update(left=F("left") + more)
    Resource.objects.filter(pk=resource.pk).update(pieces=pieces)
    resource.pieces = pieces
