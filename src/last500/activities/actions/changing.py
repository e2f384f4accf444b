"""A date moves: everybody's sign-up moves with it, unless they then would be at two places."""

from last500.activities.actions.step import Clash, close, give_back, said_by_the_table, tell_about
from last500.activities.models import Role, SignUp
from last500.activities.rules import Says


def follow_times(role: Role) -> None:
    """Their rows get the role's times. Whoever comes to another date then is let go, and told."""
    rows = (
        SignUp.objects.live()
        .filter(role=role)
        .exclude(starts_at=role.starts_at, ends_at=role.ends_at)
    )
    for row in rows.select_related("person").order_by("at", "pk"):
        try:
            with said_by_the_table():
                SignUp.objects.filter(pk=row.pk).update(
                    starts_at=role.starts_at, ends_at=role.ends_at
                )
        except Clash:
            close(row, Says.OVER)
            give_back(role, row.heads)
            tell_about("activity_clashes", role.activity, [row.person])
