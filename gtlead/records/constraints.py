"""What the database refuses too, whoever writes: the hard core of the rules in gtlead/records/rules.py."""

from collections.abc import Sequence

from django.db import models
from django.db.models.functions import Cast, Length, Lower, Substr

# Django divides SQLite's tables at commas, and trips over a digit alone.
FIRST = Cast(models.Value(1), models.IntegerField())


class Backstop(models.CheckConstraint):
    """A constraint of the database alone: the rule beside it has said the same in better words before."""

    def validate(self, *args: object, **kwargs: object) -> None:
        """Nothing to ask: the rules are asked first."""


def lower_slug(table: str) -> Backstop:
    """Slugs are small letters, and so unique without regard to case."""
    return Backstop(condition=models.Q(slug=Lower("slug")), name=f"{table}_lower_slug")


def dates_in_order(table: str, pairs: Sequence[tuple[str, str]]) -> list[Backstop]:
    """The later partial date does not lie before the earlier one, as far as both are precise."""
    return [
        Backstop(
            condition=models.Q(**{earlier: ""})
            | models.Q(**{later: ""})
            | models.Q(**{f"{later}__gte": Substr(earlier, FIRST, Length(later))}),
            name=f"{table}_{later}_after_{earlier}",
        )
        for earlier, later in pairs
    ]
