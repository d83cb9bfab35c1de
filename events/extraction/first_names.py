"""Common first names of men and of women, in the languages that English news writes of most."""

from functools import cache

from events.extraction.casting import Gender
from events.extraction.gazetteer import folded
from events.extraction.nouns import words

_MEN = """
aaron abdul abdullah abraham adam adrian ahmad ahmed al alan albert alberto aleksandr aleksander alejandro alexander
alexandre alexei alfonso alfred ali allan allen alvin amir anatoly anders andre andreas andrei andres andrew andrzej
andy angelo anthony antoine antonio ari arnold arthur artur arturo barack barry ben benjamin bernard bernd bert bill
billy bob bobby boris brad bradley brendan brett brian bruce bruno bryan calvin carl carlo carlos cesar chad charles
charlie chester chris christian christoph christopher chuck claude claudio clarence clifford clive colin conor craig
curtis cyril dale damian damien dan daniel danny darren dave david dean declan denis dennis derek dick diego dieter
dimitri dirk dmitri dmitry dominic don donald douglas doug duncan dwight earl ed eddie edgar eduardo edward edwin
emil emilio emmanuel enrico enrique eric erik ernest ernesto eugene evan evgeny fabio felix ferdinand fernando filip
floyd francesco francis francisco francois frank franklin franz fred frederick frederic fritz gareth gary gavin
gennady geoffrey geoff georg george gerald gerard gerhard gianni gilbert giorgio giovanni giuseppe glen glenn gordon
graham greg gregory guillermo gunther gustavo guy hamid hans harold harry harvey hassan heinrich heinz helmut henri
henrik henry herbert herman hernan hiroshi horst howard hugh hugo hussein ian ibrahim igor ilya isaac ismail ivan
jack jacob jacques jaime jakob james jamie jan jared jason javier jay jeff jeffrey jens jeremy jerome jerry jesus jim
jimmy joachim joao joe joel johan johannes john johnny jon jonathan jordi jorge jose josef joseph joshua juan juergen
julian julio jurgen justin karl keith ken kenji kenneth kevin khalid klaus kofi konstantin kurt kyle lance larry lars
laurent lawrence lech lee len leo leon leonard leonid leopoldo leroy leslie lewis liam lionel lloyd louis lorenzo luc
lucas luigi luis luiz luke mahmoud malcolm manuel marc marcel marco marcos marcus mario mark markus martin marvin
massimo mathias mats matt matteo matthew matthias maurice mauricio max maxim michael michal michel miguel mikhail mike
mikael miroslav mitch mohamed mohammad mohammed morgan muhammad mustafa nathan nathaniel ned neil nelson nicholas nick
nicolai nicolas niels nigel nikita nikolai noah noel norman oleg oleksandr oliver olivier omar oscar osama otto owen
pablo paolo pascal patrick paul pavel pedro pete peter petr petro phil philip philippe pierre pieter piotr rafael raj
ralph ramon randy raul ray raymond reginald rene rex ricardo richard rick rob robert roberto rod rodney rodrigo roger
roland rolf roman ron ronald rory ross roy rudolf rudy rupert russell ryan salvador sam samuel santiago scott sean
sebastian serge sergei sergey sergio seth shane shaun shinzo sidney simon slobodan stan stanley stefan stephane
stephen stephan steve steven stewart stuart sven takeshi ted terence terry theo theodore thomas tim timothy toby todd
tom tomas tommy tony trevor ulrich umberto vaclav valery vasily vernon victor viktor vince vincent vitaly vladimir
volodymyr walter warren wayne werner wilhelm william willy winston wolfgang xavier yasser yuri yusuf zbigniew
"""

_WOMEN = """
abigail ada adele agnes aisha alejandra alexandra alice alicia alison amanda amber amelia amy ana anastasia andrea
angela angelica angelina anita anja ann anna annabel anne annegret annette annie annika antonia april astrid audrey
barbara beatrice beatriz becky belinda bernadette beth bethany betty beverly brenda bridget brigitte camilla carla
carmen carol carole caroline carolyn cassandra catherine cathy cecilia celia charlotte cheryl chiara chloe christina
christine claire clara claudia colleen condoleezza constance courtney cristina cynthia daisy daniela danielle daphne
deborah debbie debra denise diana diane dianne dolores donna dora doreen doris dorothy edith eileen elaine eleanor
elena elisabeth elizabeth ella ellen elsa emily emma erica erin esther ethel eva eve evelyn fatima fiona florence
frances francesca gabriela gail gemma georgia geraldine gertrude gina gisela giulia gladys glenda gloria grace greta
hannah harriet hazel heather heidi helen helena helga hilary hillary hope ida ina indira ines ingrid irena irene irina
irma isabel isabella isabelle ivana ivy jacqueline jane janet janice jean jeanette jeanne jennifer jenny jessica jill
joan joanna joanne josephine joy joyce juanita judith judy julia juliana julie june kamala karen karin karina katarina
kate katharina katherine kathleen kathryn kathy katie katrina kayla keiko kelly kirsten kristin kristina lara larissa
laura lauren leila lena leslie lidia lillian linda lindsay lisa liz lois lola lorraine louise lucia lucy ludmila luisa
lydia lynn madeleine maggie magdalena manuela marcia margaret margarita margrethe maria marian marie marina marion
marisa marjorie marlene marta martha martina mary matilda maureen megan melanie melinda melissa mercedes michaela
michele michelle mildred miranda miriam moira molly monica monika nadia nancy naomi natalia natalie natasha nicole
nina nora noreen norma olga olivia pamela patricia patty paula pauline penelope penny petra phyllis priscilla rachel
rebecca regina renata rina rita roberta rosa rose rosemary rosie ruth sabine sabrina sally samantha sandra sara sarah
selma sharon sheila shirley silvia simone sofia sonia sophie stacey stella stephanie sue susan susana susanna susanne
suzanne svetlana sylvia tamara tanya tara tatiana teresa thelma theresa therese tina tracy ursula ute valerie vanessa
vera veronica victoria virginia vivian wanda wendy whitney wilma yolanda yoko yulia yvette yvonne zoe
"""


@cache
def _genders() -> dict[str, Gender]:
    both = words(_MEN) & words(_WOMEN)
    men: dict[str, Gender] = dict.fromkeys(words(_MEN) - both, "he")
    return men | dict.fromkeys(words(_WOMEN) - both, "she")


def gender_by_first_name(name: str) -> Gender:
    """What the first of the names of a person tells: "" for a surname alone and for what either may be called."""
    first, _, rest = name.partition(" ")
    return _genders().get(folded(first), "") if rest else ""
