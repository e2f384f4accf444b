"""By what people were asked stays readable: versions are added, never changed or taken away."""

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from last500.base import clock
from last500.dispatch.models import Override, WeightVersion


def version(cast, **more):
    said = {
        "place": cast.street,
        "number": 1,
        "numbers": {},
        "reason": "试试",
        "since": clock.now(),
    }
    return WeightVersion.objects.create(**said | more)


def test_a_version_is_neither_changed_nor_taken_away(cast):
    row = version(cast)
    for verb in (
        lambda: WeightVersion.objects.filter(pk=row.pk).update(reason="另一句"),
        lambda: WeightVersion.objects.filter(pk=row.pk).update(numbers={"skill_none": 1}),
        lambda: WeightVersion.objects.filter(pk=row.pk).delete(),
    ):
        with (
            pytest.raises(DatabaseError, match="append-only|permission denied"),
            transaction.atomic(),
        ):
            verb()
    row.refresh_from_db()
    assert (row.reason, row.numbers) == ("试试", {})


@pytest.mark.parametrize("both", [{"by_distance": True}, {"numbers": None}])
def test_a_version_says_one_thing(cast, both):
    with pytest.raises(IntegrityError), transaction.atomic():
        version(cast, **both)


def test_a_number_of_a_place_is_given_once(cast):
    version(cast)
    with pytest.raises(IntegrityError), transaction.atomic():
        version(cast, numbers=None, by_distance=True)


def test_an_override_is_of_somebody_else(cast):
    request = cast.verified()
    with pytest.raises(IntegrityError), transaction.atomic():
        Override.objects.create(
            request=request, proposed=cast.wang, chosen=cast.wang, made_at=clock.now()
        )
