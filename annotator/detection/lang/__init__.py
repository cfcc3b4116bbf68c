"""The language that the detector reads: its words and its tags. Everything of one language stands in a folder of its own.

The weights in ``resources/weights/`` are learned with the words and tags of one language, so a process reads one language.
"""

from annotator.detection.lang.en import tags as tags
from annotator.detection.lang.en import words as words
