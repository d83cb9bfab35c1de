"""Classes of English words that tell what a sentence does with what happened. Verbs are lemmas."""

from events.extraction.nouns import words

SAYING = words(
    """say tell add claim state declare announce report note argue insist maintain contend allege assert
    acknowledge admit concede confirm confess explain reply respond remark comment observe warn caution testify
    swear write tweet post recall stress emphasize emphasise reiterate repeat affirm reaffirm boast joke quip
    complain protest predict forecast estimate suggest hint imply signal indicate reveal disclose charge accuse
    promise pledge vow threaten assure inform advise brief deny reject dismiss refute dispute rebut repudiate
    disavow contradict describe call quote cite cable telegraph wire proclaim profess claim counter conjecture
    mention"""
)
"""What is said by these is the speaker's, not the article's."""

STRONG_SAYING = words(
    """say tell add claim state declare announce report argue insist maintain contend allege assert acknowledge
    admit concede confirm explain reply remark comment warn caution testify write tweet stress emphasize
    emphasise reiterate affirm reaffirm predict reveal disclose promise pledge vow threaten deny reject dismiss
    refute dispute rebut repudiate proclaim note boast complain"""
)
"""Those that are a statement by themselves, also without anything quoted after them."""

THINKING = words(
    """conclude believe think find determine decide understand know learn hope fear expect suspect feel deem"""
)
"""What follows these is somebody's view; that they hold it is the article's own word."""

FALSE = words(
    """false untrue baseless groundless unfounded nonsense rubbish absurd fabricated fabrication lie lies wrong
    inaccurate fantasy fiction myth invention propaganda slander misleading"""
)
"""Who calls something this denies it."""

DENYING = words("deny reject dismiss refute dispute rebut repudiate disavow contradict")

PROPOSING = words(
    """suggest propose urge demand offer request recommend ask call appeal advocate petition plead beg invite
    exhort implore"""
)

PLANNING = words(
    """plan intend expect schedule set due hope aim prepare slate project anticipate promise pledge vow agree
    agreed decide determine mean bind likely ready poised bound forecast predict threaten going"""
)
"""What follows these as an infinitive has not happened yet."""

SETTING = words(
    """set schedule plan slate fix book reserve pencil arrange postpone delay adjourn move push defer"""
)
"""A date with "for" after these is one to come."""

ORDERING = words(
    """announce declare call order impose proclaim approve agree set plan propose schedule suspend
    ban halt introduce"""
)
"""What is told by these to begin is to come."""

BEGINNING = words("beginning starting effective")
"""What is ordered holds from the date behind these."""

DECIDING = words("agree decide determine promise pledge vow threaten refuse decline choose")
"""A past date after the infinitive of these dates the decision: "agreed to sell it on Sunday"."""

SUSPENDING = words("suspend cancel halt abandon postpone delay resume restart quit")
"""The date behind a gerund after these is theirs: "suspended campaigning on Saturday"."""

VERDICTS = words("clear acquit convict sentence jail fine")
"""Verbs of what a court did to somebody "of" or "for" what is told behind them."""

HARMING = words("kill injure wound destroy damage displace cause trigger spark claim leave devastate maim")
"""What an event does, not the thing that it befalls."""

ALLEGING = words("suspect accuse charge allege blame indict")
"""What follows these with "of" or as an infinitive nobody has proved."""

ASPECT = words(
    """begin start commence continue resume keep stop cease finish end conclude remain proceed go last help try
    attempt manage fail seek refuse decline be take hold occur happen"""
)
"""With an event noun or an infinitive beside them these say less than it."""


COMMUNICATION = words(
    """statement announcement message letter interview speech post tweet report memo memorandum note email e-mail
    broadcast address briefing conference testimony article video filing telegram cable communique communiqué
    bulletin release remark comment call conversation dispatch editorial column blog webcast appearance
    affidavit deposition telecast"""
)
"""Nouns of something said: their date is that of the saying."""

RULINGS = words("decision ruling judgment judgement opinion verdict order finding decree")
"""What a court says, and when."""

RECALLING = words("describe recall remember recount relive")
"""A date after the event that these tell of is the event's."""

MOVING = words("return go come move get turn weaken strengthen escalate degenerate")
"""With "to" and an event these tell that it begins for somebody: "went to trial"."""

DATING_PARTICIPLES = words("date issue release publish post air broadcast record deliver file hand give make")


_EVENTS = """
abdication abduction abolition abortion absence abuse accession accident accord acquisition acquittal act
action address adoption advance affair agreement airlift airstrike allegation ambush amendment amnesty
anniversary announcement annexation apology appeal appearance appointment approval argument armistice arrest
arrival arson assassination assault assembly assignment attack attempt auction audit autopsy avalanche award
ballot ban bankruptcy battle beating beheading bid birth blackout blast blaze blizzard blockade blow bombardment
bombing boom boycott breach breakdown breakthrough briefing broadcast burglary burial buyout by-election call campaign
capture casting ceasefire cease-fire celebration census ceremony championship change charge chase clash cleanup
closing closure collapse collision comeback commemoration commencement commissioning competition completion
concert conference confession confirmation conflict confrontation congress conquest conversation convention
conviction coronation count counterattack counteroffensive counter-offensive coup crackdown crash crisis crossing
cull curfew cut cyberattack cyclone deal death debate debut decision declaration default defeat defection
deferral delay delivery demolition demonstration departure deployment deportation derailment descent detention
detonation devaluation diagnosis disappearance disaster discharge disclosure discovery discussion dismissal
dispute dissolution divorce downfall downgrade drawdown drill drive drop drought drowning duel earthquake eclipse
effort election embargo emergence encounter encirclement end enlargement entry epidemic eruption escape evacuation
eviction exam examination execution exercise exhibition exit exodus expansion expedition experiment explosion
expulsion extradition fall famine feud fight fighting final finals finding fire firing fixture flight flood
flooding flyby football forum founding fraud freeze funeral game genocide gig goal grounding gunfight hack hearing
heatwave heist hijacking holiday holocaust hostage-taking hurricane impeachment impact inauguration incident
incursion independence indictment infection infiltration ingestion initiative injection inquest inquiry
inspection insurgency insurrection interrogation intervention interview intrusion invasion inundation
investigation investiture journey kidnapping killing kick-off kickoff landing landfall landslide launch lawsuit
layoff leak lecture legislation lift-off liftoff listing loan lockdown lockout looting loss lynching maneuver
manoeuvre march marriage massacre match meeting meltdown merger migration mission mobilisation mobilization
move mudslide murder mutiny negotiation nomination occupation offensive offer opening operation
orbit ordination outage outbreak outing ouster overhaul overthrow pact pandemic parade partition party passage patrol
peak performance phase plebiscite plot plunge poisoning poll pogrom postponement premiere première prediction
preparation presentation procession profit program proclamation promotion prosecution protest publication
purchase purge pursuit putsch quake race raid rally rampage ratification reading rebellion recall reception recession
recount reconstruction recovery redeployment referendum reform refusal reign release relocation removal
renewal repatriation report resignation rescue restoration restructuring retirement retreat retrial return
reunification review revolt revolution riot rise robbery rollout round rout ruling rupture sabotage sack sale sanction
scandal season seizure semifinal semi-final sentencing series service session settlement shake-up shelling
shipment shipwreck shooting shooting shortage showdown shutdown sickness siege sighting signing sinking sit-in
skirmish slaughter slaying snowstorm speech spill spree stabbing stampede standoff start stay storm storming strike
suicide summit surge surgery surrender survey suspension swap sweep swearing-in takeover takeoff talk talks
tariff tender term test testimony theft tornado touchdown tour tournament trade tragedy training transfer transition
treaty tremor trial trip triumph truce tsunami turnout typhoon ultimatum unrest unveiling upheaval uprising
upset vacation verdict victory vigil violence visit voyage vote voting walk walkout war warning wedding win
withdrawal workshop wreck
"""
EVENTS = frozenset(_EVENTS.split())
"""Nouns of what happens at a time."""

NO_EVENTS = words(
    """nation station population question position section institution organisation organization corporation
    association foundation generation million billion fraction portion location direction condition function
    edition version region religion television constitution coalition federation union commission delegation
    opposition administration mission department government parliament apartment basement document element
    equipment instrument management moment monument ornament pavement segment supplement environment regiment
    establishment sentiment treatment ingredient reputation tradition vision passion pension mansion dimension
    fashion profession possession information education inflation notion option caption motion attention
    intention application connection relation exception solution contention ambition nutrition regulation
    legislation plantation compartment experiment garment cement comment argument department
    building dwelling clothing ceiling painting drawing railing evening morning lining sibling offspring feeling
    meaning saving earning holding belonging surrounding spelling engineering manufacturing marketing advertising
    lodging parking pricing ranking standing understanding plumbing wiring heating lighting shipping banking
    accounting farming housing covering
    employment unemployment requirement entertainment investment development pollution ammunition compensation
    accommodation transportation civilization civilisation communication corruption obligation allocation
    classification specification qualification quotation sanitation irrigation vegetation decoration constellation
    destination combination description assumption perception proportion satisfaction friction fiction faction
    division provision tension extension impression expression permission compassion recognition"""
) - {"mission"}
"""Nouns whose ending looks like that of an event's but which are things, bodies or states."""


FUTURE_CUES = words("will shall 'll wo")
MODALS = words("would could may might should must can ca")
