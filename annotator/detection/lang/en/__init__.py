"""English: the word lists and cues of :mod:`.words`, and the tags and dependency labels of the English pipelines in :mod:`.tags`."""
