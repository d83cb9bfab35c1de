"""The countries as English news names them: name, code, words for what is theirs and for their people, other names.

Complete for the members and observers of the United Nations, Kosovo, Taiwan, the territories with a press of their own,
the parts of the United Kingdom and the states that broke up in the twentieth century.
"""

from dataclasses import dataclass
from functools import cache

_TABLE = """
Afghanistan|AF|Afghan
Albania|AL|Albanian
Algeria|DZ|Algerian
Andorra|AD|Andorran
Angola|AO|Angolan
Antigua and Barbuda|AG|Antiguan|Antigua
Argentina|AR|Argentine,Argentinian
Armenia|AM|Armenian
Australia|AU|Australian,Aussie
Austria|AT|Austrian
Azerbaijan|AZ|Azerbaijani,Azeri
Bahamas|BS|Bahamian|The Bahamas
Bahrain|BH|Bahraini
Bangladesh|BD|Bangladeshi
Barbados|BB|Barbadian,Bajan
Belarus|BY|Belarusian,Belarussian,Byelorussian|Byelorussia
Belgium|BE|Belgian
Belize|BZ|Belizean
Benin|BJ|Beninese
Bhutan|BT|Bhutanese
Bolivia|BO|Bolivian
Bosnia and Herzegovina|BA|Bosnian,Herzegovinian|Bosnia,Bosnia-Herzegovina
Botswana|BW|Botswanan
Brazil|BR|Brazilian
Brunei|BN|Bruneian
Bulgaria|BG|Bulgarian
Burkina Faso|BF|Burkinabe|Upper Volta
Burundi|BI|Burundian
Cambodia|KH|Cambodian|Kampuchea
Cameroon|CM|Cameroonian
Canada|CA|Canadian
Cape Verde|CV|Cape Verdean|Cabo Verde
Central African Republic|CF|Central African
Chad|TD|Chadian
Chile|CL|Chilean
China|CN|Chinese|People's Republic of China,PRC
Colombia|CO|Colombian
Comoros|KM|Comorian
Democratic Republic of the Congo|CD|Congolese,Zairean|DRC,DR Congo,Democratic Republic of Congo,Zaire,Congo
Republic of the Congo|CG||Congo-Brazzaville,Republic of Congo
Costa Rica|CR|Costa Rican
Croatia|HR|Croatian,Croat
Cuba|CU|Cuban
Cyprus|CY|Cypriot
Czech Republic|CZ|Czech|Czechia
Denmark|DK|Danish,Dane
Djibouti|DJ|Djiboutian
Dominica|DM|
Dominican Republic|DO|Dominican
East Timor|TL|East Timorese,Timorese|Timor-Leste,Timor Leste
Ecuador|EC|Ecuadorian,Ecuadorean
Egypt|EG|Egyptian
El Salvador|SV|Salvadoran,Salvadorean
Equatorial Guinea|GQ|Equatorial Guinean
Eritrea|ER|Eritrean
Estonia|EE|Estonian
Eswatini|SZ|Swazi|Swaziland
Ethiopia|ET|Ethiopian|Abyssinia
Fiji|FJ|Fijian
Finland|FI|Finnish,Finn
France|FR|French,Frenchman,Frenchmen,Frenchwoman
Gabon|GA|Gabonese
Gambia|GM|Gambian|The Gambia
Georgia|GE|Georgian
Germany|DE|German|West Germany,Federal Republic of Germany
Ghana|GH|Ghanaian|Gold Coast
Greece|GR|Greek
Grenada|GD|Grenadian
Guatemala|GT|Guatemalan
Guinea|GN|Guinean
Guinea-Bissau|GW|Bissau-Guinean
Guyana|GY|Guyanese
Haiti|HT|Haitian
Honduras|HN|Honduran
Hungary|HU|Hungarian
Iceland|IS|Icelandic,Icelander
India|IN|Indian
Indonesia|ID|Indonesian
Iran|IR|Iranian,Persian|Persia,Islamic Republic of Iran
Iraq|IQ|Iraqi
Ireland|IE|Irish,Irishman,Irishmen|Republic of Ireland,Irish Republic
Israel|IL|Israeli
Italy|IT|Italian
Ivory Coast|CI|Ivorian|Côte d'Ivoire,Cote d'Ivoire
Jamaica|JM|Jamaican
Japan|JP|Japanese
Jordan|JO|Jordanian
Kazakhstan|KZ|Kazakh,Kazakhstani
Kenya|KE|Kenyan
Kiribati|KI|
Kosovo|XK|Kosovar,Kosovan
Kuwait|KW|Kuwaiti
Kyrgyzstan|KG|Kyrgyz
Laos|LA|Laotian,Lao
Latvia|LV|Latvian
Lebanon|LB|Lebanese
Lesotho|LS|Basotho
Liberia|LR|Liberian
Libya|LY|Libyan
Liechtenstein|LI|Liechtensteiner
Lithuania|LT|Lithuanian
Luxembourg|LU|Luxembourgish,Luxembourger
Madagascar|MG|Malagasy,Madagascan
Malawi|MW|Malawian
Malaysia|MY|Malaysian|Malaya
Maldives|MV|Maldivian
Mali|ML|Malian
Malta|MT|Maltese
Marshall Islands|MH|Marshallese
Mauritania|MR|Mauritanian
Mauritius|MU|Mauritian
Mexico|MX|Mexican
Micronesia|FM|Micronesian
Moldova|MD|Moldovan
Monaco|MC|Monegasque
Mongolia|MN|Mongolian,Mongol
Montenegro|ME|Montenegrin
Morocco|MA|Moroccan
Mozambique|MZ|Mozambican
Myanmar|MM|Burmese|Burma
Namibia|NA|Namibian|South West Africa
Nauru|NR|Nauruan
Nepal|NP|Nepalese,Nepali
Netherlands|NL|Dutch,Dutchman,Dutchmen|The Netherlands,Holland
New Zealand|NZ|New Zealander,Kiwi
Nicaragua|NI|Nicaraguan
Niger|NE|Nigerien
Nigeria|NG|Nigerian
North Korea|KP|North Korean|DPRK,Democratic People's Republic of Korea
North Macedonia|MK|Macedonian,North Macedonian|Macedonia
Norway|NO|Norwegian
Oman|OM|Omani
Pakistan|PK|Pakistani
Palau|PW|Palauan
Palestine|PS|Palestinian|Palestinian Authority,Palestinian territories
Panama|PA|Panamanian
Papua New Guinea|PG|Papua New Guinean
Paraguay|PY|Paraguayan
Peru|PE|Peruvian
Philippines|PH|Philippine,Filipino,Filipina
Poland|PL|Polish,Pole
Portugal|PT|Portuguese
Qatar|QA|Qatari
Romania|RO|Romanian
Russia|RU|Russian|Russian Federation
Rwanda|RW|Rwandan
Saint Kitts and Nevis|KN|Kittitian|St. Kitts and Nevis,St Kitts and Nevis
Saint Lucia|LC|Saint Lucian|St. Lucia,St Lucia
Saint Vincent and the Grenadines|VC|Vincentian|St. Vincent,St Vincent
Samoa|WS|Samoan
San Marino|SM|Sammarinese
São Tomé and Príncipe|ST|Santomean|Sao Tome and Principe
Saudi Arabia|SA|Saudi,Saudi Arabian
Senegal|SN|Senegalese
Serbia|RS|Serbian,Serb
Seychelles|SC|Seychellois
Sierra Leone|SL|Sierra Leonean
Singapore|SG|Singaporean
Slovakia|SK|Slovak,Slovakian
Slovenia|SI|Slovenian,Slovene
Solomon Islands|SB|Solomon Islander
Somalia|SO|Somali
South Africa|ZA|South African
South Korea|KR|South Korean|Republic of Korea
South Sudan|SS|South Sudanese
Spain|ES|Spanish,Spaniard
Sri Lanka|LK|Sri Lankan|Ceylon
Sudan|SD|Sudanese
Suriname|SR|Surinamese
Sweden|SE|Swedish,Swede
Switzerland|CH|Swiss
Syria|SY|Syrian
Taiwan|TW|Taiwanese|Formosa
Tajikistan|TJ|Tajik
Tanzania|TZ|Tanzanian|Tanganyika
Thailand|TH|Thai|Siam
Togo|TG|Togolese
Tonga|TO|Tongan
Trinidad and Tobago|TT|Trinidadian,Tobagonian
Tunisia|TN|Tunisian
Turkey|TR|Turkish,Turk|Türkiye,Turkiye
Turkmenistan|TM|Turkmen
Tuvalu|TV|Tuvaluan
Uganda|UG|Ugandan
Ukraine|UA|Ukrainian
United Arab Emirates|AE|Emirati|UAE,U.A.E.,Emirates
United Kingdom|GB|British,Briton,Brit|UK,U.K.,Britain,Great Britain
United States|US|U.S.,American|U.S.,US,USA,U.S.A.,America,United States of America
Uruguay|UY|Uruguayan
Uzbekistan|UZ|Uzbek
Vanuatu|VU|
Vatican|VA|Vatican|Vatican City,Holy See
Venezuela|VE|Venezuelan
Vietnam|VN|Vietnamese,North Vietnamese,South Vietnamese|Viet Nam,North Vietnam,South Vietnam
Yemen|YE|Yemeni,Yemenite
Zambia|ZM|Zambian
Zimbabwe|ZW|Zimbabwean,Rhodesian|Rhodesia
Bermuda|BM|Bermudian
Faroe Islands|FO|Faroese
French Guiana|GF|
Gibraltar|GI|Gibraltarian
Greenland|GL|Greenlandic,Greenlander
Guam|GU|Guamanian
Hong Kong|HK|Hongkonger
Macau|MO|Macanese|Macao
New Caledonia|NC|New Caledonian
Puerto Rico|PR|Puerto Rican
Western Sahara|EH|Sahrawi
England|GB-ENG|English,Englishman,Englishmen
Scotland|GB-SCT|Scottish,Scot
Wales|GB-WLS|Welsh,Welshman,Welshmen
Northern Ireland|GB-NIR|Northern Irish|Ulster
Soviet Union|SU|Soviet|USSR,U.S.S.R.
Yugoslavia|YU|Yugoslav,Yugoslavian
Czechoslovakia|CS|Czechoslovak,Czechoslovakian
East Germany|DD|East German|German Democratic Republic,GDR
"""

SOMEWHERE_ELSE = {
    "Europe": ("European",), "Africa": ("African",), "Asia": ("Asian",), "Arab world": ("Arab",),
    "Latin America": ("Latin American",), "Kurdistan": ("Kurdish", "Kurd"), "Chechnya": ("Chechen",),
    "Catalonia": ("Catalan",), "Tibet": ("Tibetan",), "Corsica": ("Corsican",), "Quebec": ("Quebecois",),
    "Sicily": ("Sicilian",), "Bavaria": ("Bavarian",), "Crimea": ("Crimean",), "Texas": ("Texan",),
    "California": ("Californian",), "London": ("Londoner",), "Paris": ("Parisian",), "New York": ("New Yorker",),
    "Moscow": ("Muscovite",),
}  # fmt: skip
"""Adjectives of what is no country: the place that they belong to."""

MERGED = {"SU": "RU", "YU": "RS", "CS": "CZ", "DD": "DE"}
"""States that are gone, and the country whose capital was theirs."""

SEATS = {
    "Kremlin": "RU", "White House": "US", "Downing Street": "GB", "Whitehall": "GB", "Elysée Palace": "FR",
    "Élysée Palace": "FR", "Elysee Palace": "FR", "Élysée": "FR", "Elysée": "FR", "Elysee": "FR", "Quai d'Orsay": "FR",
    "Blue House": "KR", "Foggy Bottom": "US", "Zhongnanhai": "CN", "Rashtrapati Bhavan": "IN", "Blair House": "US",
    "Planalto": "BR", "Casa Rosada": "AR", "Pink House": "AR", "Quirinal": "IT", "Holyrood": "GB-SCT",
}  # fmt: skip
"""Houses whose names stand for those who govern there."""

OTHER_CAPITALS = {
    "Kiev": "UA", "Tel Aviv": "IL", "Washington, D.C.": "US", "Washington, DC": "US", "Peking": "CN",
    "Ankara": "TR", "Astana": "KZ", "Ramallah": "PS", "Cape Town": "ZA", "La Paz": "BO", "The Hague": "NL",
    "Bonn": "DE", "Rangoon": "MM", "Yangon": "MM", "Naypyidaw": "MM", "Saigon": "VN",
    "Edinburgh": "GB-SCT", "Seoul": "KR",
    "Cardiff": "GB-WLS", "Abidjan": "CI", "Dar es Salaam": "TZ", "Sana'a": "YE", "Belfast": "GB-NIR", "Bogotá": "CO",
    "Brasília": "BR", "Asunción": "PY", "Chișinău": "MD", "Malé": "MV", "Lomé": "TG", "Yaoundé": "CM", "San José": "CR",
    "Reykjavík": "IS", "Teheran": "IR", "Ulan Bator": "MN", "Tbilisi": "GE", "Colombo": "LK", "Lagos": "NG",
}  # fmt: skip
"""Seats of governments beside those the gazetteer knows as capitals: spellings, former ones, those in fact."""


@dataclass(frozen=True, slots=True)
class Country:
    """`code` is ISO 3166 where there is one; `demonyms` begin with the adjective."""

    name: str
    code: str
    demonyms: tuple[str, ...]
    aliases: tuple[str, ...]

    @property
    def adjective(self) -> str:
        return self.demonyms[0] if self.demonyms else self.name


@cache
def countries() -> dict[str, Country]:
    """All countries by code."""
    made = {}
    for row in _TABLE.strip().splitlines():
        name, code, demonyms, aliases = (row + "|").split("|")[:4]
        made[code] = Country(name, code, _words(demonyms), _words(aliases))
    return made


@cache
def by_name() -> dict[str, Country]:
    """Countries by their names and aliases."""
    return {name: country for country in countries().values() for name in (country.name, *country.aliases)}


@cache
def by_demonym() -> dict[str, Country]:
    """Countries by adjective and by people, singular and plural: "French", "Swede", "Swedes"."""
    return {
        word: country
        for country in countries().values()
        for demonym in country.demonyms
        for word in (demonym, demonym + "s")
        if word != "U.S.s" and word != "Vaticans"
    } | {"US": countries()["US"], "UK": countries()["GB"], "U.K.": countries()["GB"]}


@cache
def elsewhere() -> dict[str, str]:
    """Places that are no countries by the adjectives for what is theirs."""
    return {
        word: place
        for place, demonyms in SOMEWHERE_ELSE.items()
        for demonym in demonyms
        for word in (demonym, demonym + "s")
    }


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in text.split(",") if word)
