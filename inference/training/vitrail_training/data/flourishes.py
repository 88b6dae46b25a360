"""What people write around the thing they want: kinds of picture the networks never saw, praise, and words of craft.

None of it changes the picture. A network that was never shown such words takes them for things, and they spoil the rest.
"""

import numpy as np

from .language import en_article

SHARE = 0.15  # of the captions in training
BEFORE = (
    "a photo of", "a photograph of", "a close-up of", "a portrait of", "a painting of", "an oil painting of", "a watercolour of",
    "a drawing of", "a render of", "a sticker of", "trail cam footage of", "a cinematic shot of", "an artwork of", "a picture of",
)  # fmt: skip
ADJECTIVES = (
    "adorable", "amazing", "beautiful", "cool", "cute", "detailed", "epic", "fluffy", "funny", "happy", "lovely", "magical", "majestic",
    "realistic", "strange",
)  # fmt: skip
AFTER = {
    "en": (
        "highly detailed", "4k", "hd", "realistic", "photorealistic", "sharp focus", "natural light", "cinematic lighting", "digital art",
        "concept art", "trending on artstation", "masterpiece", "oil on canvas", "thick brush strokes", "watercolour on paper",
        "in the style of van gogh", "night vision", "comic book panel", "bold ink lines", "claymation, made of plasticine",
        "ukiyo-e", "japanese woodblock print", "art deco travel poster, 1930s", "white outline", "plain background", "please",
    ),
    "de": (
        "sehr detailliert", "4k", "realistisch", "foto", "gestochen scharf", "natürliches licht", "digitale kunst", "öl auf leinwand",
        "kräftige pinselstriche", "ölgemälde", "aquarell auf papier", "comicbild", "kräftige tuschelinien", "knetanimation",
        "ukiyo-e, japanischer farbholzschnitt", "reiseplakat im stil des art déco", "sticker", "nachtsicht", "bitte",
    ),
    "ru": (
        "высокая детализация", "4k", "реалистично", "фотография", "чёткий фокус", "естественный свет", "цифровая живопись",
        "холст, масло", "густые мазки", "акварель на бумаге", "кадр из комикса", "чёткая обводка тушью", "пластилиновый мультфильм",
        "укиё-э, японская гравюра на дереве", "плакат в стиле ар-деко", "стикер", "ночная съёмка", "пожалуйста",
    ),
    "zh": (
        "高清", "4k", "细节丰富", "写实", "照片", "对焦清晰", "自然光", "数字艺术", "布面油画", "厚重笔触", "纸上水彩画", "漫画分格", "粗墨线",
        "黏土动画", "浮世绘", "日本木版画", "装饰艺术风格旅行海报", "贴纸", "夜视画面",
    ),
}  # fmt: skip


def praised(words: str, random: np.random.Generator) -> str:
    """An adjective between an article and the rest."""
    return en_article(f"{random.choice(ADJECTIVES)} {words.partition(' ')[2]}")


def flourish(caption: str, language: str, random: np.random.Generator) -> str:
    """The caption as an eager writer would type it."""
    draw = random.random()
    first = caption.partition(" ")[0]
    if language == "en" and first in ("a", "an") and draw < 0.3:
        return praised(caption, random)
    if language == "en" and first in ("a", "an", "two", "three", "four") and draw < 0.6:
        before = str(random.choice(BEFORE))
        if before.startswith(("a ", "an ")) and random.random() < 0.2:
            before = praised(before, random)
        caption = f"{before} {caption}"
        if draw < 0.45:
            return caption
    words = random.choice(AFTER[language], int(random.integers(1, 3)), replace=False)
    return ("，" if language == "zh" else ", ").join((caption, *words))
