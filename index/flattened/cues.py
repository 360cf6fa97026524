"""The words pages put around an article, in the languages we have met most; structure is looked at first."""

import re

from index.vocabulary.english import MONTHS, MONTHS_SHORT, one_of


def _cues(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE | re.VERBOSE)


_MONTH = rf"{one_of({*MONTHS, *MONTHS_SHORT})}\b"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[,.]?\s*(?:\|\s*)?)?"
_DATE = rf"""(?:\d{{1,2}}(?:st|nd|rd|th)?\.?\s+{_MONTH}|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?)(?:,?\s*\d{{4}})?
    |\d{{1,4}}[-/.]\d\d?[-/.]\d{{2,4}}"""
_UNIT = r"(?:s|m|h|d|secs?|seconds?|mins?|minutes?|hrs?|hours?|days?|weeks?|months?|years?)"
_AROUND = (
    r"last|updated?|published|posted|date|on|at|ago|read|min|hrs?|[ap]m|edt|est|gmt|bst|utc|hkt|pst|pdt|cet|et"
)

# A run that is only a moment: "2 hrs ago", "17 April 2012 • 2:54pm", "Published: Tuesday | April 26, 2022".
STAMP = _cues(
    rf"""(?:\W|\b(?:{_AROUND})\b)*+
    (?:{_WEEKDAY}(?:{_DATE}) | \d+\s*{_UNIT}\s+(?:ago|read) | \d{{1,2}}:\d\d)
    (?:\W|\d|\b(?:{_MONTH}|{_AROUND})\b|(?<=\d)[ap]m\b)*+$"""
)
# A run that starts so, and is short or no sentence, is chrome.
CHROME = _cues(
    r"""skip\ to | jump\ to | share\b | save\b | print\b | e-?mail\b | tweet\b | facebook | twitter
    | instagram | whatsapp
    | linkedin | pinterest | reddit | youtube | follow\b | subscri | sign\ (?:up|in) | log\ ?(?:in|out)
    | register\b
    | donate\b | search\b | menu\b | close\b | watch\b | listen\b | live\b | video\b | photos?\b | gallery
    | play\b
    | advert | sponsored | promoted | newsletter | read\ (?:more|next|also) | more: | see\ also | also\ read
    | related\b
    | recommended | trending | most\ (?:read|popular|viewed) | popular\b | top\ stories | latest\b
    | editor.s\ pick
    | you\ (?:may|might)\ also | comments?\b | repl(?:y|ies)\b | \d+\ comments? | leave\ a\ (?:reply|comment)
    | join\ (?:the|our|us|now) | view\ (?:all|more|comments) | show\ (?:all|more) | load\b | loading\b
    | copyright | ©
    | all\ rights | privacy | cookies?\b | terms\ (?:of|and|&) | about\ us | contact\b | help\b | careers
    | click\ (?:here|to) | tags?\b | tagged | filed\ under | topics?\b | categor | posted\ (?:in|by|on)
    | published\b
    | updated\b | by:?(?=\s?[A-Z][^\s]*(?:\s|$)) | written\ by | author\b | credit\b
    | image\ (?:credit|source|caption|copyright) | getty\ images | reuters\b | afp\b | \(?photo(?:graph)?s?\b
    | next\b
    | previous\b | back\ to | home\b | cancel\b | submit\b | enter\ your | your\ email | download
    | get\ (?:the|our)
    | mehr\b | teilen | partager | lire\ aussi | compartir | leer\ más | condividi | leggi\ anche"""
)
# Where an article is over: what follows, even in whole sentences, speaks of other things.
AFTERWARDS = _cues(
    r"""related\b | more\ (?:from|stories|news|on|by|in|like)\b | most\ (?:read|popular|viewed|recent) | trending
    | recommended | read\ next | you\ (?:may|might)\ also | top\ stories | latest\ (?:news|stories|articles|from)
    | comments?\b | \d+\ comments? | leave\ a\ (?:reply|comment) | join\ the\ (?:conversation|discussion)
    | share\ your\ thoughts | be\ part\ of\ the | copyright | © | all\ rights\ reserved | about\ the\ author
    | similar\ (?:articles|stories) | editor.s\ picks? | don.t\ miss | popular\ (?:videos|stories|posts)
    | tags?: | tagged\b | filed\ under | share\ this | we\ want\ to\ hear
    | mehr\ zum\ thema | à\ lire\ aussi | más\ noticias"""
)
# Sentences by which a page speaks of itself. They must not catch a report about newsletters or copyright.
ABOUT_THE_PAGE = _cues(
    r"""\ball\ rights\ reserved\b | © | \bcopyright\ (?:\(c\)|\d{4}) | ^(?:sign\ up|subscribe|follow\ us)\b
    | \byou(?:.re|\ are)?\ already\ (?:a\ subscriber|subscribed|have\ an\ account)\b | \bsigning\ up\ to\ our\b
    | \bsubscribers\ (?:also\ )?(?:receive|get)\b | ^please\ keep\ comments\b | ^get\ [^.!?]+\bby\ email\b
    | ^we\ (?:want|would\ love)\ to\ hear\ (?:from|what)\ you | ^join\ (?:now|today|us|(?:the|our)\ conversation)\b
    | ^to\ (?:view|read|see)\ the\ (?:full|whole|rest\ of\ the)\ (?:story|article|post)\b
    | ^this\ (?:post|article|story)\ (?:may\ contain|contains\ (?:affiliate|references))
    | ^follow\ [\w@\ ]+\ on\ (?:twitter|facebook|instagram|x\b) | ^read\ (?:more|next|about) | \bclick\ here\b
    | ^(?:we|this\ (?:web)?site|our\ (?:web)?site)\ (?:use|set|store)s?\ cookies | ^required\ fields
    | \bakismet\b
    | \bby\ (?:submitting|continuing|clicking|signing\ up)\b | \bour\ (?:newsletters?|privacy|cookies?)\b
    | \byour\ (?:inbox|e-?mail|privacy)\b | \b(?:update|upgrade)\ your\ browser\b | \bto\ leave\ a\ comment
    | \bplease\ (?:subscribe|log\ in|sign|enable|read\ our) | ^comments\ (?:are|will)\b
    | \bnot\ be\ (?:published,|reproduced) | \breferences\ to\ products\b | ^you\ can\ (?:find|read)\ more
    | \bresponsible\ for\ (?:the\ content\ of\ external|external)"""
)
# The foot of a page, and not the name of who took a picture.
LEGAL = _cues(r"(?:copyright\b|©).{0,100}\brights\ reserved\b")
# Such a sentence may be the page's or the report's own: it carries the article on a little, and is kept inside it.
DOUBTFUL = _cues(
    r"""\b(?:newsletters?|comments|commenters|e-?mail\ addresses|privacy\ policy|cookies|subscri\w+|advertis\w+
    |disclosure|disclaimer|browser|copyright|log\ in|sign\ up|republished)\b"""
)
# Who took the picture whose caption follows.
CREDIT = _cues(
    r"""^\W*(?:(?:image|photo(?:graph)?|picture|video)s?\s*(?:credit|source|caption|copyright|by|via|courtesy)?\b[:\s]
        |credit\b|courtesy\b|getty\ images|reuters|afp\b|epa\b|ap\b|alamy|shutterstock|istock|bbc$|pa\ media)
    | (?:getty(?:\ images)?|reuters|afp|alamy|shutterstock|ap\ photo|associated\ press|pa\ media|pa\ wire|unsplash
        |epa)\W*$"""
)
TRAILING_CREDIT = re.compile(
    r"""\s*\(?\b(?:(?:Photo(?:graph)?|Image|Picture|Video)s?(?:\ (?:by|via|courtesy\ of|credit:?|from))?\ ?:?\ ?
        |Credit:\ ?|Courtesy\ )[A-Z][^.!?]{0,60}$""",
    re.VERBOSE,
)
