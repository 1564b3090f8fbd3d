"""What the list of contributions can be asked for."""

from gtlead.lists.filters import StrictFilterSet
from themes.contributions.models import Contribution


class ContributionFilter(StrictFilterSet):
    """Nothing but the page; whatever else is asked for is reported, as in every list."""

    class Meta:
        model = Contribution
        fields: list[str] = []
