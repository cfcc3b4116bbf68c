"""A made-up project: quotations about two plans, by speakers who each stand for one side."""

import random

from annotator.learning.items import Item
from annotator.records import Label, Stance, Target

LABELS = (Label("favor", "in favor", "p", "", 1), Label("against", "against", "a", "", -1))
TARGETS = (Target("harbor", "harbor", "H", LABELS), Target("school", "school", "S", LABELS))
_FAVOR = (
    "would bring work to all of us",
    "is the best news in years",
    "deserves every vote",
    "will make this town proud",
)
_AGAINST = ("would ruin the bay", "is a waste of our money", "must be stopped at once", "will harm every family here")
_PLAIN = ("opens on Monday", "has forty pages", "was printed in the paper", "lies on the table in the hall")
_WHO = (("Ana Reyes", 0.9), ("Tom Field", 0.1), ("Lena Moor", 0.5))


def items(count: int, seed: int = 0) -> list[Item]:
    """Quotations, two an article; a third bears no stance."""
    chance = random.Random(seed)
    out = []
    for number in range(count):
        target = chance.choice(TARGETS)
        speaker, leaning = chance.choice(_WHO)
        words = f"“The {target.name} plan {{}},” {speaker} said on day {number}."
        if chance.random() < 1 / 3:
            out.append(Item(f"q{number}", words.format(chance.choice(_PLAIN)), f"a{number // 2}", speaker))
            continue
        favor = chance.random() < leaning
        text = words.format(chance.choice(_FAVOR if favor else _AGAINST))
        stance = Stance(target.id, "favor" if favor else "against")
        out.append(Item(f"q{number}", text, f"a{number // 2}", speaker, stances=frozenset({stance})))
    return out
