"""Places that have a name but neither a mayor nor a code: continents, waters, historic and cross-border regions.

Also older names of cities and regions in English. A row: name, kind, codes of countries it lies in or "", latitude and
longitude or "", other names.
"""

from dataclasses import dataclass
from functools import cache

from events.payloads import LocationKind

_TABLE = """
Africa|continent||7.2,21.1
Antarctica|continent||-78.2,16.4
Asia|continent||29.8,89.3
Europe|continent||48.7,9.1
North America|continent||46.1,-100.5
South America|continent||-14.6,-57.7
Oceania|continent||-18.3,138.5
Latin America|region|||
Central America|region|||
Middle East|region|||Mideast
Near East|region|||
Far East|region|||
Balkans|region|||
Baltics|region|||Baltic states
Caribbean|region|||West Indies
Caucasus|region|||
Sahel|region|||
Sahara|region|||Sahara Desert
Horn of Africa|region|||
Maghreb|region|||
Scandinavia|region|||
Benelux|region|||
Levant|region|||
Indochina|region|||
Southeast Asia|region|||South-East Asia
East Asia|region|||
South Asia|region|||
Central Asia|region|||
Eastern Europe|region|||
Western Europe|region|||
Central Europe|region|||
West Africa|region|||
East Africa|region|||
North Africa|region|||
Southern Africa|region|||
Sub-Saharan Africa|region|||
Korean Peninsula|region|KP,KR||
Arabian Peninsula|region|||
Iberia|region|ES,PT||Iberian Peninsula
British Isles|region|GB,IE||
Gulf states|region|||
Siberia|region|RU||
Donbas|region|UA|48.3,38.0|Donbass
Crimea|region|UA|45.3,34.4|Crimean Peninsula
Transnistria|region|MD|46.8,29.6|
Abkhazia|region|GE|43.0,41.0|
South Ossetia|region|GE|42.3,44.1|
Nagorno-Karabakh|region|AZ|39.8,46.8|Karabakh
Chechnya|region|RU|43.3,45.7|
Kashmir|region|IN,PK|34.0,76.0|
Kurdistan|region|IQ|36.4,44.4|Iraqi Kurdistan
Gaza Strip|region|PS|31.4,34.4|Gaza
West Bank|region|PS|32.0,35.3|
Golan Heights|region||33.0,35.8|Golan
Sinai|region|EG|29.5,33.8|Sinai Peninsula
Darfur|region|SD|13.0,25.0|
Tigray|region|ET|14.0,38.8|
Biafra|region|NG||
Katanga|region|CD|-9.0,26.0|
Punjab|region|IN,PK||
Bengal|region|IN,BD||
Kurils|region|RU||Kuril Islands
Manchuria|region|CN||
Normandy|region|FR|49.0,0.2|
Brittany|region|FR|48.2,-2.9|
Provence|region|FR|43.7,6.0|
Alsace|region|FR|48.3,7.4|
Lorraine|region|FR|48.7,6.2|
Burgundy|region|FR|47.0,4.5|
Corsica|region|FR|42.1,9.1|
Picardy|region|FR||
Champagne|region|FR||
Riviera|region|FR||French Riviera,Côte d'Azur
Sicily|region|IT|37.6,14.2|
Sardinia|region|IT|40.1,9.0|
Tuscany|region|IT|43.4,11.0|
Lombardy|region|IT||
Hesse|region|DE|50.6,9.0|
Prussia|region|||East Prussia
Rhineland|region|DE||
Ruhr|region|DE||
Sudetenland|region|CZ||
Silesia|region|PL||
Galicia|region|||
Transylvania|region|RO||
Bohemia|region|CZ||
Moravia|region|CZ||
Flanders|region|BE|51.0,4.0|
Wallonia|region|BE|50.4,4.5|
Jutland|region|DK||
Lapland|region|FI||
Crete|region|GR|35.2,24.9|
Thrace|region|||
Anatolia|region|TR||
Midwest|region|US||
New England|region|US||
Deep South|region|US||
West Coast|region|US||
East Coast|region|US||
Gulf Coast|region|US||
Pacific Northwest|region|US||
Silicon Valley|region|US|37.4,-122.1|
Bay Area|region|US|37.8,-122.3|
Long Island|region|US|40.8,-73.1|
Cape Cod|region|US||
Patagonia|region|AR,CL||
Amazon rainforest|region|BR||
Yucatán|region|MX||Yucatan
Outback|region|AU||
Falkland Islands|region||-51.8,-59.0|Falklands
Yorkshire|region|GB|53.9,-1.3|
Cornwall|region|GB|50.4,-4.9|
Hebrides|region|GB||
Highlands|region|GB||Scottish Highlands
Midlands|region|GB||West Midlands,East Midlands
Home Counties|region|GB||
Ottoman Empire|country|||
Austria-Hungary|country|||
Holy Roman Empire|country|||
Roman Empire|country|||
Byzantine Empire|country|||
Confederacy|country|US||
Biafra|country|NG||
Manchukuo|country|CN||
Atlantic Ocean|water||0,-30|Atlantic,North Atlantic,South Atlantic
Pacific Ocean|water||0,-160|Pacific,South Pacific
Indian Ocean|water||-20,80|
Arctic Ocean|water|||
Arctic|region|||
Mediterranean Sea|water||35,18|Mediterranean
Black Sea|water||43,34|
Baltic Sea|water||58,20|Baltic
North Sea|water||56,3|
Red Sea|water||20,38|
Dead Sea|water||31.5,35.5|
Caspian Sea|water||42,50.5|Caspian
Aegean Sea|water||39,25|Aegean
Adriatic Sea|water||43,15|Adriatic
Sea of Azov|water||46,36.7|
Sea of Japan|water||40,135|
South China Sea|water||12,113|
East China Sea|water||30,126|
Yellow Sea|water||36,123|
Persian Gulf|water||27,51|Arabian Gulf
Gulf of Mexico|water||25,-90|
Gulf of Aden|water||12.5,48|
Gulf of Oman|water||25,58|
Strait of Hormuz|water||26.6,56.3|
Taiwan Strait|water||24.5,119.5|
English Channel|water||50,-1|
Suez Canal|water|EG|30.5,32.3|
Panama Canal|water|PA|9.1,-79.7|
Bosporus|water|TR|41.1,29.1|Bosphorus
Bering Sea|water|||
Barents Sea|water|||
Caribbean Sea|water||15,-75|
Arabian Sea|water||15,65|
Bay of Bengal|water||15,88|
Danube|water|||
Rhine|water|||
Nile|water|||
Volga|water|RU||
Dnieper|water|UA||Dnipro River,Dnieper River
Thames|water|GB||River Thames
Seine|water|FR||
Euphrates|water|||
Tigris|water|||
Mississippi River|water|US||
Yangtze|water|CN||Yangtze River
Mekong|water|||
Ganges|water|||
Amazon River|water|||
Himalayas|region|||Himalaya
Alps|region|||
Andes|region|||
Pyrenees|region|||
Carpathians|region|||
Rockies|region|||Rocky Mountains
Urals|region|RU||Ural Mountains
Appalachians|region|US||Appalachian Mountains
Mount Everest|site|NP,CN|27.99,86.93|Everest
K2|site|PK,CN|35.88,76.51|
Mont Blanc|site|FR,IT|45.83,6.87|
Matterhorn|site|CH,IT|45.98,7.66|
Kilimanjaro|site|TZ|-3.07,37.35|Mount Kilimanjaro
Chernobyl|site|UA|51.39,30.1|Chornobyl
"""

FORMER_NAMES = {
    "Constantinople": "Istanbul", "Saigon": "Ho Chi Minh City", "Leningrad": "Saint Petersburg",
    "Petrograd": "Saint Petersburg", "Stalingrad": "Volgograd", "Bombay": "Mumbai",
    "Calcutta": "Kolkata", "Madras": "Chennai", "Peking": "Beijing", "Canton": "Guangzhou",
    "Danzig": "Gdańsk", "Breslau": "Wrocław", "Königsberg": "Kaliningrad", "Karl-Marx-Stadt": "Chemnitz",
    "Gorky": "Nizhniy Novgorod", "Sverdlovsk": "Yekaterinburg", "Rangoon": "Yangon",
    "Batavia": "Jakarta", "Salisbury": "Harare", "Léopoldville": "Kinshasa", "Leopoldville": "Kinshasa",
    "Lourenço Marques": "Maputo", "Smyrna": "İzmir", "Edo": "Tokyo", "Nanking": "Nanjing",
    "Lvov": "Lviv", "Lwów": "Lviv", "Kharkov": "Kharkiv", "Odessa": "Odesa", "Dnepropetrovsk": "Dnipro",
    "Tsaritsyn": "Volgograd", "Edessa": "Şanl\u0131urfa",
}  # fmt: skip
"""Older names of cities; the gazetteer lists the present one. Those that are also towns of their own mean both."""


@dataclass(frozen=True, slots=True)
class Region:
    name: str
    kind: LocationKind
    countries: tuple[str, ...]
    coordinates: tuple[float, float] | None
    aliases: tuple[str, ...]


@cache
def regions() -> dict[str, Region]:
    """All of them by name and alias."""
    made: dict[str, Region] = {}
    for row in _TABLE.strip().splitlines():
        name, kind, codes, where, aliases = (row + "||").split("|")[:5]
        latitude, _, longitude = where.partition(",")
        region = Region(
            name, kind, tuple(filter(None, codes.split(","))),  # type: ignore[arg-type]
            (float(latitude), float(longitude)) if where else None, tuple(filter(None, aliases.split(","))),
        )  # fmt: skip
        for each in (name, *region.aliases):
            made.setdefault(each, region)
    return made


STATES = dict(
    pair.split("=")
    for pair in """
Ala.=Alabama|Ariz.=Arizona|Ark.=Arkansas|Calif.=California|Colo.=Colorado|Conn.=Connecticut|Del.=Delaware|Fla.=Florida
Ga.=Georgia|Ill.=Illinois|Ind.=Indiana|Kan.=Kansas|Ky.=Kentucky|La.=Louisiana|Md.=Maryland|Mass.=Massachusetts
Mich.=Michigan|Minn.=Minnesota|Miss.=Mississippi|Mo.=Missouri|Mont.=Montana|Neb.=Nebraska|Nev.=Nevada|Okla.=Oklahoma
Ore.=Oregon|Pa.=Pennsylvania|Tenn.=Tennessee|Tex.=Texas|Vt.=Vermont|Va.=Virginia|Wash.=Washington|Wis.=Wisconsin
Wyo.=Wyoming|N.H.=New Hampshire|N.J.=New Jersey|N.M.=New Mexico|N.Y.=New York|N.C.=North Carolina|N.D.=North Dakota
R.I.=Rhode Island|S.C.=South Carolina|S.D.=South Dakota|W.Va.=West Virginia|B.C.=British Columbia|Ont.=Ontario
Que.=Quebec|D.C.=District of Columbia
""".strip()
    .replace("\n", "|")
    .split("|")
)
"""States and provinces as American papers shorten them after the name of a town."""
