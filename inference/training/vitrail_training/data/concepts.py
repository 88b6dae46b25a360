"""The things the model knows, with their names in four languages, read from concepts.txt."""

import json
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

LANGUAGES = ("en", "de", "ru", "zh")
SOURCE = Path(__file__).with_name("concepts.txt")

_FEMININE_SOFT = {"церковь", "кровать", "дверь", "мышь", "лошадь", "морковь", "кость", "кисть", "медаль"}


@dataclass(frozen=True)
class Concept:
    """One thing: its sprite's code point, its category and its names."""

    code: str
    category: str
    en: str
    de: str
    de_gender: str  # m, f, n or p (plural only)
    de_plural: str  # empty where unknown
    ru: str
    ru_gender: str
    zh: str


def russian_gender(word: str) -> str:
    """The gender of a nominative noun phrase, by its head's ending."""
    head = word.split()[0]
    if len(word.split()) > 1 and head.endswith(("ая", "яя")):
        return "f"
    if len(word.split()) > 1 and head.endswith(("ое", "ее")):
        return "n"
    if len(word.split()) > 1 and head.endswith(("ые", "ие")):
        return "p"
    if head in _FEMININE_SOFT or head[-1] in "ая":
        return "f"
    if head[-1] in "оеё":
        return "n"
    return "p" if head[-1] in "ыи" else "m"


def german_plural(word: str, gender: str) -> str:
    """The plural where a rule is safe: feminines in -e; the table holds the others."""
    return word + "n" if gender == "f" and word.endswith("e") and " " not in word else ""


def parse(lines: list[str], labels: dict[str, dict[str, str]]) -> list[Concept]:
    """Reads the table; `labels` maps a language to the CLDR name of each lower-case code point."""
    concepts = []
    category = ""
    for line in lines:
        line = line.rstrip("\n")
        if line.startswith("="):
            category = line[1:].strip()
        if not line or line[0] in "=#":
            continue
        code, en, german, russian, chinese = (line.split("|") + [""] * 5)[:5]
        gender, word = (german.split(" ", 1) + [""])[:2]
        word = word or labels["de"][code]
        word, _, plural = word.partition("/")
        russian, _, russian_kind = (russian or labels["ru"][code]).partition(":")
        concepts.append(
            Concept(
                code=code,
                category=category,
                en=en,
                de=word,
                de_gender=gender,
                de_plural=plural or german_plural(word, gender),
                ru=russian,
                ru_gender=russian_kind or russian_gender(russian),
                zh=chinese or labels["zh"][code],
            )
        )
    return concepts


def cldr_labels(emojibase: Path) -> dict[str, dict[str, str]]:
    """CLDR's names of every emoji in each language but English."""
    return {
        language: {
            entry["hexcode"].lower(): entry["label"]
            for entry in json.loads((emojibase / language / "data.json").read_text(encoding="utf-8"))
        }
        for language in LANGUAGES[1:]
    }


def load(emojibase: Path) -> list[Concept]:
    """All concepts, in the table's order."""
    labels = cldr_labels(emojibase)
    lines = SOURCE.read_text(encoding="utf-8").splitlines()
    known = {}
    for code in (line.split("|")[0] for line in lines if line and line[0] not in "=#"):
        known[code] = code
    for names in labels.values():  # data.json has some code points without their variation selector
        for code in known:
            if code not in names:
                bare = code.replace("-fe0f", "")
                names[code] = names.get(bare, names.get(code + "-fe0f", ""))
    concepts = parse(lines, labels)
    check(concepts)
    return concepts


def check(concepts: list[Concept]) -> None:
    """Every concept has one sprite and, in each language, a name no other has."""
    for language in LANGUAGES:
        seen: dict[str, str] = {}
        for concept in concepts:
            name = getattr(concept, language).lower()
            if not name:
                raise ValueError(f"{concept.en} has no name in {language}")
            if name in seen:
                raise ValueError(f"{concept.en} and {seen[name]} are both called {name!r}")
            seen[name] = concept.en
    if len({c.code for c in concepts}) != len(concepts):
        raise ValueError("two concepts share a sprite")


@lru_cache(maxsize=4)
def cached(emojibase: str) -> tuple[Concept, ...]:
    """`load`, once a process."""
    return tuple(load(Path(emojibase)))
