"""The words that sentences with an answer in them are told by, as alternatives of a regular expression."""

from index.vocabulary.english import MONTHS, TENS, UNITS, WEEKDAYS, one_of

CAPITAL = r"[A-Z][\w'\N{RIGHT SINGLE QUOTATION MARK}&-]*"
PROPER = rf"(?:The )?{CAPITAL}(?: (?:(?:of|and|for|de|van|von) (?:the )?)?{CAPITAL}){{0,4}}"
COMMON = r"The (?:[a-z-]+ ){0,2}[a-z-]+(?: of (?:the )?[A-Z]?[a-z-]+)?"
ASIDE = r"(?: \([^()]{1,80}\)|, (?:an?|the|which|who) [^,.;]{1,80},)?"  # between subject and verb
NAMED = rf"(?P<subject>{PROPER}){ASIDE}"
SUBJECT = rf"(?P<subject>{PROPER}|{COMMON}){ASIDE}"

_MONTH = one_of((*map(str.title, MONTHS), "spring", "summer", "autumn", "winter"))
_DAY = one_of(map(str.title, WEEKDAYS))
DATE = (
    rf"(?:(?:early|late|mid-?|the) ?)*(?:(?:{_DAY},? )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}\b|{_DAY}s?\b"
    r"|(?:1\d|20)\d\ds?\b)"
)
ABOUT = r"(?:(?:about|around|nearly|almost|over|up to|at least|more than|roughly|only) )?"
_SMALL = one_of((*UNITS[2:13], "fifteen", *TENS[:5]))
COUNT = rf"{ABOUT}(?:{_SMALL}|\d[\d,.]*\d|[2-9])"
SUM = rf"{ABOUT}(?:[A-Z]{{0,2}}[$£€]|\d)"
TIME = "(?:minutes|hours|days|weeks|months|years)"
LENGTH = "(?:m|km|cm|mm|met(?:re|er)s?|kilomet(?:re|er)s?|feet|miles)"
ADVERB = "(?:(?:first|finally|officially|originally|formally|also) )?"

DATED = (
    "abolished|adopted|approved|born|built|completed|created|demolished|discovered|elected|established|formed|founded"
    "|held|installed|introduced|invented|launched|opened|published|recorded|released|renamed|restored|signed|written"
)
MEASURE = (
    "address|age|aim|area|budget|capacity|capital|cause|cost|deadline|deposit|fee|goal|height|length|limit|motto|name"
    "|password|population|price|purpose|rate|reason|rent|salary|speed|target|temperature|theme|title"
    "|weight|width"
)
PERSON = (
    "actor|actress|administrator|architect|artist|athlete|author|bishop|broadcaster|chemist|composer|director|doctor"
    "|duke|economist|emperor|engineer|farmer|general|governor|historian|judge|king|lawyer|leader|man|manager|member"
    "|mathematician|mayor|merchant|minister|monk|musician|novelist|nurse|officer|painter|philosopher|physician"
    "|physicist|player|poet|politician|pope|president|priest|prince|princess|producer|professor|queen|reporter|saint"
    "|scholar|scientist|senator|singer|soldier|teacher|theologian|woman|writer|[a-z]+(?:man|woman)"
)

# Somebody, who is not asked about with "What": Ana Example is a glazier, Mrs Hale is a treasurer.
PERSONS = (
    r"(?:Mr|Mrs|Ms|Miss|Dr|Prof|Sir|Lady)\b"
    r"|(?!The )[^.]{0,120}? is an? (?:[\w-]+ ){0,3}?"
    r"(?!(?:computer|letter|number|paper|river|tower)\b)[a-z]+(?:er|or|ist|ian|ant|eer|man|woman)\b"
)

# What is asked with do, does or did, by the form that it has in the sentence.
BASE = {
    "began": "begin",
    "begins": "begin",
    "closed": "close",
    "closes": "close",
    "contained": "contain",
    "contains": "contain",
    "costs": "cost",
    "died": "die",
    "employed": "employ",
    "employs": "employ",
    "ended": "end",
    "ends": "end",
    "expires": "expire",
    "had": "have",
    "has": "have",
    "have": "have",
    "held": "hold",
    "holds": "hold",
    "lasted": "last",
    "lasts": "last",
    "meets": "meet",
    "opened": "open",
    "opens": "open",
    "retired": "retire",
    "started": "start",
    "starts": "start",
    "takes": "take",
    "took": "take",
}
# "It was written by her" answers "Who wrote it?", "it is" answers "Who writes it?".
BY = {
    "built": ("built", "builds"),
    "composed": ("composed", "composes"),
    "created": ("created", "creates"),
    "designed": ("designed", "designs"),
    "developed": ("developed", "develops"),
    "directed": ("directed", "directs"),
    "discovered": ("discovered", "discovers"),
    "founded": ("founded", "founds"),
    "invented": ("invented", "invents"),
    "led": ("led", "leads"),
    "organised": ("organised", "organises"),
    "organized": ("organized", "organizes"),
    "owned": ("owned", "owns"),
    "painted": ("painted", "paints"),
    "produced": ("produced", "produces"),
    "published": ("published", "publishes"),
    "run": ("ran", "runs"),
    "written": ("wrote", "writes"),
}
# What begins a sentence and is no subject of it; function words are not, either.
_NO_SUBJECT = """
although despite former however indeed instead latter like likewise many meanwhile moreover nevertheless now
since such thus today together work yesterday
"""
NO_SUBJECT = frozenset(_NO_SUBJECT.split())
# What is said of a thing to tell it from another that was spoken of: "the corrected total", of what?
_SAID_BEFORE = """
average corrected current entire extra final first following former initial last latter new old other
overall present previous remaining revised said same second similar third total whole
"""
SAID_BEFORE = frozenset(_SAID_BEFORE.split())
_POINTING = """
anything everything he here his it its she something stuff that their them these they thing things this those us we
you your
"""
POINTING = frozenset(_POINTING.split())
_DETERMINERS = "a an any each every my no our that the their this your"
DETERMINERS = frozenset(_DETERMINERS.split())
