"""How each personal field is kept, and which words may lie in the clear, each with its reason.

Two guard tests go through all models: a field declared personal is sealed, a keyed index, or a
relation; any other column that could hold free words is sealed or stands here. The lists are
short, and a reviewer reads every line that is added.
"""

from django.db import models

from last500.base.fields import SealedTextField

KEYED = ("_index", "_hash")
# From this length on a column without choices could hold somebody's own words.
WORDS = 40

# Declared personal and yet in the clear.
IN_THE_CLEAR = {
    "people.Consent.given_how": "a code of ours for how it was said, no word of theirs",
    "service_requests.Photo.file": "a random name that says nothing; who reads it needs the file",
}

# Words that are nobody's.
NOT_PERSONAL = {
    "base.LimitCount.name": "the limit's word and a keyed hash or a random id",
    "base.OnceKey.key": "random, made for one form",
    "organisations.Organisation.name": "organisations are public",
    "people.AccessEvent.viewer_role": "a word of ours for who looked, never a name",
    "places.Notice.body": "a public notice at the gate",
    "places.Notice.title": "a public notice at the gate",
    "places.Place.address": "the address of an office or a gate",
    "places.Place.hours": "office hours",
    "places.Place.name": "places are public; households are never listed",
    "places.Place.path": "numbers of places",
    "places.Place.slug": "the public address of a compound",
    "proof.Entry.body": "the log takes nothing personal but a salted commitment",
    "proof.Entry.kind": "a word of ours",
    "proof.Entry.stream": "a word of ours",
    "service_requests.Event.facts": "codes, counts, names of places and desks",
    "service_requests.ImportRow.problem": "our sentence about the row, without its words",
    "service_requests.MeToo.mark": "a keyed hash, to count each once",
    "service_requests.RoutingRule.name": "the operator's title of a rule",
    "service_requests.RoutingRule.words": "words that a rule listens for",
    "service_requests.ServiceRequest.routed_by": "the title of the rule that fired",
    "stats.Counted.lines": "places, days, codes, counts",
}


def kept_how(field: models.Field) -> str:  # type: ignore[type-arg]
    """sealed, keyed, relation, clear (with a reason here), or nothing: then it must be mended."""
    if isinstance(field, SealedTextField):
        return "sealed"
    if field.name.endswith(KEYED):
        return "keyed"
    if field.is_relation:
        return "relation"
    return "clear" if label(field) in IN_THE_CLEAR else ""


def could_hold_words(field: models.Field) -> bool:  # type: ignore[type-arg]
    """Whether a column has room for what a person wrote, or for a structure of it."""
    if isinstance(field, SealedTextField) or field.is_relation or field.name.endswith(KEYED):
        return False
    if isinstance(field, models.CharField):
        return not field.choices and (field.max_length or WORDS) >= WORDS
    kinds = (models.TextField, models.JSONField, models.BinaryField, models.FileField)
    return isinstance(field, kinds)


def label(field: models.Field) -> str:  # type: ignore[type-arg]
    return f"{field.model._meta.label}.{field.name}"
