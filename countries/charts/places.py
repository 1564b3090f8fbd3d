"""Where the countries are on the map: a point well inside each, and the side its label stands on. Pure."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from countries.domain.shapes import Country

POINTS = Path(__file__).parent / "points.csv"  # where it comes from: LAND.md beside it


@dataclass(frozen=True)
class MapPlace:
    """Longitude and latitude in degrees; the label's offset from the marker in pixels, and its alignment."""

    longitude: float
    latitude: float
    dx: int = 9
    dy: int = 0
    align: str = "left"


PLACES = {
    "united-states": MapPlace(-98.5, 39.5),
    "china": MapPlace(104, 35.5, dx=-9, align="right"),
    "united-kingdom": MapPlace(-1.5, 52.8, dx=-9, dy=-6, align="right"),
    "germany": MapPlace(10.4, 51.1, dx=9, dy=-4),
    "japan": MapPlace(138.2, 36.4, dx=9, dy=-8),
    "south-korea": MapPlace(127.9, 36.4, dx=6, dy=18),
    "australia": MapPlace(134, -25.5, dx=0, dy=-14, align="center"),
}


@cache
def points() -> dict[str, MapPlace]:
    """A point well inside the largest land of each country that the small map of the world knows, by ISO alpha-3."""
    with POINTS.open(encoding="utf-8") as file:
        return {r["iso3"]: MapPlace(float(r["longitude"]), float(r["latitude"])) for r in csv.DictReader(file)}


def place_of(country: Country) -> MapPlace | None:
    """Where a country is marked: as its form says, else as drawn by hand, else by its code; None if nobody knows."""
    if country.longitude is not None and country.latitude is not None:
        return MapPlace(float(country.longitude), float(country.latitude))
    return PLACES.get(country.slug) or points().get(country.iso3)
