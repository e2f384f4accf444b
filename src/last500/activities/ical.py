"""Dates as a calendar that other programs read (RFC 5545). No name of a person stands in it.

`UID` stays the same for a date whatever becomes of it, `SEQUENCE` counts its changes, and what was
called off stays as CANCELLED, so that it leaves the reader's calendar as well.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard

from last500.base import clock

ZONE = "Asia/Shanghai"
OFFSET = timedelta(hours=8)
REFRESH = timedelta(hours=6)
KIND = "text/calendar; charset=utf-8"


@dataclass(frozen=True)
class Entry:
    uid: str
    begins: datetime
    ends: datetime
    title: str
    where: str
    what: str
    href: str
    changed_at: datetime
    version: int = 0
    off: bool = False


def _zone() -> Timezone:
    """China has one time and, since 1991, no summer time."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", ZONE)
    standard.add("dtstart", datetime(1991, 9, 15))  # noqa: DTZ001 - local by definition
    standard.add("tzoffsetfrom", OFFSET)
    standard.add("tzoffsetto", OFFSET)
    standard.add("tzname", "CST")
    zone.add_component(standard)
    return zone


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.uid}@last500")
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.version)
    event.add("dtstart", clock.local(entry.begins))
    event.add("dtend", clock.local(entry.ends))
    event.add("summary", entry.title)
    event.add("status", "CANCELLED" if entry.off else "CONFIRMED")
    if entry.where:
        event.add("location", entry.where)
    if entry.what:
        event.add("description", entry.what)
    event.add("url", entry.href)
    return event


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    whole = Calendar()
    whole.add("prodid", "-//last500//activities//ZH")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    whole.add("x-wr-timezone", ZONE)
    whole.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    whole.add_component(_zone())
    for entry in entries:
        whole.add_component(_event(entry))
    return whole.to_ical()
