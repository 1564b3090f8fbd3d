"""What can be wrong with an address, each as a condition on sources."""

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

CHECKED = Q(link_check__isnull=False)

PROBLEMS: dict[str, tuple[Promise, Q]] = {
    "dead": (_("dead"), Q(dead_since__isnull=False)),
    "failing": (_("failed once"), Q(dead_since=None, link_check__outcome="failed")),
    "forbidden": (_("leads into a private network"), Q(link_check__outcome="forbidden")),
    "moved": (_("leads to another site"), Q(link_check__other_host=True, link_check__outcome="ok")),
    "retitled": (_("title has changed"), Q(link_check__retitled=True, link_check__outcome="ok")),
    "unclear": (_("refuses programs"), Q(link_check__outcome="unclear")),
    "unchecked": (_("not checked yet"), ~CHECKED),
}
