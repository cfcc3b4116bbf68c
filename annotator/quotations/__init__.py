"""Finding quotations: marks, kinds, cues and the stretches that are not speech. The only room that knows spaCy."""
