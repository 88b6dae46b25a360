"""What a grid's pictures are drawn as where the prompt leaves it open: phrases that the model knows, around the prompt's own.

{} is the prompt, in English with its article. The weights were set by looking at what comes out well: 3d is what the model
draws anyway, sketches and posters are fragments, mosaics pale, and small things crumbs.
"""

from ..data import captions
from ..data import language as grammar

STYLES = {"cartoon": 3, "flat": 3, "stained glass": 2, "pixel art": 2}
PLACES = {"grass": 3, "beach": 2, "snow": 2, "sky": 2, "sunset city": 2, "space": 2, "night": 2, "sea": 1}
BACKGROUNDS = {"light blue": 1, "yellow": 1, "pink": 1, "purple": 1, "green": 1}
BOTH = {("cartoon", "grass"): 1, ("cartoon", "beach"): 1, ("flat", "snow"): 1, ("flat", "night"): 1, ("cartoon", "sky"): 1}


def lines() -> list[str]:
    """As lines of the lexicon: language, "template", what it says and its weight, the template."""
    found = []
    for code in captions.PLACE_WORDS:
        found += [(code, "style", weight, styled("{}", code, style)) for style, weight in STYLES.items()]
        found += [(code, "place", weight, placed("{}", code, place)) for place, weight in PLACES.items()]
        found += [(code, "place", weight, "{}" + behind(code, colour)) for colour, weight in BACKGROUNDS.items()]
        for (style, place), weight in BOTH.items():
            # English names the style before the thing, the others behind all of it.
            text = placed(styled("{}", code, style), code, place) if code == "en" else styled(placed("{}", code, place), code, style)
            found.append((code, "style+place", weight, text))
    return [f"{code}\ttemplate\t{says} {weight}\t{text}" for code, says, weight, text in found]


def styled(phrase: str, code: str, style: str) -> str:
    if code == "en":
        return captions.english_styled(phrase, style)[0]
    return phrase + ("，" if code == "zh" else ", ") + captions.STYLE_WORDS[code][style][0]


def placed(phrase: str, code: str, place: str) -> str:
    inside, around = captions.PLACE_WORDS[code][place]
    return f"{phrase}，{around}" if code == "zh" else f"{phrase} {inside}"


def behind(code: str, colour: str) -> str:
    if code == "en":
        return f" on {grammar.en_article(colour)} background"
    if code == "de":
        return f" auf {grammar.de_adjective(grammar.DE_COLOUR[colour], 'em')} Hintergrund"
    if code == "ru":
        return f" на {grammar.ru_adjective(colour, 'prep')} фоне"
    return f"，{grammar.ZH_COLOUR[colour]}背景"
