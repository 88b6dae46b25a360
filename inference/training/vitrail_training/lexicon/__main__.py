"""Writes the lexicon that lies beside the weights: python -m vitrail_training.lexicon --cache cache --out lexicon.tsv

A line is: language, kind, what is drawn in place of the words (nothing: the words themselves; "-": nothing is), the words
with commas between. Kinds are thing (of which English says "a"), things, colour,
size, number, place, style, relation and filler; "near" names things that somebody may have meant by a word which stands for
several; a proposal is a prompt that comes out well. A template, instead, has what it says of a picture and its weight, and is
what a grid's pictures are drawn as where the prompt leaves that open.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

from ..data import captions, flourishes
from ..data import language as grammar
from ..data.concepts import LANGUAGES, Concept, load
from ..data.fetch import fetch
from . import forms, proposals, variety
from .wordnet import WordNet

SYNONYMS = Path(__file__).with_name("synonyms")
Line = tuple[str, str, str, list[str]]
NUMERALS = captions.NUMERALS | {"ru": {2: "два", 3: "три", 4: "четыре"}}
MEASURES = "个只座辆艘架张匹条列棵朵颗本把顶支根"
ARTICLES = {
    "en": ("a", "an"), "de": ("ein", "eine", "einen", "einem", "einer", "eines"), "ru": (),
    "zh": tuple(f"一{measure}" for measure in MEASURES) + ("的",),
}  # fmt: skip
SIZES = {"en": {"big": ["big"], "small": ["small"]}, "zh": {"big": ["大"], "small": ["小"]}}
BACKGROUND = {
    "en": ["background", "gradient"], "de": ["hintergrund", "farbverlauf"], "zh": ["背景", "渐变背景", "渐变"],
    "ru": ["фон", "фоне", "градиент", "градиенте", "на фоне"],
}  # fmt: skip
RELATIONS = {
    "en": {
        "and": ["and", "next to", "beside"], "left of": ["left of", "to the left of"], "right of": ["right of", "to the right of"],
        "on": ["on", "on top of", "sitting on"], "under": ["under", "below", "beneath"], "in front of": ["in front of", "behind"],
        "inside": ["inside", "in", "with"], "made of": ["made of", "built from"],
        "in the shape of": ["in the shape of", "shaped like", "that looks like"],
    },
    "de": {
        "and": ["und", "neben"], "left of": ["links von"], "right of": ["rechts von"], "on": ["auf"], "under": ["unter"],
        "in front of": ["vor"], "inside": ["in", "im"], "made of": ["aus"], "in the shape of": ["in form von"],
    },
    "ru": {
        "and": ["и", "возле"], "left of": ["слева от"], "right of": ["справа от"], "on": ["сверху"], "under": ["внизу", "снизу"],
        "in front of": ["на фоне", "впереди"], "inside": ["внутри"], "in the shape of": ["в форме"],
    },
    "zh": {
        "and": ["和"], "left of": ["在左边", "左边的", "的左边"], "right of": ["的右边"], "on": ["在", "的上面", "上面的"], "under": ["的下面"],
        "in front of": ["的前面"], "inside": ["的里面", "里"], "made of": ["由", "组成的"], "in the shape of": ["形状的"],
    },
}  # fmt: skip


PRAISE = {  # of what people write around the thing: what names no style
    "en": ("highly detailed", "4k", "hd", "sharp focus", "natural light", "cinematic lighting", "trending on artstation", "masterpiece"),
    "de": ("sehr detailliert", "4k", "gestochen scharf", "natürliches licht"),
    "ru": ("высокая детализация", "4k", "чёткий фокус", "естественный свет"),
    "zh": ("高清", "4k", "细节丰富", "对焦清晰", "自然光"),
}  # fmt: skip
PICTURES = {  # kinds of pictures, as people name them without the words that the training had
    "en": ("photo", "photograph", "painting", "watercolor", "watercolour", "oil painting"), "de": ("foto", "gemälde", "aquarell"),
    "ru": ("фото", "живопись", "акварель", "масло"), "zh": ("照片", "油画", "水彩画", "水彩"),
}  # fmt: skip
FUNCTION_WORDS = {
    "en": "at from over by against near around through beside behind between among above across along into onto to off with without for "
          "as while during its his her their our your it he she they we you i and or not no who which has have having",
    "de": "an am bei beim zu zum zur von vom mit ohne für durch über um gegen zwischen entlang als während sein seine seinem seinen ihr ihre "
          "ihrem ihren unser euer es er sie wir ich und oder nicht kein keine hat haben wird dem den des auf aus in im hinter ins",
    "ru": "в во на с со у к ко о об из от до за над под при про через между около без для как его её их свой свою своем наш ваш он она они мы я и "
          "или не без по",
    "zh": "在 从 和 与 跟 上 下 里 中 旁 边 着 了 是 有 的 与 它 他 她 们 用 被 把 穿 戴",
}  # fmt: skip


def names(concept: Concept, code: str) -> Iterator[tuple[str, str]]:
    """What a thing is called, alone and as several, each with its kind."""
    if code == "en":
        yield ("thing" if grammar.en_countable(concept) else "things"), concept.en
        if grammar.en_countable(concept):
            yield "things", grammar.en_plural(concept.en)
    else:
        yield "thing", getattr(concept, code)
        if code == "de" and concept.de_plural:
            yield "things", concept.de_plural


def known(concepts: list[Concept], code: str) -> Iterator[Line]:
    """What the model was taught."""
    for concept in concepts:
        for kind, name in names(concept, code):
            yield code, kind, "", [name]
    for colour in grammar.BACKGROUND_COLOURS:
        words = {
            "en": [colour], "de": forms.de_colour(colour), "ru": forms.ru_colour(colour) if code == "ru" else [],
            "zh": [grammar.ZH_COLOUR[colour] + "的", grammar.ZH_COLOUR[colour], grammar.ZH_SHORT.get(colour, "")],
        }  # fmt: skip
        yield code, "colour", "", words[code]
    for size in ("big", "small"):
        words = SIZES.get(code, {}).get(size) or (
            forms.de_adjective(grammar.DE_SIZE[size]) if code == "de" else forms.ru_adjective(grammar.RU_SIZE[size]["m"])
        )
        yield code, "size", "", words
    for number in (2, 3, 4):
        words = [NUMERALS[code][number]]
        if code == "zh":
            words = [words[0] + measure for measure in MEASURES]
        yield code, "number", "", words + (["две"] if (code, number) == ("ru", 2) else [])
    yield code, "number", "", {"en": ["many"], "de": ["viele"], "ru": ["много"], "zh": ["很多", "许多"]}[code]
    for phrases in captions.PLACE_WORDS[code].values():
        yield code, "place", "", list(phrases)
    yield code, "place", "", BACKGROUND[code]
    styles = captions.STYLE_WORDS.get(code) or {style: (style, style) for style in captions.STYLE_WORDS["de"]}
    for phrases in styles.values():
        yield code, "style", "", list(phrases)
    yield code, "filler", "", list(PRAISE[code])
    yield code, "style", "", [*(words for words in flourishes.AFTER[code] if words not in ("please", "bitte", "пожалуйста")), *PICTURES[code]]
    if code == "en":
        yield code, "style", "", [words.removeprefix("a ").removeprefix("an ").removesuffix(" of") for words in flourishes.BEFORE[:-1]]
        yield code, "filler", "", [*flourishes.ADJECTIVES, "picture of", "image of", "emoji of", "illustration of", "draw", "show me", "of", "style"]
    for relation, phrases in RELATIONS[code].items():
        # Two things side by side leave open where they are.
        yield code, ("filler" if relation == "and" else "relation"), "", phrases
    yield code, "relation", "", FUNCTION_WORDS[code].split()
    if ARTICLES[code]:
        yield code, "filler", "", list(ARTICLES[code])


def read(code: str) -> Iterator[tuple[str, str, list[str]]]:
    """The table of synonyms: section, key, words."""
    section = "things"
    for line in (SYNONYMS / f"{code}.txt").read_text(encoding="utf-8").splitlines():
        line = line.strip()
        if line.startswith("["):
            section = line.strip("[]")
        elif line and not line.startswith("#"):
            key, _, words = line.rpartition("=") if "=" in line else ("", "", line)
            yield section, key.strip(), [word.strip() for word in words.split(",") if word.strip()]


def composed(words: str, own: set[str]) -> bool:
    """Whether a phrase names a thing by its own name and says a colour or something else of it, which is understood by itself."""
    parts = words.lower().split()
    return len(parts) > 1 and any(part in own for part in parts)


def synonyms(concepts: list[Concept], code: str) -> Iterator[Line]:
    """What means the same as something that the model knows."""
    colours = {word.lower() for _, kind, _, words in known(concepts, code) if kind == "colour" for word in words}
    by_name = {getattr(concept, code).lower(): concept for concept in concepts}
    for section, key, words in read(code):
        if section == "things":
            own = colours | {key.lower()} | {word.lower() for word in words if " " not in word}
            yield from thing_synonyms(by_name[key.lower()], code, [word for word in words if not composed(word, own)])
        elif section == "passed over":
            yield code, "filler", "-", words
        elif section == "colours":
            for word in words:
                yield from colour_synonym(key, code, word)
        elif section == "places":
            yield code, "place", captions.PLACE_WORDS[code][key][0], words
        elif section == "styles":
            yield code, "style", (captions.STYLE_WORDS[code][key][0] if code != "en" else key), words
        elif section == "sizes":
            for word in words:
                target = {"de": grammar.DE_SIZE, "zh": grammar.ZH_SIZE}.get(code, {}).get(key, key)
                if code in ("de", "ru"):
                    to = forms.de_adjective(target) if code == "de" else forms.ru_adjective(grammar.RU_SIZE[key]["m"])
                    yield from paired(code, "size", to, inflected(word, code))
                else:
                    yield code, "size", target, [word]
        elif section == "numbers":
            yield code, "number", "", words
        elif section == "relations":
            yield code, ("filler" if key == "and" else "relation"), "", words
        else:
            raise ValueError(f"{code}.txt: there is no section [{section}]")


def thing_synonyms(concept: Concept, code: str, words: list[str]) -> Iterator[Line]:
    for word in words:
        if code == "en":
            yield from english(concept, word)
        else:
            yield code, "thing", getattr(concept, code), [word]


def english(concept: Concept, word: str) -> Iterator[Line]:
    """A word for a thing, and for several where it is not the plural of one."""
    countable = grammar.en_countable(concept)
    yield "en", ("thing" if countable else "things"), concept.en, [word]
    if countable and not word.endswith("s"):
        yield "en", "things", grammar.en_plural(concept.en), [grammar.en_plural(word)]


def colour_synonym(key: str, code: str, word: str) -> Iterator[Line]:
    if code == "de":
        yield from paired(code, "colour", forms.de_colour(key), forms.de_adjective(word))
    elif code == "ru":
        yield from paired(code, "colour", forms.ru_colour(key), forms.ru_adjective(word))
    else:
        yield code, "colour", grammar.ZH_COLOUR[key] if code == "zh" else key, [word]


def inflected(word: str, code: str) -> list[str]:
    if code == "de" and word.isalpha():
        return forms.de_adjective(word)
    return forms.ru_adjective(word) if code == "ru" else [word]


def paired(code: str, kind: str, to: list[str], typed: list[str]) -> Iterator[Line]:
    """Each form with the same form of the other word; with its first where they are not made alike."""
    alike = len(to) == len(typed)
    grouped: dict[str, list[str]] = {}
    for at, form in enumerate(typed):
        grouped.setdefault(to[at] if alike else to[0], []).append(form)
    for meaning, found in grouped.items():
        yield code, kind, meaning, found


def kinds(concepts: list[Concept], wordnet: WordNet) -> Iterator[Line]:
    """English words that WordNet calls the same as a thing, or a kind of it; of several things the nearest."""
    best: dict[str, tuple[int, Concept]] = {}
    for concept in concepts:
        for depth, word in wordnet.kinds(concept.en, concept.category):
            if word not in best or depth < best[word][0]:
                best[word] = (depth, concept)
    for word, (_, concept) in sorted(best.items()):
        yield from english(concept, word)


def meant(concepts: list[Concept], emojibase: Path) -> Iterator[Line]:
    """Words that CLDR has as keywords of things: no names of theirs, but they help somebody to find one."""
    by_code = {concept.code: concept for concept in concepts}
    for code in LANGUAGES:
        things: dict[str, list[str]] = {}
        for entry in json.loads((emojibase / code / "data.json").read_text(encoding="utf-8")):
            concept = by_code.get(entry["hexcode"].lower())
            for tag in entry.get("tags", []) if concept else []:
                if len(tag) > 1 and " " not in tag:
                    things.setdefault(tag.lower(), []).append(getattr(concept, code).replace(",", ""))
        for word, names in things.items():
            if len(names) <= 9:
                yield code, "near", ",".join(names[:3]), [word]


def lexicon(concepts: list[Concept], wordnet: WordNet, emojibase: Path) -> list[str]:
    """All lines; of two that have the same words the first stays, and what means itself is not written twice."""
    lines, merged = [], {}
    every = set()
    for code in LANGUAGES:
        taken: set[str] = set()
        more = kinds(concepts, wordnet) if code == "en" else ()
        for source in (known(concepts, code), synonyms(concepts, code), more):
            for language, kind, meaning, words in source:
                # German alone keeps its capitals, by which nouns are told from verbs of the same stem.
                # A comma within a name parts no words: readers pass over it.
                named = [word.replace(",", "") for word in words if word]
                listed = dict.fromkeys(word if code == "de" else word.lower() for word in named)
                fresh = [word for word in listed if word.lower() not in taken]
                taken.update(word.lower() for word in fresh)
                every.update((code, word.lower()) for word in fresh)
                if fresh and meaning:
                    merged.setdefault((language, kind, meaning), []).extend(fresh)
                elif fresh:
                    lines.append("\t".join((language, kind, "", ",".join(fresh))))
    lines += ["\t".join((*key, ",".join(words))) for key, words in merged.items()]
    near: dict[tuple[str, str], list[str]] = {}
    for code, _, names, words in meant(concepts, emojibase):
        if (code, words[0]) not in every:
            near.setdefault((code, names), []).extend(words)
    lines += ["\t".join((code, "near", names, ",".join(words))) for (code, names), words in near.items()]
    return lines + list(proposals.lines()) + variety.lines()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    folders = fetch(args.cache)
    lines = lexicon(load(folders["emojibase"]), WordNet(folders["wordnet"] / "dict"), folders["emojibase"])
    args.out.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{len(lines)} lines")


if __name__ == "__main__":
    main()
