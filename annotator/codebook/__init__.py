"""Codebooks: read and check (``reading``), edit (``draft``), write (``writing``), compare (``compare``), migrate (``steps``), import."""

from annotator.codebook.keys import COMMAND_LETTERS as COMMAND_LETTERS
from annotator.codebook.keys import LABEL_KEYS as LABEL_KEYS
from annotator.codebook.keys import TARGET_KEYS as TARGET_KEYS
from annotator.codebook.reading import parse_codebook as parse_codebook
from annotator.codebook.reading import read_codebook as read_codebook
