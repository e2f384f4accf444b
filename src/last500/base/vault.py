"""How each personal field is kept, and which few lie in the clear, each with its reason.

A guard test goes through all models: a field declared personal is sealed, a keyed index, or a
relation, or stands here. What is not personal says so where it is declared (`Privacy.plain`).
"""

from django.db import models

from last500.base.fields import SealedTextField

KEYED = ("_index", "_hash")

# Declared personal and yet in the clear.
IN_THE_CLEAR = {
    "people.Consent.given_how": "a code of ours for how it was said, no word of theirs",
    "complaints.Complainant.number": "a public number; it opens nothing without its four digits",
    "exports.Export.file": "a random name; the file itself lies sealed",
    "service_requests.MeToo.mark": "a keyed hash, to count each once",
    "activities.ActivityPhoto.file": "a random name; everybody may see the picture",
    "evaluations.Rating.rating": "one of three choices, to be counted; the words are sealed",
    "households.Relation.kind": "lives there or owns it: asked for by each list of whom it is for",
    "topics.Opinion.stance": "one of three choices, to be counted; the words are sealed",
    "topics.Proposal.agreed": "a code of ours for how it was said, no word of theirs",
    "resolutions.NeighbourWord.word": "one of three choices, to be counted; there are no words",
    "service_requests.Photo.file": "a random name that says nothing; who reads it needs the file",
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


def label(field: models.Field) -> str:  # type: ignore[type-arg]
    return f"{field.model._meta.label}.{field.name}"
