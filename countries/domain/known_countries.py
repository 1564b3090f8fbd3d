"""What is known of a country by ISO code or English name: names after Unicode CLDR, region after UN M49. Pure."""

import csv
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.core import Locale, UnknownLocaleError, get_global
from babel.languages import get_official_languages

REGIONS = Path(__file__).parent / "regions.csv"  # where it comes from: regions.md beside it
PRIVATE = (
    "AA",
    "X",
    "ZZ",
    *(f"Q{letter}" for letter in "MNOPQRSTUVWXYZ"),
)  # codes that are not given to anybody


@cache
def regions() -> dict[str, str]:
    """The region of each country, by alpha-3 code."""
    with REGIONS.open(encoding="utf-8") as file:
        return {row["iso3"]: row["region"] for row in csv.DictReader(file)}


@cache
def codes() -> dict[str, str]:
    """The alpha-3 code of each alpha-2 code that has an English name."""
    names = Locale("en").territories
    pairs = ((two[0], three) for three, two in get_global("territory_aliases").items() if len(two) == 1)
    return {
        two: three
        for two, three in pairs
        if len(three) == 3 and three.isalpha() and two in names and not two.startswith(PRIVATE)
    }


def code_of(name: str, iso2: str, iso3: str) -> str:
    """The alpha-2 code that is meant by whatever of these is given; empty if none is known."""
    if iso2 or iso3:
        by_three = {three: two for two, three in codes().items()}
        return iso2 if iso2 in codes() else by_three.get(iso3, "")
    names = {str(Locale("en").territories[two]).casefold(): two for two in codes()}
    return names.get(name.strip().casefold(), "")


def local_names(code: str) -> Iterator[str]:
    """How it is called in its official languages."""
    for language in get_official_languages(code, de_facto=True):
        try:
            if name := Locale.parse(language).territories.get(code):
                yield str(name)
        except UnknownLocaleError:  # one that CLDR knows of and has no words of
            continue


def known(name: str = "", iso2: str = "", iso3: str = "") -> dict[str, str]:
    """Name, codes, region and local names, one a line; what is not known is empty, and nothing is without a code."""
    if not (code := code_of(name, iso2.upper(), iso3.upper())):
        return {}
    english = str(Locale("en").territories[code])
    others = dict.fromkeys(one for one in local_names(code) if one not in (english, name.strip()))
    return {
        "name": english,
        "iso2": code,
        "iso3": codes()[code],
        "region": regions().get(codes()[code], ""),
        "other_names": "\n".join(others),
    }
