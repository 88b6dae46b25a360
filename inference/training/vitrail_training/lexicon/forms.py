"""The forms of adjectives, each paired with the same form of the word that is drawn in its place.

Only made to be recognised, so that a form too many does no harm. Nouns are listed as dictionaries do: whoever reads the
lexicon compares stems.
"""

from ..data import language as grammar

RU_ADJECTIVE = {  # masculine nominative ending: the others
    "ый": ("ый", "ая", "ое", "ые", "ого", "ой", "ых", "ом", "ую", "ым", "ыми"),
    "ой": ("ой", "ая", "ое", "ые", "ого", "ой", "ых", "ом", "ую", "ым", "ыми"),
    "ий": ("ий", "ая", "ее", "ие", "его", "ей", "их", "ем", "ую", "им", "ими"),
    "кий": ("кий", "кая", "кое", "кие", "кого", "кой", "ких", "ком", "кую", "ким", "кими"),
    "ний": ("ний", "няя", "нее", "ние", "него", "ней", "них", "нем", "нюю", "ним", "ними"),
}  # fmt: skip
DE_ENDINGS = ("", "e", "er", "es", "en", "em")


def ru_adjective(word: str) -> list[str]:
    """The forms of an adjective from its masculine nominative; of anything else itself."""
    for ending in ("кий", "ний", "ый", "ой", "ий"):
        if word.endswith(ending):
            return [word[: -len(ending)] + one for one in RU_ADJECTIVE[ending]]
    return [word]


def ru_colour(colour: str) -> list[str]:
    """The forms of a colour that the model knows, in the order of `ru_adjective`."""
    masculine = "голубой" if colour == "light blue" else grammar.ru_adjective(colour, "m")
    return ru_adjective(masculine)


def de_adjective(word: str) -> list[str]:
    """An adjective with its endings."""
    stem = word[:-1] if word.endswith("e") else word
    return [word] + [stem + ending for ending in DE_ENDINGS[1:]]


def de_colour(colour: str) -> list[str]:
    """The forms of a colour that the model knows, in the order of `de_adjective`."""
    return [grammar.de_adjective(grammar.DE_COLOUR[colour], ending) for ending in DE_ENDINGS]
