"""Words that say what a full stop beside them means. All in lower case, without their last full stop."""

from index.vocabulary.english import (
    AUXILIARIES,
    DEMONSTRATIVES,
    MONTHS,
    MONTHS_SHORT,
    QUESTION_WORDS,
    SUBJECTS,
    WEEKDAYS,
    words,
)
from index.vocabulary.months import NAMES

# After these the sentence always goes on.
NEVER_LAST = words(
    """
    mr mrs ms messrs dr prof rev fr mme mlle hr hrn e.g i.e eg ie cf vs viz z.b d.h u.a i.d.r p.ej
    """
)

# After these the sentence goes on, unless the next word is one that begins sentences.
SELDOM_LAST = MONTHS_SHORT | words(
    """
    coun cllr hon gov gen sen rep lt maj sgt cpl cmdr adm brig supt insp amb pres inc ltd co corp bros plc llc assn
    dept univ jr sr st ste mt ft ave blvd rd sq capt col esq ph.d m.sc b.sc tue tues thu thur thurs fri v al ed
    eds trans approx est incl excl max min misc arr dep appt attn tel ext mob addr acct qty amt encl dia tbsp tsp
    pkt doz jn op cit ibid nat natl intl bzw ggf evtl vgl sog ee uu
    """
)

# After these a number belongs to the same sentence: "No. 5", "pp. 12-14", "Sept. 3".
BEFORE_NUMBER = MONTHS_SHORT | words(
    """
    no nos nr num p pp pg page vol vols ch chap sec sect art arts fig figs eq eqs tab par para pt ex ca c
    cl rte hwy circa approx est b d r fl v ver rev op bk app ref lot apt rm ste box st max min s u.s eur usd ft lb
    lbs oz hr hrs yr yrs ed eds arr dep tel ext mob acc acct qty amt encl dia
    """
)

# After these a Roman numeral does: "vol. II".
BEFORE_ROMAN = words("vol vols ch chap pt bk art sec sect fig app par para")

# A single letter after one of these is a name of a thing, not an initial: "World War I. Germany then ..."
BEFORE_LETTER = words(
    """
    war vitamin plan type class group hepatitis part phase section appendix figure table grade team
    option point exhibit schedule annex article category level stage unit zone block model version
    """
)

# Words that begin sentences and are next to never (part of) a name.
_NO_STARTERS = words("will may might must whom")  # names, or hardly ever first
STARTERS = (DEMONSTRATIVES | SUBJECTS | QUESTION_WORDS | AUXILIARIES) - _NO_STARTERS | words(
    """
    the a an its his her their our my your there here in on at by for from with without within whenever
    while whereas if as after before because although though since until unless but and so or yet nor not
    however also then thus therefore hence meanwhile moreover furthermore nevertheless instead otherwise
    besides during despite under some many most much all both each every one several other others another
    according today yesterday later now once only even just such to about between among through unlike given
    following please see let don isn aren wasn didn doesn nobody nothing everyone everything perhaps maybe
    finally first second third next last early earlier recently subsequently additionally similarly overall
    still either neither der die das ein eine es er sie wir ich im am und aber le la les il elle el los las
    ella
    """
)

# What may follow "9 a.m." inside a sentence.
AFTER_CLOCK = words("eastern central mountain pacific greenwich london").union(WEEKDAYS, MONTHS)

# German ordinals end in a full stop: "3. März".
AFTER_ORDINAL = words("jahrhundert").union(NAMES["de"].split())

SPEECH_VERBS = words(
    """
    said says say asked asks replied replies answered answers added adds cried cries shouted shouts wrote
    writes told tells wondered wonders exclaimed exclaims demanded demands joked quipped
    """
)
