"""Every list of English words that the detector's code asks for. Cue and source rates of lemmas are learned: ``resources/cues.json``.

Titles, given names and words of bodies are in ``titles.json`` and ``names.json``, words that name things in ``naming.json``, all in
``resources/lang/en/``.
The weights were learned with these lists; a change of one needs ``make train``.
"""

from __future__ import annotations

# Language
FUNCTION_WORDS = frozenset({
    "the", "of", "and", "to", "in", "a", "is", "that", "for", "it", "on", "was", "with", "as", "he",
    "be", "by", "at", "his", "this", "from", "are", "not", "but", "have", "an", "they", "which", "she",
    "or", "had", "you", "their", "has", "were", "said", "been", "who", "will", "would", "about", "we",
    "there", "i", "when", "what", "her", "if", "out", "up", "its", "into", "than", "them", "some",
    "could", "so", "him", "more", "my", "no", "after", "also", "over",
})  # fmt: skip

# Marks and typography
ELISIONS = r"(?:em|er|til|tis|twas|cause|bout|n|round|nuff|\d0s)"  # words that begin with an apostrophe
CREDITS = r"(?:photo|photograph|image|picture|credit|illustration|file|source)s?"  # what a caption ends with
REPORTING = "(?:said|says|asked|asks|replied|answered|added|cried|shouted|whispered|called|told)"
REPORTERS = r"(?:he|she|they|I|we|the \w+|[A-Z]\w+(?: [A-Z]\w+)?)"  # who stands before such a verb

# Cues and constructions
ACCORDING = "according"
LIGHT_VERBS = frozenset(
    {"make", "have", "give", "take", "issue", "release", "post", "send", "put", "get", "offer", "deliver", "draw", "be"}
)
WORDINGS = frozenset({"word", "phrase", "formulation", "expression"})  # in the words of
HABITS = frozenset({"use", "like", "love"})  # used to say
UTTERANCES = frozenset({
    "answer", "explanation", "verdict", "reply", "response", "reaction", "excuse", "conclusion", "description", "assessment",
    "summary", "retort", "advice", "diagnosis", "message", "phrase", "view", "judgment", "judgement", "warning", "prediction",
})  # fmt: skip
SHOWING = frozenset(
    {"show", "shows", "showed", "say", "says", "indicate", "indicates", "reveal", "reveals", "suggest", "suggests"}
)
ASK = "ask"
ASKING = frozenset({"ask", "question", "press", "challenge", "tell", "quiz"})
MY_NAME, IS = ("my", "name"), frozenset({"is", "'s", "’s", "was"})
DEAR = frozenset(
    {"my", "dear", "dearest", "old", "oh", "poor", "good", "sweet"}
)  # before the name of the one who is spoken to
ADDRESS_ENDS = frozenset({",", ".", "!", "?", ";", "—", "…"})  # beside it
REPLYING = frozenset({"answer", "reply", "retort", "counter", "rejoin"})
QUOTING = ("quote", "cite", "report")

# Names, terms, denied and imagined speech
TERM_USERS = frozenset({  # what they call something is its name: physicists, locals
    "academic", "anthropologist", "archaeologist", "astronomer", "biologist", "botanist", "builder", "chef", "chemist", "climber",
    "cook", "dancer", "diver", "doctor", "driver", "economist", "engineer", "farmer", "fisherman", "gambler", "gardener", "geologist",
    "historian", "hunter", "insider", "islander", "lawyer", "linguist", "local", "lodger", "mathematician", "mechanic",
    "meteorologist", "miner", "musician", "native", "physician", "physicist", "pilot", "player", "printer", "programmer",
    "psychiatrist", "psychologist", "rancher", "sailor", "scholar", "scientist", "sociologist", "statistician", "surgeon", "trader",
    "villager",
})  # fmt: skip
MODALS = frozenset(
    {"can", "could", "may", "might", "must", "shall", "should", "will", "would", "ca", "wo", "'d", "’d", "'ll", "’ll"}
)
NEGATIONS = frozenset({"not", "n't", "n’t", "never", "nowhere", "hardly", "rarely", "seldom", "neither", "nor", "no"})
NO = frozenset({"no", "neither", "few", "hardly"})  # before a subject: no minister
NOBODY = frozenset({"nobody", "none", "few", "no-one", "neither", "nothing"})
ANYBODY = frozenset({"you", "one", "we", "anyone", "anybody", "people", "everyone", "everybody", "someone", "somebody"})
SEVERAL = ANYBODY | {"they", "some", "many"}
AVOIDING = frozenset({"refuse", "decline", "avoid", "fail", "hesitate", "forget", "stop", "omit"})
IMAGINING = frozenset({"imagine", "suppose", "if", "easy", "hard", "pretend", "tempting", "wish", "dream"})
DETERMINERS = frozenset(
    {"a", "an", "the", "its", "his", "her", "their", "our", "my", "your", "this", "that", "these", "those"}
)
TITLING = frozenset({"titled", "entitled", "headlined", "dubbed", "codenamed", "named"})
JOINING = frozenset({",", "and", "or"})
NAMED_BY = ("be", "of", "read", *DETERMINERS)  # lemmas between a naming word and what it names

# Speech
SMALL_IN_TITLES = frozenset(
    {"a", "an", "the", "of", "for", "to", "in", "on", "at", "by", "with", "and", "or", "but", "as", "is", "from"}
)
PERSONS = frozenset({"i", "we", "you", "he", "she", "they", "it", "my", "our", "your", "me", "us"})
FIRST_PERSONS = frozenset({"i", "we"})

# Clauses
RELATIVES = frozenset({"who", "which", "that", "whom"})
ALL_RELATIVES = frozenset({"who", "whom", "which", "that", "whose"})
AGENT_PREPOSITIONS = ("by", "from", "of")  # remarks by, from, of somebody
SOURCE_PREPOSITIONS = ("by", "to", "from", "with")  # a name after them may be a source
#: Openers of clauses: "that", "whether", and question words.
OPENERS = {"that": 1, "whether": 2, "if": 2, "how": 3, "why": 3, "what": 3, "who": 3, "where": 3, "when": 3}

# Source candidates
DAYS = frozenset(
    {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "today", "yesterday", "tomorrow"}
)
WHILE = "as"  # in headlines it begins a clause: say teachers as vote nears
CONJUNCTIONS = frozenset({"and", "but", "or", "&"})

# Speakers' names
GENDERED = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
PERSONAL_RELATIVES = ("who", "whose", "himself", "herself")  # what follows a person's name
CLAUSE_OPENERS = frozenset({"because", "while", "when"})
CALLING = frozenset({"name", "call", "know", "nickname", "dub"})
NAMED_MONTHS = frozenset({"April", "May", "June", "August"})  # months that are names, too
OPENING = frozenset({  # they open a sentence, and are no part of the name after them
    "Afterward", "Afterwards", "Also", "Besides", "Earlier", "Elsewhere", "Later", "Meanwhile", "Nearby", "Next", "Now", "Once", "Only",
    "Outside", "Privately", "Recently", "Sometimes", "Soon", "Still", "Then", "Today", "Tomorrow", "Tonight", "Yesterday", "Yet",
})  # fmt: skip
NAMES = frozenset({"name", "names", "identified"})  # in a clause that says who somebody is: gave his name as
NAMED_AS = frozenset({"as", "by"})
ARTICLES = ("the", "a", "an")
ARTICLES_AND_OWNERS = frozenset({"the", "a", "an", "my", "your", "his", "her", "its", "our", "their"})
DEMONSTRATIVES = ("the", "this", "that")
NOT_NAMED = frozenset({"man", "woman", "boy", "girl"})  # whom they mean is hardly ever named
NEW_MARKS = ("a", "an", "one")  # they bring somebody in
AGES = {  # the suffixes and roles of the elder and the younger of two namesakes
    **dict.fromkeys(("elder", "older"), frozenset({"sr", "senior", "father", "mother"})),
    "younger": frozenset({"jr", "junior", "son", "daughter"}),
}
_PARENTS, _CHILDREN, _SIBLINGS = ("mother", "father"), ("son", "daughter"), ("brother", "sister")
HIS, HERS = ("husband", "brother"), ("wife", "sister")  # what a man and a woman of one surname may be to each other
SIBLINGS = {
    "brother": ("brother",),
    "sister": ("sister",),
    "sibling": _SIBLINGS,
    "twin": _SIBLINGS,
}  # and what one is to the other
OWNED_BY = ("of", "for")  # between a role and whose it is: a lawyer for Hale
KIN_OF = {  # what one is to whoever is one's wife, mother, son: as a man and as a woman
    "wife": ("husband",), "husband": ("wife",), "girlfriend": ("boyfriend",), "boyfriend": ("girlfriend",),
    **dict.fromkeys((*_PARENTS, "mom", "dad"), _CHILDREN), **dict.fromkeys(_CHILDREN, _PARENTS), **dict.fromkeys(_SIBLINGS, _SIBLINGS),
}  # fmt: skip
FORMER = ("former", "late", "ex")
AGED, OLD, YEAR, NATIVE = "aged", "old", "year", "native"  # Ann Early, aged 43; the 43-year-old; the New York native
COMPLEMENTS = frozenset({"of", "for", "to", "on"})  # of the name of a body: Center for Fair Trade
IN_BODIES = ("of", "for", "and", "&", "to", "on", "the")  # small words in the name of a body
PREPOSITIONS = ("in", "at", "from", "near", "across", "to", "of", "on", "by", "with", "for", "against", "and")
OWNER_MARKS = frozenset({"'s", "’s", "'", "’"})
SAINTS = frozenset({"St", "Saint"})
RANKS = frozenset(  # before names, cut short by a stop that ends no sentence
    ("Asst", "Atty", "Brig", "Capt", "Cllr", "Cmdr", "Col", "Const", "Cpl", "Det", "Fr", "Hon", "Insp", "Lt", "Maj", "Msgr", "Pfc", "Pres",
     "Pvt", "Reps", "Sens", "Sgt", "Supt")
)  # fmt: skip
ENDED = ("Jr", "Sr")  # the stop after them belongs to the name
SEVERAL_OWNERS = ("men", "children", "people")  # how plurals end that take 's
PICTURES = frozenset({"photo", "photos", "photograph", "photographs", "picture", "pictures", "image", "video"})
COMPANIES = frozenset({"company", "firm", "manufacturer", "retailer"})
_FIRMS = frozenset(
    ("inc", "corp", "co", "ltd", "llc", "plc", "corporation", "company", "industries", "holdings", "enterprises", "motors", "airlines",
     "energy", "foods")
)  # fmt: skip
_PAPERS = frozenset(
    ("times", "post", "journal", "herald", "gazette", "tribune", "chronicle", "observer", "telegraph", "ledger", "courier", "star",
     "sun", "mail", "dispatch", "examiner", "globe", "guardian", "independent", "echo", "mercury", "enquirer", "inquirer", "bee",
     "register", "sentinel", "daily", "mirror", "argus")
)  # fmt: skip
BODY_KINDS = {  # the words of a name that tell which kind of body it is
    **dict.fromkeys(COMPANIES, _FIRMS),
    **dict.fromkeys(("newspaper", "paper", "magazine", "daily", "weekly"), _PAPERS),
}
