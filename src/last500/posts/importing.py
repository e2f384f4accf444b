"""A row of a file as a post: by the same verb as the desk's page."""

from last500.base import clock
from last500.base.actor import Actor
from last500.base.marking import N_
from last500.imports.cells import Cells
from last500.imports.kinds import Kind
from last500.organisations.rules import Permission
from last500.places.models import Place
from last500.places.rules import Level
from last500.posts import formats
from last500.posts.actions.desk import set_up
from last500.posts.models import Post


def _check(actor: Actor, place: Place, cells: Cells) -> None:
    formats.read(cells, clock.today()).values()


def _make(actor: Actor, place: Place, cells: Cells, index: str) -> Post:
    return set_up(actor, place, formats.read(cells, clock.today()), import_index=index)


KIND = Kind(
    code="posts",
    name=N_("岗位"),
    format=formats.FORMAT,
    columns=formats.COLUMNS,
    needed=formats.NEEDED,
    title="title",
    permission=Permission.POST_EDIT,
    levels=frozenset({Level.COMPOUND, Level.COMMUNITY}),
    model=Post,
    check=_check,
    make=_make,
    home="posts:desk",
    note=N_("导入的岗位还没有人，由邻居自己认领。"),
)
