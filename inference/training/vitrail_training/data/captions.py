"""Words for a scene in four languages.

A phrasing is (weight, text, unseen): those marked unseen, about one in twenty by weight, are kept
for the evaluation. A language without a simple rule for a scene offers no phrasing.
"""

import numpy as np

from . import language as grammar
from .backgrounds import PLACES
from .concepts import Concept
from .scene import Scene

Phrasing = tuple[float, str, bool]
NUMERALS = {
    "en": {2: "two", 3: "three", 4: "four"},
    "de": {2: "zwei", 3: "drei", 4: "vier"},
    "zh": {2: "两", 3: "三", 4: "四"},
}
PLACE_WORDS = {
    "en": {
        "sky": ("in the sky", "before a blue sky"), "night": ("at night", "under the night sky"),
        "sea": ("at sea", "on the sea"), "grass": ("on the grass", "in a meadow"),
        "sunset city": ("in a city at sunset", "before a city at sunset"), "space": ("in space", "in outer space"),
        "beach": ("on the beach", "on a beach"), "snow": ("in the snow", "in snow"),
    },
    "de": {
        "sky": ("am Himmel", "vor blauem Himmel"), "night": ("bei Nacht", "unter dem Nachthimmel"),
        "sea": ("auf dem Meer", "auf See"), "grass": ("auf dem Gras", "auf einer Wiese"),
        "sunset city": ("in einer Stadt bei Sonnenuntergang", "vor einer Stadt bei Sonnenuntergang"),
        "space": ("im Weltraum", "im All"), "beach": ("am Strand", "an einem Strand"), "snow": ("im Schnee", "im Schnee"),
    },
    "ru": {
        "sky": ("в небе", "на фоне неба"), "night": ("ночью", "под ночным небом"), "sea": ("в море", "на море"),
        "grass": ("на траве", "на лугу"), "sunset city": ("в городе на закате", "на фоне города на закате"),
        "space": ("в космосе", "в космосе"), "beach": ("на пляже", "на берегу моря"), "snow": ("на снегу", "в снегу"),
    },
    "zh": {
        "sky": ("在天空中", "天空背景"), "night": ("在夜晚", "夜空下"), "sea": ("在海上", "大海背景"),
        "grass": ("在草地上", "草地背景"), "sunset city": ("在日落的城市里", "日落城市背景"), "space": ("在太空中", "太空背景"),
        "beach": ("在沙滩上", "沙滩背景"), "snow": ("在雪地里", "雪地背景"),
    },
}  # fmt: skip
STYLE_WORDS = {
    "de": {
        "3d": ("3D", "3D"), "flat": ("flach", "flache Grafik"), "cartoon": ("Cartoon", "Cartoonstil"),
        "pixel art": ("Pixelkunst", "Pixel-Art"), "stained glass": ("Buntglas", "Glasmalerei"), "mosaic": ("Mosaik", "Mosaik"),
        "sketch": ("Skizze", "Bleistiftskizze"),
        "constructivist poster": ("konstruktivistisches Plakat", "Plakat des Konstruktivismus"),
    },
    "ru": {
        "3d": ("3d", "3d"), "flat": ("плоский стиль", "плоская графика"), "cartoon": ("мультяшный стиль", "мультяшный рисунок"),
        "pixel art": ("пиксель-арт", "пиксельная графика"), "stained glass": ("витраж", "витраж"), "mosaic": ("мозаика", "мозаика"),
        "sketch": ("набросок", "карандашный набросок"),
        "constructivist poster": ("плакат в стиле конструктивизма", "конструктивистский плакат"),
    },
    "zh": {
        "3d": ("3d", "3d风格"), "flat": ("扁平风格", "扁平"), "cartoon": ("卡通风格", "卡通"), "pixel art": ("像素画", "像素风格"),
        "stained glass": ("彩色玻璃", "彩色玻璃风格"), "mosaic": ("马赛克", "马赛克风格"), "sketch": ("素描", "铅笔素描"),
        "constructivist poster": ("构成主义海报", "构成主义风格海报"),
    },
}  # fmt: skip


def english(scene: Scene, things: list[Concept]) -> list[Phrasing]:
    subjects = english_subjects(scene, things)
    if scene.say_style and not (scene.kind == "one" and subjects[0][2] is None):
        subjects = [(w, styled, False) for w, text, _ in subjects for styled in english_styled(text, scene.style)[:1]] + [
            (w * 0.4, styled, False) for w, text, _ in subjects for styled in english_styled(text, scene.style)[1:2]
        ] + [(w * 0.08, english_styled(text, scene.style)[2], True) for w, text, _ in subjects]
    phrasings = []
    for weight, text, unseen in subjects:
        phrasings += [(weight * w, text + tail, bool(unseen) or u) for w, tail, u in english_background(scene)]
    return phrasings


def english_styled(text: str, style: str) -> tuple[str, str, str]:
    medium = {
        "3d": "a 3d picture of", "flat": "a flat picture of", "cartoon": "a cartoon of", "pixel art": "pixel art of",
        "stained glass": "stained glass of", "mosaic": "a mosaic of", "sketch": "a sketch of",
        "constructivist poster": "a constructivist poster of",
    }[style]  # fmt: skip
    return f"{medium} {text}", f"{text}, {style}", f"{text} in {style} style"


def english_subjects(scene: Scene, things: list[Concept]) -> list[tuple[float, str, bool | None]]:
    first = things[0]
    look = scene.items[0].look
    if scene.kind == "one":
        before = ""
        if scene.say_style and scene.style != "constructivist poster":
            before = scene.style
        one, bare = grammar.en_one(first, look, before), grammar.en_bare(first, look, before)
        if scene.say_style and scene.style == "constructivist poster":
            plain = grammar.en_one(first, look)
            return [(w, t, None if not u else u) for w, t, u in (
                (3, f"a constructivist poster of {plain}", False), (1, f"{plain}, constructivist poster", False),
                (0.2, f"{plain} on a constructivist poster", True),
            )]
        found: list[tuple[float, str, bool | None]] = [(5, one, None), (1.2, bare, False)]
        plain = grammar.en_one(first, look)
        if scene.say_style:
            medium, after, unseen = english_styled(plain, scene.style)
            found += [(2, medium, False), (1.5, after, False), (0.5, unseen, True)]
            if scene.style == "sketch":
                found += [(0.6, f"a pencil sketch of {plain}", False), (0.3, f"a courtroom sketch of {plain}", False)]
        else:
            found += [
                (0.35, f"a picture of {one}", False), (0.3, f"an image of {one}", False), (0.3, f"an emoji of {one}", False),
                (0.25, f"draw {one}", False), (0.2, f"an illustration of {one}", True), (0.15, f"show me {one}", True),
            ]
        return found
    if scene.kind == "count":
        many = grammar.en_many(first, look)
        return [(1, f"{NUMERALS['en'][scene.number]} {many}", False), (0.05, f"a group of {NUMERALS['en'][scene.number]} {many}", True)]
    if scene.kind == "many":
        return [(1, f"many {grammar.en_many(first, look)}", False), (0.06, f"lots of {grammar.en_many(first, look)}", True)]
    a, b = grammar.en_one(first, look), grammar.en_one(things[1], scene.items[1].look)
    if scene.kind == "shape":
        return [(3, f"{a} in the shape of {b}", False), (1, f"{a} shaped like {b}", False), (0.2, f"{a} that looks like {b}", True)]
    if scene.kind == "made":
        many = grammar.en_plural(things[1].en) if grammar.en_countable(things[1]) else things[1].en
        return [(3, f"{a} made of {many}", False), (0.15, f"{a} built from {many}", True)]
    return {
        "and": [(2, f"{a} and {b}", False), (1, f"{a} next to {b}", False), (0.15, f"{a} beside {b}", True)],
        "left of": [(2, f"{a} to the left of {b}", False), (1, f"{a} left of {b}", False), (0.15, f"{a}, with {b} on its right", True)],
        "right of": [(2, f"{a} to the right of {b}", False), (1, f"{a} right of {b}", False), (0.15, f"{a}, with {b} on its left", True)],
        "on": [(2, f"{a} on {b}", False), (1, f"{a} on top of {b}", False), (0.15, f"{a} sitting on {b}", True)],
        "under": [(2, f"{a} under {b}", False), (1, f"{a} below {b}", False), (0.15, f"{a} beneath {b}", True)],
        "in front of": [(3, f"{a} in front of {b}", False), (0.15, f"{b} behind {a}", True)],
        "inside": [(1, f"{a} inside {b}", False), (2, f"{a} in {b}", False), (0.15, f"{b} with {a} inside", True)],
    }[scene.relation]  # fmt: skip


def english_background(scene: Scene) -> list[Phrasing]:
    name = scene.background
    if not name:
        return [(1, "", False)]
    if name in PLACES:
        first, second = PLACE_WORDS["en"][name]
        return [(2, " " + first, False), (1, " " + second, False)]
    ground = f"{name} gradient" if scene.gradient else name
    article = grammar.en_article(ground)
    found = [
        (4, f" on {article} background", False), (0.8, f", {ground} background", False),
        (0.5, f" with {article} background", False), (0.3, f" against {article} background", True),
    ]  # fmt: skip
    return found if scene.gradient else [*found, (0.5, f" on {name}", False)]


def german(scene: Scene, things: list[Concept]) -> list[Phrasing]:
    first, look = things[0], scene.items[0].look
    if scene.kind == "one":
        one, bare = grammar.de_one(first, look), grammar.de_bare(first, look)
        subjects = [(4, one, False), (1, bare, False), (0.25, f"ein Bild: {one}", False), (0.2, f"zeichne: {one}", True)]
    elif scene.kind == "count":
        many = grammar.de_many(first, look)
        subjects = [(1, f"{NUMERALS['de'][scene.number]} {many}", False)] if many else []
    elif scene.kind == "many":
        many = grammar.de_many(first, look)
        subjects = [(1, f"viele {many}", False), (0.05, f"lauter {many}", True)] if many else []
    else:
        subjects = german_pair(scene, things)
    tails = [(1, "", False)]
    if scene.background in PLACES:
        tails = [(2, " " + PLACE_WORDS["de"][scene.background][0], False), (1, " " + PLACE_WORDS["de"][scene.background][1], False)]
    elif scene.background:
        strong = grammar.de_adjective(grammar.DE_COLOUR[scene.background], "em")
        weak = grammar.de_adjective(grammar.DE_COLOUR[scene.background], "en")
        ground = "Farbverlauf" if scene.gradient else "Hintergrund"
        tails = [(2, f" auf einem {weak} {ground}", False), (2, f" auf {strong} {ground}", False),
                 (1, f" vor einem {weak} {ground}", False), (0.25, f", der {ground} ist {grammar.DE_COLOUR[scene.background]}", True)]
    return suffixed(scene, "de", subjects, tails)


def german_pair(scene: Scene, things: list[Concept]) -> list[Phrasing]:
    a, b = (grammar.de_one(thing, item.look) for thing, item in zip(things, scene.items, strict=True))
    dative = grammar.de_dative(things[1], scene.items[1].look)
    if scene.kind == "shape":
        return [(1, f"{a} in Form von {dative}", False)] if dative else []
    if scene.kind == "made":
        return [(1, f"{a} aus {things[1].de_plural}", False)] if things[1].de_plural and things[1].de_plural[-1] in "ns" else []
    if scene.relation == "and":
        return [(2, f"{a} und {b}", False)] + ([(1, f"{a} neben {dative}", False)] if dative else [])
    if scene.relation in ("left of", "right of"):
        side, other = ("links", "rechts") if scene.relation == "left of" else ("rechts", "links")
        return [(1, f"{side} {a}, {other} {b}", False)] + ([(2, f"{a} {side} von {dative}", False)] if dative else [])
    if not dative:
        return []
    word = {"on": "auf", "under": "unter", "in front of": "vor", "inside": "in"}[scene.relation]
    return [(1, f"{a} {word} {dative}", False)]


def russian(scene: Scene, things: list[Concept]) -> list[Phrasing]:
    first, look = things[0], scene.items[0].look
    if scene.kind == "one":
        bare = grammar.ru_bare(first, look)
        subjects = [(5, bare, False), (0.3, f"картинка: {bare}", False), (0.2, f"нарисуй: {bare}", False), (0.2, f"изображение: {bare}", True)]
    elif scene.kind == "count":
        many = grammar.ru_count(scene.number, first, look)
        subjects = [(1, many, False)] if many else []
    elif scene.kind == "many":
        subjects = []
    else:
        subjects = russian_pair(scene, things)
    tails = [(1, "", False)]
    if scene.background in PLACES:
        tails = [(2, " " + PLACE_WORDS["ru"][scene.background][0], False), (1, " " + PLACE_WORDS["ru"][scene.background][1], False)]
    elif scene.background:
        prepositional = grammar.ru_adjective(scene.background, "prep")
        nominative = grammar.ru_adjective(scene.background, "m")
        ground = "градиенте" if scene.gradient else "фоне"
        tails = [(4, f" на {prepositional} {ground}", False), (1, f", {nominative} {ground[:-1]}", False),
                 (0.25, f", фон {nominative}" if not scene.gradient else f", фон: {nominative} градиент", True)]
    return suffixed(scene, "ru", subjects, tails)


def russian_pair(scene: Scene, things: list[Concept]) -> list[Phrasing]:
    a, b = (grammar.ru_bare(thing, item.look) for thing, item in zip(things, scene.items, strict=True))
    genitive = grammar.ru_genitive_phrase(things[1], scene.items[1].look)
    if scene.kind == "shape":
        return [(1, f"{a} в форме {genitive}", False)] if genitive else []
    if scene.kind == "made":
        return []
    if scene.relation == "and":
        return [(2, f"{a} и {b}", False)] + ([(1, f"{a} возле {genitive}", False)] if genitive else [])
    if scene.relation in ("left of", "right of"):
        side, other = ("слева", "справа") if scene.relation == "left of" else ("справа", "слева")
        return [(1, f"{side} {a}, {other} {b}", False)] + ([(2, f"{a} {side} от {genitive}", False)] if genitive else [])
    if not genitive:
        return []
    phrase = {"on": "сверху", "under": "внизу", "in front of": "впереди", "inside": "внутри"}[scene.relation]
    return [(1, f"{a} {phrase} {genitive}", False)] if scene.relation == "inside" else (
        [(1, f"{a} {phrase}, {b} снизу", False)] if scene.relation == "on" else
        [(1, f"{a} снизу, {b} сверху", False)] if scene.relation == "under" else [(1, f"{a} на фоне {genitive}", False)]
    )  # fmt: skip


def chinese(scene: Scene, things: list[Concept]) -> list[Phrasing]:
    first, look = things[0], scene.items[0].look
    if scene.kind == "one":
        one, bare = grammar.zh_one(first, look), grammar.zh_bare(first, look)
        subjects = [(4, one, False), (2, bare, False), (0.25, f"画{one}", False), (0.2, f"一张{bare}的图片", True)]
        if look.colour in grammar.ZH_SHORT:
            subjects.append((1, grammar.zh_bare(first, look, short=True), False))
    elif scene.kind == "count":
        subjects = [(1, grammar.zh_one(first, look, NUMERALS["zh"][scene.number]), False)]
    elif scene.kind == "many":
        subjects = [(1, f"很多{grammar.zh_bare(first, look)}", False), (0.06, f"许多{grammar.zh_bare(first, look)}", True)]
    else:
        a, b = (grammar.zh_one(thing, item.look) for thing, item in zip(things, scene.items, strict=True))
        bare = grammar.zh_bare(things[1], scene.items[1].look)
        if scene.kind == "shape":
            subjects = [(1, f"{bare}形状的{grammar.zh_bare(first, look)}", False)]
        elif scene.kind == "made":
            subjects = [(1, f"由{bare}组成的{grammar.zh_bare(first, look)}", False)]
        elif scene.relation == "and":
            subjects = [(1, f"{a}和{b}", False)]
        else:
            where = {"left of": "左边", "right of": "右边", "on": "上面", "under": "下面", "in front of": "前面", "inside": "里面"}
            subjects = [(1, f"{a}在{b}的{where[scene.relation]}", False), (0.5, f"{bare}{where[scene.relation]}的{a}", False)]
    name = scene.background
    if not name:
        return suffixed(scene, "zh", subjects, [(1, "", False)])
    if name in PLACES:
        inside, behind = PLACE_WORDS["zh"][name]
        found = suffixed(scene, "zh", subjects, [(1, "，" + behind, False)])
        return found + suffixed(scene, "zh", [(2 * w, inside + "的" + text, u) for w, text, u in subjects], [(1, "", False)])
    ground = grammar.ZH_COLOUR[name] + ("渐变背景" if scene.gradient else "背景")
    found = suffixed(scene, "zh", subjects, [(2, "，" + ground, False), (0.2, "，背景是" + grammar.ZH_COLOUR[name], True)])
    return found + suffixed(scene, "zh", [(2 * w, ground + "上的" + text, u) for w, text, u in subjects], [(1, "", False)])


def suffixed(scene: Scene, code: str, subjects: list[Phrasing], tails: list[Phrasing]) -> list[Phrasing]:
    """Every subject with every background, and the style's name where it is said."""
    comma = "，" if code == "zh" else ", "
    styles: list[Phrasing] = [(1, "", False)]
    if scene.say_style:
        first, second = STYLE_WORDS[code][scene.style]
        styles = [(2, comma + first, False), (1, comma + second, False)]
    return [
        (w1 * w2 * w3, text + tail + style, u1 or u2 or u3)
        for w1, text, u1 in subjects
        for w2, tail, u2 in tails
        for w3, style, u3 in styles
    ]


SPEAKERS = {"en": english, "de": german, "ru": russian, "zh": chinese}


def caption(
    scene: Scene, concepts: tuple[Concept, ...], code: str, random: np.random.Generator, unseen: bool = False
) -> str:
    """One caption in lower case; `unseen` takes only the phrasings kept from training. Empty where there is none."""
    things = [concepts[item.concept] for item in scene.items]
    phrasings = [(w, text) for w, text, kept in SPEAKERS[code](scene, things) if bool(kept) == unseen]
    if not phrasings:
        return ""
    weights = np.array([w for w, _ in phrasings])
    return phrasings[int(random.choice(len(phrasings), p=weights / weights.sum()))][1].lower()
