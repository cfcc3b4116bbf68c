"""Letters of symbol fonts as the characters that they look like: Symbol (Adobe's encoding), and the common ones of Wingdings."""

from __future__ import annotations

#: Symbol from 0x21 on, and from 0xA0 on; a blank stands for what has no character of its own.
_LOW = "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_SYMBOL = {0x21 + n: char for n, char in enumerate(_LOW)} | {0xA0 + n: char for n, char in enumerate(_HIGH)}
_WINGDINGS = {
    0x22: "✂", 0x28: "☎", 0x2A: "✉", 0x4A: "☺", 0x4B: "😐", 0x4C: "☹", 0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆",
    0x76: "❖", 0x9F: "•", 0xA7: "▪", 0xA8: "◻", 0xD8: "➢", 0xDF: "←", 0xE0: "→", 0xE1: "↑", 0xE2: "↓", 0xE8: "➔", 0xFB: "✗", 0xFC: "✓",
    0xFD: "☒", 0xFE: "☑",
}  # fmt: skip
_ALIKE = {0x20: " ", 0x2D: "-", 0xA0: " ", 0xB7: "•"}


def letter(code: int, font: str) -> str:
    """The character that a letter of a symbol font looks like; U+FFFD where it is not known.

    ``code``: 0x20 to 0xFF. ``font``: its name; of a font that is neither, what the two have is taken, Wingdings first.
    """
    plain = font.casefold()
    if "wingdings" in plain or "webdings" in plain:
        return _WINGDINGS.get(code) or _ALIKE.get(code) or "\ufffd"
    if plain == "symbol":
        return _SYMBOL.get(code) or _ALIKE.get(code) or "\ufffd"
    return _WINGDINGS.get(code) or _ALIKE.get(code) or _SYMBOL.get(code) or "\ufffd"
