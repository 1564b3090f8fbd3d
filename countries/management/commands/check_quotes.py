"""`manage.py check_quotes`: whether each quotation stands, word for word, in the reading that it was taken from."""

from collections import Counter

from django.core.management.base import BaseCommand, CommandError

from countries.registers.quoting import proofs
from gtlead.sources.quotations import Stand


class Command(BaseCommand):
    """Names each quotation that is not proven, and why; fails if words do not match or a reading is another."""

    help = "Prove every quotation against the stored reading, by its hash and word for word."

    def handle(self, **options: object) -> None:
        """Prove, say, and fail if anything is wrong; that no reading is kept is said, but is no fault."""
        found = proofs()
        for proof in found:
            if proof.stand is not Stand.PROVEN:
                self.stdout.write(f"{proof.quotation}: {proof.stand}")
        counts = Counter(proof.stand for proof in found)
        summary = ", ".join([f"{len(found)} quotations", *(f"{counts[stand]} {stand}" for stand in Stand)])
        if any(counts[stand] for stand in Stand if stand not in (Stand.PROVEN, Stand.NO_READING)):
            raise CommandError(summary)
        self.stdout.write(summary)
