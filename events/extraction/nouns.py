"""Classes of nouns that tell who or what a name or a noun phrase stands for. Lemmas, lower case."""


def words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MEN = words(
    "mr sir lord king prince duke baron count emperor tsar czar sultan emir man boy father husband "
    "son brother uncle nephew grandfather grandson chairman spokesman congressman policeman fireman "
    "businessman salesman sportsman statesman gunman actor waiter monk priest pope cardinal bishop "
    "archbishop imam widower stepfather stepson son-in-law brother-in-law father-in-law fr father "
    "gentleman clergyman serviceman cameraman fisherman assemblyman councilman alderman ombudsman "
    "headmaster host hero patriarch ayatollah sheikh sheik mullah rabbi pastor"
)
WOMEN = words(
    "mrs ms miss madam dame lady queen princess duchess baroness countess empress woman girl mother "
    "wife daughter sister aunt niece grandmother granddaughter chairwoman spokeswoman congresswoman "
    "policewoman businesswoman actress waitress nun widow stepmother daughter-in-law sister-in-law "
    "mother-in-law heroine headmistress hostess sportswoman councilwoman assemblywoman ballerina"
)
HONORIFICS = words(
    "mr mrs ms miss mx dr prof sir dame lord lady rev fr st hon madam herr frau monsieur mme señor"
)
TITLES = HONORIFICS | words(
    "president premier chancellor minister secretary senator sen congressman congresswoman rep "
    "representative governor gov mayor general gen lieutenant lt colonel col major maj captain capt "
    "sergeant sgt corporal cpl private pvt admiral adm commander commodore marshal brigadier "
    "ambassador judge justice king queen prince princess pope cardinal bishop archbishop ayatollah "
    "sheikh sheik imam rabbi emperor tsar czar sultan emir shah duke duchess baron baroness count "
    "professor doctor inspector detective superintendent constable sheriff officer coach chairman "
    "chairwoman chair director commissioner speaker attorney lawmaker deputy envoy spokesman "
    "spokeswoman spokesperson chief vice-president councillor councilman alderman taoiseach "
    "presidentelect analyst economist striker goalkeeper midfielder defender manager astronaut "
    "cosmonaut pilot actor actress singer author architect astronomer physicist saint pm ceo cfo det insp "
    "supt cllr brig cmdr dci"
)
ROLES = TITLES - HONORIFICS | words(
    "executive founder co-founder cofounder owner boss head leader aide adviser advisor counterpart "
    "negotiator diplomat delegate politician candidate nominee incumbent successor predecessor "
    "challenger opponent rival dissident activist campaigner organiser organizer prosecutor lawyer "
    "barrister solicitor magistrate juror defendant suspect victim witness survivor gunman attacker "
    "bomber hijacker killer murderer shooter driver passenger pedestrian resident neighbour neighbor "
    "student pupil teacher lecturer headmaster principal rector dean scientist researcher biologist "
    "chemist geologist seismologist meteorologist engineer inventor explorer climber mountaineer "
    "surgeon physician nurse patient paramedic firefighter journalist reporter correspondent editor "
    "columnist broadcaster presenter anchor publisher photographer writer novelist poet playwright "
    "composer musician guitarist drummer rapper pianist conductor violinist director producer "
    "filmmaker comedian dancer model designer artist painter sculptor athlete player forward winger "
    "captain runner sprinter swimmer cyclist boxer golfer champion skipper batsman bowler pitcher "
    "quarterback referee umpire trainer jockey racer skier skater gymnast wrestler trader investor "
    "banker financier entrepreneur tycoon billionaire businessman businesswoman shareholder salesman "
    "broker accountant treasurer dictator monarch ruler heir regent warlord commander soldier sailor "
    "airman serviceman veteran spy agent hostage prisoner inmate fugitive refugee migrant man woman "
    "boy girl teenager teen youth child baby toddler mother father son daughter husband wife widow "
    "brother sister uncle aunt friend colleague partner ally girlfriend boyfriend fiance parent "
    "lawmaker legislator mp congressman premier monk priest nun preacher clergyman pastor patriarch "
    "guru worker employee farmer fisherman miner policeman policewoman cop guard bodyguard clerk "
    "secretary general envoy mediator emissary official native newcomer star icon legend veteran "
    "winner loser laureate"
)
FOLK = words(
    "hiker walker skier tourist holidaymaker camper commuter shopper surfer diver swimmer bather pensioner "
    "motorist motorcyclist biker jogger bystander passer-by onlooker pilgrim worshipper parishioner mourner "
    "apprentice trainee graduate caretaker cleaner cook chef baker butcher carpenter "
    "electrician plumber builder labourer laborer shopkeeper postman gardener hunter herder shepherd "
    "trapper ranger warden sherpa lifeguard bailiff burglar robber thief smuggler trafficker pirate looter "
    "arsonist rapist stalker fraudster hacker whistleblower informant insider caller customer donor "
    "contractor landowner homeowner householder foreman steward docker shipbuilder welder fitter "
    "steelworker builder trucker cabbie porter waitress barman midwife vet dentist pharmacist optician "
    "orphan schoolboy schoolgirl schoolchild toddler infant newborn octogenarian veteran reveller "
    "clubber partygoer concertgoer moviegoer churchgoer festivalgoer parliamentarian senator peer "
    "envoy emissary aristocrat nobleman peasant settler nomad explorer adventurer balloonist aviator "
    "mountaineer sportsman oarsman rower yachtsman angler crewman deckhand fisherman fireman businessman cameraman "
    "whip tenant landlord creditor voter trustee carer scholar academic "
    "claimant complainant plaintiff spouse fiancee stowaway castaway"
)
"""Others that are called by what they do, or by what befell them."""
ROLES |= FOLK
ROLES -= words("count host art saint model star private chair major")
"""Also said of whoever has no name; without the titles that are more often other things."""
PLAIN_PEOPLE = words("man woman boy girl child teenager teen youth person baby toddler")

FORCES = words(
    "troop force army military navy soldier marine trooper paratrooper infantry cavalry artillery "
    "battalion brigade division regiment garrison fleet squadron warplane jet warship aircraft "
    "submarine tank gunboat bomber air-force corps peacekeeper commando militia militiaman unit "
    "serviceman fighter guerrilla rebel insurgent militant separatist jihadist mercenary partisan "
    "paramilitary conscript reservist sailor airman gunner drone tank"
)
GOVERNING = words(
    "government administration cabinet regime junta parliament senate congress ministry ministries "
    "council assembly court legislature treasury authority presidency monarchy embassy consulate "
    "delegation leadership police judiciary state"
)
GROUPS = (
    words(
        "official authorities authority police policeman officer investigator prosecutor diplomat "
        "negotiator lawmaker legislator minister leader protester protestor demonstrator activist "
        "campaigner supporter opponent critic resident villager citizen civilian refugee migrant worker "
        "striker employee student pupil teacher doctor nurse medic paramedic rescuer firefighter "
        "scientist researcher expert analyst economist astronomer engineer trader investor shareholder "
        "banker farmer miner journalist reporter observer inspector monitor voter delegate politician "
        "republican democrat conservative liberal labour passenger survivor victim witness prisoner "
        "hostage detainee inmate suspect attacker gunman hijacker terrorist extremist islamist "
        "nationalist loyalist unionist opposition coalition union people crowd mob team side squad crew "
        "family relative parent fan spectator volunteer player athlete settler colonist immigrant "
        "negotiator mediator ally allies spokesman adviser aide source senator congressman jury judge "
        "lawyer regulator public community tribe clan gang cartel man woman child boy girl youth teenager "
        "soldier delegation staff team expedition climber astronaut cosmonaut user developer customer "
        "consumer buyer pilot sailor crew driver spokeswoman spokesperson archaeologist historian "
        "official watchdog ministers juror finalist winner loser champion owner creditor tenant landlord "
        "manager director executive trustee carer dealer backer founder scholar academic lawyer rider"
    )
    | FOLK
)
ORGANISATIONS = words(
    "bloc organisation organization association federation union league committee commission agency "
    "authority bureau department ministry office council board court tribunal institute institution "
    "foundation trust charity society academy university college school hospital museum party "
    "movement front alliance coalition church congress parliament senate assembly house bank fund "
    "service services police force forces army navy guard corps club team fc united city rovers "
    "wanderers athletic albion hotspur rangers celtic dynamo orchestra theatre theater opera studio "
    "studios network nations forum group guild chamber "
    "exchange watchdog regulator body administration government cabinet staff command center centre "
    "laboratory observatory syndicate consortium brigade battalion division regiment fleet "
    "secretariat treasury reserve headquarters hq militia initiative survey registry mission "
    "delegation embassy consulate brotherhood"
)
LEGAL_FORMS = words("inc corp co ltd plc llc lp gmbh ag sa spa nv bv ab asa oyj se kg pty bhd")
"""What the name of a company ends in, and none of a person."""
COMPANIES = LEGAL_FORMS | words(
    "corporation company companies limited group holding "
    "holdings industries technologies systems motors airlines airways lines air energy oil gas "
    "petroleum pharmaceuticals electronics software partners capital securities insurance brothers "
    "networks solutions labs foods brands resources financial semiconductor semiconductors chemicals "
    "microsystems communications telecommunications interactive materials pharma biotech therapeutics "
    "aerospace mining metals minerals assurance properties logistics shipping railways railroad "
    "enterprises ventures stores steel bancorp "
    "telecom entertainment pictures bank records firm carrier airline carmaker "
    "automaker manufacturer maker retailer lender insurer supplier producer chain developer operator "
    "conglomerate business startup start-up brewer drugmaker chipmaker giant utility publisher broker "
    "brokerage bank"
)
MEDIA = words(
    "times post news herald tribune journal gazette telegraph guardian observer mirror mail express "
    "press daily newspaper magazine broadcaster radio television tv channel agency newswire website "
    "site bbc cnn reuters afp tass ap upi xinhua interfax bloomberg nbc abc cbs itv pbs npr fox al- "
    "jazeera ria dpa ansa kyodo yonhap weekly paper tabloid review"
)
CLUBS = words(
    "fc afc united city town county rovers wanderers athletic albion hotspur villa rangers celtic dynamo "
    "orient argyle wednesday forest alexandra rfc cc"
)
"""Last words of the names of clubs: either half of such a name stands for the club."""
CITY_CLUBS = words("united city town county villa orient forest alexandra wednesday cc")
"""Those that places are also called by."""
SPORT = words(
    "league cup goal striker midfielder defender goalkeeper keeper season match fixture coach half-time "
    "penalty quarterback inning innings touchdown playoff play-off tournament referee scorer championship "
    "kick-off wicket pitcher batter batsman rebound team squad player substitute equaliser equalizer "
    "semi-final semifinal quarter-final quarterfinal final tie relegation promotion header hat-trick "
    "champion game try puck"
)
ARMIES = words(
    "army navy force forces guard guards corps militia brigade battalion division regiment fleet "
    "military marines"
)
PARTIES = words("party labour conservatives republicans democrats")

SITES = words(
    "airport airfield airbase base stadium arena square street road avenue boulevard lane bridge "
    "tower building palace castle cathedral church mosque temple synagogue monastery abbey station "
    "terminal port harbour harbor dock pier tunnel dam reactor plant mine field park garden zoo "
    "museum gallery theatre theater hall hotel hospital prison jail camp cemetery school college "
    "university market mall plaza center centre circuit racecourse track course pitch ground "
    "laboratory observatory telescope spaceport cosmodrome fort fortress wall gate monument memorial "
    "embassy headquarters factory refinery pipeline highway motorway freeway junction crossing "
    "checkpoint beach cliff mount mountain peak volcano glacier cave crater valley canyon gorge "
    "desert forest island islands house courthouse capitol shipyard barracks launchpad roundabout "
    "reservoir farm ranch estate villa club pub bar nightclub restaurant cafe cinema"
)
WATERS = words(
    "lake river sea ocean gulf bay strait straits channel canal lagoon fjord sound creek falls reef"
)
REGIONS = words(
    "region province state county oblast governorate prefecture territory department district "
    "republic peninsula island islands archipelago valley area zone canton highlands coast plateau "
    "basin desert mountains voivodeship division enclave"
)
CITIES = words(
    "city town village capital hamlet suburb municipality settlement port resort metropolis hub "
    "township stronghold"
)
COUNTRIES = words("country nation kingdom republic")
DISTRICTS = words("district neighbourhood neighborhood borough suburb quarter ward")
DIRECTIONS = words(
    "northern southern eastern western central north south east west northeast northwest southeast "
    "southwest northeastern northwestern southeastern southwestern upper lower inner outer rural "
    "coastal mainland occupied"
)

COMPANY_NOUNS = words(
    "firm company carrier airline carmaker automaker manufacturer maker retailer lender insurer "
    "supplier producer chain developer operator conglomerate business startup start-up brewer "
    "drugmaker chipmaker giant utility publisher broker brokerage bank corporation subcontractor contractor "
    "subsidiary"
)
"""What a text calls a company by, other than the words in its name."""

SAYING = words(
    "say tell claim deny announce report declare state add insist warn argue note confirm admit "
    "acknowledge ask reply suggest promise pledge vow accuse blame condemn criticise criticize demand "
    "urge call reject agree think believe want hope expect fear decide plan refuse threaten offer "
    "propose order vote sign approve ban sanction recognise recognize invade attack retaliate respond "
    "intend seek signal conclude warn object protest negotiate concede surrender withdraw declare "
    "summon expel recall back support oppose veto ratify impose lift launch send deploy divert renew "
    "deploy fire strike bomb host join leave accept force press pressure"
)
"""What people and governments do by speaking or willing: the subject is an actor."""

BEING = words("be lie have remain become seem stand see suffer experience fall burn flood collapse rise grow")
"""What places do too."""

WORTH = words("share stock profit loss revenue sale turnover earnings income bond debt dividend")
"""What companies are measured by."""

PAIR = words("pair couple duo both two")
"""What stands for two who were named."""
