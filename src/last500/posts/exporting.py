"""The posts of a branch as a table that can be taken away, and read back. It names nobody."""

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from last500.base.actor import Actor
from last500.base.marking import N_
from last500.exports.registry import Row, Table
from last500.exports.rules import Period
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.posts import formats, rules
from last500.posts.models import Post

# Beside what can be read back: how it stands.
STANDS = (N_("在岗的人"), N_("状态"))


def _wanted(actor: Actor, place: Place) -> QuerySet[Post]:
    return Post.objects.of_desk(actor).lasting().under(place.path)


def count(actor: Actor, place: Place, period: Period) -> int:
    return _wanted(actor, place).count()


def rows(actor: Actor, place: Place, period: Period, most: int) -> Iterator[Row]:
    wanted = _wanted(actor, place).select_related("place")
    for post in wanted.order_by("place__path", "title")[:most]:
        cells = formats.cells_of(post)
        cells["skills"] = _("、").join(cells["skills"])
        cells["skips_holidays"] = "yes" if post.skips_holidays else ""
        told = ["" if value is None else value for value in cells.values()]
        state = _(rules.STATE_WORDS[rules.State(post.state)])
        yield Row(cells=(*told, post.taken, state), about=post.pk)


TABLE = Table(
    code="posts",
    name=N_("岗位"),
    columns=(*formats.COLUMNS.values(), *STANDS),
    fields="",
    permission=Permission.POST_EDIT,
    count=count,
    rows=rows,
    dated=False,
)
