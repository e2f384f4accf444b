"""Questions to the tree."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from last500.base import clock, scope
from last500.places import rules
from last500.places.models import Mode, Notice, Place
from last500.places.rules import BY_REQUESTS, official_path, path_step, path_steps
from last500.proof.streams import Compound


def above(place: Place) -> list[Place]:
    """The places above, from the city down, without the place itself; one statement."""
    keys = path_steps(place.path)[:-1]
    known = Place.objects.in_bulk(keys)
    return [known[key] for key in keys if key in known]


def notices_of(place: Place) -> list[Notice]:
    today = clock.today()
    rows = Notice.objects.filter(place=place, from_on__lte=today, until_on__gte=today)
    return list(rows.order_by("-from_on", "-pk")[:5])


def buildings_of(compound: Place) -> list[Place]:
    """Courtyards, buildings and entrances of a compound in the order people walk past them."""
    rows = Place.objects.under(compound.path).exclude(pk=compound.pk).current()
    return list(rows.filter(level__in=["courtyard", "building", "entrance"]).order_by("path")[:400])


def mode_of(place: Place) -> rules.Mode:
    return mode_at(place.path)


def mode_at(path: str) -> rules.Mode:
    """By what the district works in which the place lies: its own mode, else its city's, else by
    requests. One statement for all places of a district until the page is done.
    """
    district = official_path(path, rules.Level.COUNTY) or path
    here = scope.current()
    kept = {} if here is None else here.kept
    if ("mode", district) not in kept:
        row = _mode_row(path_steps(district))
        kept["mode", district] = row.rule if row else BY_REQUESTS
    found: rules.Mode = kept["mode", district]
    return found


def _mode_row(keys: Sequence[int]) -> Mode | None:
    """The latest of the lowest of these places that has one: a path is longer than those above."""
    return Mode.objects.filter(place__in=keys).order_by("-place__path", "-number").first()


def forget_modes() -> None:
    """After one was set, so that the same page follows it."""
    here = scope.current()
    if here is not None:
        for key in [key for key in here.kept if isinstance(key, tuple) and key[0] == "mode"]:
            del here.kept[key]


def modes_of(place: Place) -> list[Mode]:
    """The history of a place's own mode, the latest first."""
    return list(Mode.objects.filter(place=place).order_by("-number")[:50])


STREET, COMMUNITY = 2, 3  # steps of a path; above the community nothing is left out
MOST_LISTED = 60


@dataclass
class Neighbourhood:
    """A community with its compounds, as a list at the front door shows it."""

    name: str
    compounds: list[Place] = field(default_factory=list)


@dataclass
class City:
    key: int
    name: str


@dataclass
class FrontDoor:
    """Streets with their compounds; of several cities, the cities alone until one is chosen."""

    streets: list["Street"]
    cities: list[City]


@dataclass
class Street:
    key: int
    name: str
    communities: list[Neighbourhood] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(len(one.compounds) for one in self.communities)


def front_door(words: str = "", street: int | None = None, city: int | None = None) -> FrontDoor:
    """Compounds with a page of their own, by street and community; two statements.

    One town's list never holds another's: where the instance serves several cities, somebody who
    named neither city nor street is asked for the city first.
    """
    rows = Place.objects.current().filter(level="compound").exclude(slug=None)
    if city is not None:
        rows = rows.under(path_step(city))
    if words:
        rows = rows.filter(name__icontains=words)
    found = list(rows.only("name", "slug", "path").order_by("path")[:3000])
    if street is not None:
        found = [place for place in found if path_steps(place.path)[STREET] == street]
    steps = {place.pk: path_steps(place.path) for place in found}
    above = {key for keys in steps.values() for key in keys[STREET : COMMUNITY + 1]}
    named = Place.objects.filter(Q(pk__in=above) | Q(level="city", closed_on=None))
    known = list(named.order_by("code", "name").values_list("pk", "name", "level"))
    cities = [City(key, name) for key, name, level in known if level == "city"]
    if len(cities) > 1 and city is None and street is None:
        return FrontDoor([], cities)
    return FrontDoor(_grouped(steps, found, {key: name for key, name, _level in known}), cities)


def _grouped(
    steps: Mapping[int, Sequence[int]], found: Iterable[Place], names: Mapping[int, str]
) -> list[Street]:
    streets: dict[int, Street] = {}
    communities: dict[int, Neighbourhood] = {}
    for place in found:
        street, community = steps[place.pk][STREET : COMMUNITY + 1]
        if street not in streets:
            streets[street] = Street(street, names[street])
        if community not in communities:
            communities[community] = Neighbourhood(names[community])
            streets[street].communities.append(communities[community])
        communities[community].compounds.append(place)
    return list(streets.values())


def compound_of_the_log(slug: str) -> Compound | None:
    """A compound as the log knows it: its key stands in the names of its streams."""
    found = Place.objects.current().filter(slug=slug, level="compound").first()
    return Compound(str(found.pk), slug, found.name) if found else None
