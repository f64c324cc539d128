"""Which blocs a country belonged to on a day: what is written for the bloc applies to the country."""

from datetime import date

from policy.dates import DAY

EVERYWHERE = "all"

# Members of the European Union by ISO 3166-1 code, with their first day, and their last where they left. Source: European
# Union, "EU countries", https://european-union.europa.eu/principles-countries-history/eu-countries_en, and for the United
# Kingdom's last day the Withdrawal Agreement, Article 185 (in force from 1 February 2020, at 00:00 Brussels time).
EU_MEMBERS: dict[str, tuple[date, date | None]] = {
    **dict.fromkeys(("BE", "DE", "FR", "IT", "LU", "NL"), (date(1958, 1, 1), None)),
    **dict.fromkeys(("DK", "IE"), (date(1973, 1, 1), None)),
    "GB": (date(1973, 1, 1), date(2020, 1, 31)),
    "GR": (date(1981, 1, 1), None),
    **dict.fromkeys(("ES", "PT"), (date(1986, 1, 1), None)),
    **dict.fromkeys(("AT", "FI", "SE"), (date(1995, 1, 1), None)),
    **dict.fromkeys(("CY", "CZ", "EE", "HU", "LT", "LV", "MT", "PL", "SI", "SK"), (date(2004, 5, 1), None)),
    **dict.fromkeys(("BG", "RO"), (date(2007, 1, 1), None)),
    "HR": (date(2013, 7, 1), None),
}
BLOCS = {"EU": EU_MEMBERS}


def blocs(country: str, on: date) -> list[str]:
    """Return the blocs that a country belonged to on a day; a member's first and last day are both inclusive."""
    return [bloc for bloc, members in BLOCS.items() if country in members and _is_member(members[country], on)]


def applying(destination: str, on: date) -> list[str]:
    """Return what a provision may name to apply to a destination on a day: everywhere, itself, or a bloc of its."""
    return list(dict.fromkeys([EVERYWHERE, destination, *blocs(destination, on)]))


def ever_applying(destination: str) -> list[str]:
    """Return what a provision may name to apply to a destination on some day."""
    return [EVERYWHERE, destination, *(bloc for bloc, members in BLOCS.items() if destination in members)]


def bloc_changes(country: str) -> list[date]:
    """Return the days on which a country's blocs aren't those of the day before, oldest first."""
    spans = [members[country] for members in BLOCS.values() if country in members]
    return sorted({first for first, _ in spans} | {last + DAY for _, last in spans if last})


def _is_member(span: tuple[date, date | None], on: date) -> bool:
    first, last = span
    return first <= on and (last is None or on <= last)
