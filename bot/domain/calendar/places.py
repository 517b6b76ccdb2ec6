"""Time zones by the name of a place, as people type it: "Manchester", "são paulo", "new dehli", "Europe/Paris"."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import Final
from zoneinfo import available_timezones

MOST_ZONES: Final = 5
"""What fits on a phone as buttons."""

LONGEST_NAME: Final = 60
"""Whatever is longer names no place."""

_SHORTEST_BEGINNING: Final = 3
_LIKENESS: Final = 0.78
"""How alike a misspelt name must be (difflib's ratio): one slip in five letters passes, two don't."""

_AREAS: Final = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)

# Names that the IANA database doesn't have, or has for somewhere less likely. Countries only where people say them.
_KNOWN: Final[Mapping[str, str]] = {
    "Europe/London": "aberdeen bath belfast birmingham blackpool bournemouth bradford brighton bristol bst cambridge "
    "cardiff carlisle chester cornwall coventry cumbria derby devon dundee edinburgh england exeter glasgow gmt "
    "great_britain hull inverness ipswich kent leeds leicester lincoln liverpool luton manchester middlesbrough "
    "newcastle northampton northern_ireland norwich nottingham oxford peterborough plymouth portsmouth preston "
    "reading scotland sheffield southampton stoke sunderland surrey swansea uk united_kingdom wales wolverhampton "
    "worcester wrexham york yorkshire london",
    "Europe/Dublin": "cork eire galway ireland limerick",
    "Europe/Paris": "bordeaux cet france lille lyon marseille nantes nice toulouse strasbourg",
    "Europe/Berlin": "cologne dusseldorf frankfurt germany hamburg koln leipzig munchen munich stuttgart",
    "Europe/Madrid": "alicante barcelona ibiza majorca malaga mallorca seville spain valencia",
    "Atlantic/Canary": "canary_islands fuerteventura gran_canaria la_palma lanzarote tenerife",
    "Europe/Lisbon": "algarve faro porto portugal",
    "Europe/Rome": "bologna florence italy milan naples turin venice",
    "Europe/Zurich": "basel bern geneva lausanne switzerland",
    "Europe/Amsterdam": "eindhoven holland netherlands rotterdam the_hague utrecht",
    "Europe/Brussels": "antwerp belgium ghent",
    "Europe/Vienna": "austria graz innsbruck salzburg",
    "Europe/Warsaw": "gdansk krakow poland wroclaw",
    "Europe/Athens": "corfu crete greece thessaloniki",
    "Europe/Istanbul": "ankara antalya izmir turkey",
    "Europe/Oslo": "bergen norway",
    "Europe/Stockholm": "gothenburg malmo sweden",
    "Europe/Copenhagen": "aarhus denmark",
    "Europe/Bucharest": "cluj romania",
    "Europe/Kyiv": "kiev lviv odesa ukraine",
    "Europe/Helsinki": "finland",
    "Europe/Prague": "brno czechia czech_republic",
    "Europe/Budapest": "hungary",
    "Europe/Zagreb": "croatia dubrovnik split",
    "Europe/Sofia": "bulgaria",
    "Europe/Vilnius": "lithuania",
    "Europe/Riga": "latvia",
    "Europe/Tallinn": "estonia",
    "Europe/Moscow": "russia st_petersburg",
    "Asia/Nicosia": "cyprus larnaca limassol paphos",
    "Asia/Kolkata": "ahmedabad bangalore bengaluru bombay calcutta chennai delhi goa hyderabad india jaipur kochi "
    "lucknow madras mumbai new_delhi pune",
    "Asia/Karachi": "faisalabad islamabad lahore pakistan peshawar rawalpindi",
    "Asia/Dhaka": "bangladesh chittagong sylhet",
    "Asia/Colombo": "sri_lanka",
    "Asia/Kathmandu": "nepal",
    "Asia/Dubai": "abu_dhabi emirates sharjah uae",
    "Asia/Riyadh": "jeddah mecca medina saudi_arabia",
    "Asia/Jerusalem": "haifa israel tel_aviv",
    "Asia/Muscat": "oman",
    "Asia/Baghdad": "basra iraq",
    "Asia/Tehran": "iran",
    "Asia/Kabul": "afghanistan",
    "Asia/Amman": "jordan",
    "Asia/Beirut": "lebanon",
    "Asia/Damascus": "syria",
    "Asia/Seoul": "busan korea south_korea",
    "Asia/Jakarta": "indonesia",
    "Asia/Yangon": "burma myanmar",
    "Asia/Shanghai": "beijing china guangzhou peking shenzhen wuhan",
    "Asia/Tokyo": "japan kyoto osaka",
    "Asia/Ho_Chi_Minh": "hanoi vietnam",
    "Asia/Bangkok": "chiang_mai phuket thailand",
    "Asia/Makassar": "bali",
    "Asia/Manila": "cebu philippines",
    "Asia/Kuala_Lumpur": "malaysia penang",
    "Africa/Lagos": "abuja ibadan kano nigeria port_harcourt",
    "Africa/Accra": "ghana kumasi",
    "Africa/Cairo": "alexandria egypt",
    "Africa/Nairobi": "kenya mombasa",
    "Africa/Kampala": "uganda",
    "Africa/Dar_es_Salaam": "tanzania zanzibar",
    "Africa/Addis_Ababa": "ethiopia",
    "Africa/Khartoum": "sudan",
    "Africa/Casablanca": "agadir marrakesh morocco rabat",
    "Africa/Tunis": "tunisia",
    "Africa/Lusaka": "zambia",
    "Africa/Harare": "bulawayo zimbabwe",
    "Africa/Johannesburg": "cape_town durban pretoria south_africa",
    "America/New_York": "america atlanta baltimore boston est florida miami orlando philadelphia usa united_states washington",
    "America/Chicago": "america austin dallas houston minneapolis new_orleans texas united_states usa",
    "America/Denver": "america salt_lake_city united_states usa",
    "America/Los_Angeles": "america california las_vegas portland pst san_diego san_francisco seattle united_states usa",
    "America/Toronto": "canada montreal ottawa quebec",
    "America/Winnipeg": "canada manitoba",
    "America/Edmonton": "alberta calgary canada",
    "America/Vancouver": "british_columbia canada",
    "America/Halifax": "canada nova_scotia",
    "America/Mexico_City": "guadalajara mexico",
    "America/Sao_Paulo": "brasilia brazil rio rio_de_janeiro",
    "Australia/Sydney": "australia canberra new_south_wales",
    "Australia/Melbourne": "victoria",
    "Australia/Brisbane": "australia cairns gold_coast queensland",
    "Australia/Perth": "australia western_australia",
    "Australia/Adelaide": "australia south_australia",
    "Australia/Darwin": "australia northern_territory",
    "Pacific/Auckland": "christchurch dunedin new_zealand wellington",
}

# Letters that Unicode does not take apart.
_LETTERS: Final = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
_AROUND: Final = re.compile(r"^(?:i m |i am |im )?(?:in |at |near )?|(?: time| now)$")


def zones_for(text: str) -> tuple[str, ...]:
    """The IANA zones that a place may mean, the likeliest first, at most `MOST_ZONES`; none if it is unknown.

    Upper and lower case, diacritics and a slip in typing don't matter. Of a place and its country ("Paris, France")
    the first part that is a known name decides, and only when none is, the one that resembles a name.
    """
    if len(text) > LONGEST_NAME:
        return ()
    parts = [text, *text.split(",")] if "," in text else [text]
    names = [_AROUND.sub("", _folded(part)) for part in parts]
    for find in (_exactly, _by_beginning, _nearly):
        for name in filter(None, names):
            if found := find(name):
                return tuple(dict.fromkeys(found))[:MOST_ZONES]
    return ()


def _exactly(name: str) -> Iterable[str]:
    return _index().get(name, ())


def _by_beginning(name: str) -> list[str]:
    if len(name) < _SHORTEST_BEGINNING:
        return []
    return [zone for known, zones in _index().items() if known.startswith(name) for zone in zones]


def _nearly(name: str) -> list[str]:
    if len(name) <= _SHORTEST_BEGINNING:
        return []
    alike = get_close_matches(name, _index(), n=MOST_ZONES, cutoff=_LIKENESS)
    return [zone for known in alike for zone in _index()[known]]


@cache
def _index() -> Mapping[str, tuple[str, ...]]:
    """Every known name, folded, with its zones; ours before those of the IANA database."""
    found: dict[str, list[str]] = defaultdict(list)
    for name, zone in _own_names():
        found[name].append(zone)
    for zone in sorted(available_timezones()):
        if zone.startswith(tuple(f"{area}/" for area in _AREAS)):
            found[_folded(zone)].append(zone)
            city = _folded(zone.rpartition("/")[2])
            # Ours decide; and America/Louisville, say, has a second name in which nobody needs a choice.
            if city not in found:
                found[city].append(zone)
    return {name: tuple(zones) for name, zones in found.items()}


def _own_names() -> Iterator[tuple[str, str]]:
    return ((_folded(name), zone) for zone, names in _KNOWN.items() for name in names.split())


def _folded(text: str) -> str:
    """A name without case, diacritics and punctuation, its words parted by one space."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    letters = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^a-z0-9]+", " ", letters).split())
