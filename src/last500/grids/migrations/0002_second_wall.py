"""What a neighbour told whoever answers at a place stands behind the second wall (decision 0014):
its author, whoever holds the seat, and the desk once it lies there."""

from django.db import migrations

from last500.base.walling import walled

POLICIES = {
    "grids_note": """
        r.author_id = (SELECT app_person())
        OR EXISTS (SELECT 1 FROM grids_placement h
                   WHERE h.seat_id = r.seat_id AND h.state = 'holding'
                     AND h.person_id = (SELECT app_person()))
        OR (r.at_desk AND EXISTS (
            SELECT 1 FROM grids_seat s JOIN places_place p ON p.id = s.place_id
              JOIN app_desk_paths() d(path) ON p.path BETWEEN d.path AND d.path || 'ZZZZZZ'
            WHERE s.id = r.seat_id))""",
}


class Migration(migrations.Migration):
    dependencies = [
        ("grids", "0001_grids"),
        ("service_requests", "0005_second_wall"),
    ]

    operations = [walled(POLICIES)]
