"""Names with their grammar: articles, colours, plurals and cases, as far as simple rules go.

Each language offers the same few phrases of a concept; the caption templates are in captions.py.
"""

from dataclasses import dataclass

from .concepts import Concept

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white", "gray")
BACKGROUND_COLOURS = COLOURS + ("light blue",)


@dataclass(frozen=True)
class Look:
    """What is said of a thing besides its name."""

    colour: str = ""
    size: str = ""  # "big", "small" or nothing


# English ---------------------------------------------------------------------------------------

EN_MASS = {
    "bread", "broccoli", "garlic", "bacon", "popcorn", "butter", "spaghetti", "sushi", "lettuce", "ice cream", "dango",
    "fire", "french fries", "coral", "bubble tea", "fireworks", "fog", "flying money", "shaved ice", "milky way", "mrs. claus",
    "thumbs up", "thumbs down",
}  # fmt: skip
EN_PAIRS = {
    "glasses", "sunglasses", "goggles", "jeans", "gloves", "socks", "shorts", "headphones", "maracas", "theatre masks",
    "crossed swords", "fork and knife", "paw prints", "autumn leaves", "leaves in the wind", "sparkles", "bubbles", "beans",
    "splashes of water", "clinking beer mugs", "champagne glasses", "chopsticks", "japanese dolls", "admission tickets", "prayer beads",
    "shopping bags", "ballet shoes", "swim briefs", "control knobs", "musical notes", "linked paperclips", "hammer and wrench",
    "hammer and pickaxe", "crossed flags", "footprints", "lungs", "crossed fingers", "clapping hands", "open hands", "raised hands",
    "folded hands", "heart hands", "painted nails", "wrestlers", "hugging people",
}  # fmt: skip
EN_IRREGULAR = {  # by the last word of a name
    "mouse": "mice", "goose": "geese", "wolf": "wolves", "elf": "elves", "sheep": "sheep", "deer": "deer", "fish": "fish", "moose": "moose",
    "blowfish": "blowfish", "jellyfish": "jellyfish", "shrimp": "shrimps", "ox": "oxen", "knife": "knives", "leaf": "leaves",
    "tooth": "teeth", "foot": "feet", "child": "children", "snowman": "snowmen", "merman": "mermen", "man": "men", "woman": "women",
    "dice": "dice", "mango": "mangoes", "potato": "potatoes", "tomato": "tomatoes", "volcano": "volcanoes", "mosquito": "mosquitoes",
    "superhero": "superheroes", "person": "people",
}  # fmt: skip
EN_IRREGULAR_NAMES = {"bow and arrow": "bows and arrows", "meat on the bone": "pieces of meat on the bone"}
EN_JOINTS = (" of ", " in ", " with ", " from ", " behind ", " covering ", " getting ", " raising ", " pointing ")


def en_countable(concept: Concept) -> bool:
    return concept.en not in EN_MASS and concept.en not in EN_PAIRS


def en_plural(name: str) -> str:
    if name in EN_IRREGULAR_NAMES:
        return EN_IRREGULAR_NAMES[name]
    for joint in EN_JOINTS:
        if joint in name:
            head, tail = name.split(joint, 1)
            return en_plural(head) + joint + tail
    *before, last = name.split(" ")
    if last in EN_IRREGULAR:
        return " ".join([*before, EN_IRREGULAR[last]])
    if name.endswith(("s", "x", "ch", "sh")):
        return name + "es"
    if name.endswith("y") and name[-2] not in "aeiou":
        return name[:-1] + "ies"
    return name + "s"


def en_article(phrase: str) -> str:
    vowel = phrase.startswith(("a", "e", "i", "o", "u", "hour")) and not phrase.startswith(("uni", "eu", "one", "u-"))
    return ("an " if vowel else "a ") + phrase


def en_bare(concept: Concept, look: Look = Look(), before: str = "") -> str:
    return " ".join(word for word in (look.size, before, look.colour, concept.en) if word)


def en_one(concept: Concept, look: Look = Look(), before: str = "") -> str:
    phrase = en_bare(concept, look, before)
    return en_article(phrase) if en_countable(concept) else phrase


def en_many(concept: Concept, look: Look = Look()) -> str:
    return " ".join(word for word in (look.size, look.colour, en_plural(concept.en)) if word)


# German ----------------------------------------------------------------------------------------

DE_COLOUR = {
    "red": "rot", "orange": "orangefarben", "yellow": "gelb", "green": "grün", "blue": "blau", "purple": "violett",
    "pink": "rosa", "brown": "braun", "black": "schwarz", "white": "weiß", "gray": "grau", "light blue": "hellblau",
}  # fmt: skip
DE_SIZE = {"big": "groß", "small": "klein", "": ""}
DE_ENDING = {"m": "er", "f": "e", "n": "es", "p": "e"}
DE_WEAK = {
    "Affe", "Löwe", "Hase", "Bär", "Waschbär", "Eisbär", "Teddybär", "Elefant", "Drache", "Diamant", "Planet",
    "Satellit", "Komet", "Leopard", "Ochse", "Welpe", "Feldhase", "Schimpanse", "Rabe", "Spielautomat", "Junge", "Student", "Astronaut",
    "Pilot", "Polizist", "Prinz", "Gardist", "Superheld", "Superschurke", "Akrobat", "Elf",
}  # fmt: skip


def de_adjective(stem: str, ending: str) -> str:
    return stem if stem in ("", "rosa") else stem + ending


def de_bare(concept: Concept, look: Look = Look(), ending: str = "") -> str:
    ending = ending or DE_ENDING[concept.de_gender]
    words = (de_adjective(DE_SIZE[look.size], ending), de_adjective(DE_COLOUR.get(look.colour, ""), ending), concept.de)
    return " ".join(word for word in words if word)


def de_one(concept: Concept, look: Look = Look()) -> str:
    article = {"m": "ein ", "f": "eine ", "n": "ein ", "p": ""}[concept.de_gender]
    return article + de_bare(concept, look)


def de_dative(concept: Concept, look: Look = Look()) -> str:
    """After "neben", "vor", "unter", "auf", "in"; empty where no simple rule gives it."""
    if " " in concept.de or concept.de == "Außerirdischer" or concept.de_gender == "p":
        return ""
    article = "einer " if concept.de_gender == "f" else "einem "
    weak = concept.de in DE_WEAK
    noun = concept.de + ("n" if concept.de.endswith("e") else "en") if weak else concept.de
    words = (de_adjective(DE_SIZE[look.size], "en"), de_adjective(DE_COLOUR.get(look.colour, ""), "en"), noun)
    return article + " ".join(word for word in words if word)


def de_many(concept: Concept, look: Look = Look()) -> str:
    if not concept.de_plural:
        return ""
    words = (de_adjective(DE_SIZE[look.size], "e"), de_adjective(DE_COLOUR.get(look.colour, ""), "e"))
    return " ".join(word for word in (*words, concept.de_plural) if word)


# Russian ---------------------------------------------------------------------------------------

RU_COLOUR = {
    "red": "красн", "orange": "оранжев", "yellow": "жёлт", "green": "зелён", "blue": "син", "purple": "фиолетов",
    "pink": "розов", "brown": "коричнев", "black": "чёрн", "white": "бел", "gray": "сер", "light blue": "голуб",
}  # fmt: skip
RU_HARD = {"m": "ый", "f": "ая", "n": "ое", "p": "ые", "prep": "ом", "gen.p": "ых", "acc.f": "ую", "gen": "ого", "gen.f": "ой"}
RU_SOFT = {"m": "ий", "f": "яя", "n": "ее", "p": "ие", "prep": "ем", "gen.p": "их", "acc.f": "юю", "gen": "его", "gen.f": "ей"}
RU_SIZE = {
    "big": {"m": "большой", "f": "большая", "n": "большое", "p": "большие"},
    "small": {"m": "маленький", "f": "маленькая", "n": "маленькое", "p": "маленькие"},
}
RU_FLEETING = {
    "лев": "льва", "осёл": "осла", "орёл": "орла", "огурец": "огурца", "муравей": "муравья", "молоток": "молотка",
    "перец": "перца", "волчок": "волчка", "замок": "замка", "пирог": "пирога", "камень": "камня", "огонь": "огня",
    "пончик": "пончика", "чайник": "чайника", "бобр": "бобра", "лук": "лука", "мелок": "мелка", "подарок": "подарка",
    "росток": "ростка", "ленивец": "ленивца", "кубок": "кубка", "конёк": "конька", "кошелек": "кошелька",
    "мозг": "мозга", "ботинок": "ботинка", "кроссовок": "кроссовка", "свиток": "свитка", "кувшин": "кувшина",
    "чёрт": "чёрта", "цыплёнок": "цыплёнка", "леденец": "леденца", "хлеб": "хлеба", "крендель": "кренделя",
    "фонарик": "фонарика", "якорь": "якоря", "полумесяц": "полумесяца", "церковь": "церкви", "любовь": "любви",
    "рак": "рака", "ёжик": "ёжика", "каштан": "каштана", "единорог": "единорога", "веер": "веера", "зонт": "зонта",
    "скорпион": "скорпиона", "заяц": "зайца", "щенок": "щенка", "котёнок": "котёнка", "поросёнок": "поросёнка", "сверчок": "сверчка",
    "узел": "узла", "шлёпанец": "шлёпанца", "ползунок": "ползунка", "рот": "рта", "младенец": "младенца", "ребёнок": "ребёнка",
    "певец": "певца", "гвардеец": "гвардейца", "пловец": "пловца", "гребец": "гребца",
}  # fmt: skip
RU_FIXED = {
    "кенгуру", "фламинго", "манго", "киви", "авокадо", "брокколи", "тако", "буррито", "бенто", "онигири", "данго",
    "такси", "каноэ", "пальто", "кимоно", "бикини", "радио", "банджо", "йо-йо", "моаи", "торнадо", "какао", "кофе",
    "рагу", "тамале", "фондю", "карри", "камабоко", "мате", "шоссе", "сари", "евро", "селфи", "ниндзя", "зомби", "шимпанзе",
}  # fmt: skip
RU_ADJECTIVAL = {"насекомое", "мороженое", "пожарный", "полицейский", "учёный"}


def ru_adjective(colour: str, form: str) -> str:
    stem = RU_COLOUR[colour]
    if colour == "light blue" and form == "m":
        return "голубой"
    return stem + (RU_SOFT if colour == "blue" else RU_HARD)[form]


def ru_bare(concept: Concept, look: Look = Look()) -> str:
    gender = concept.ru_gender
    words = []
    if look.size:
        words.append(RU_SIZE[look.size][gender])
    if look.colour:
        words.append(ru_adjective(look.colour, gender))
    return " ".join([*words, concept.ru])


def ru_genitive(concept: Concept) -> str:
    """The genitive singular of a one-word name; empty where no simple rule gives it."""
    word, gender = concept.ru, concept.ru_gender
    if word in RU_FIXED:
        return word
    if " " in word or "-" in word or gender == "p":
        return ""
    if word in RU_FLEETING:
        return RU_FLEETING[word]
    if word in RU_ADJECTIVAL:
        return word[:-2] + "ого"
    if gender == "f":
        if word.endswith("а"):
            return word[:-1] + ("и" if word[-2] in "гкхжшчщ" else "ы")
        return word[:-1] + "и"  # -я and -ь
    if gender == "n":
        return word[:-1] + ("я" if word[-1] in "её" and word[-2] not in "цщжшч" else "а") if word[-1] in "оеё" else ""
    if word[-1] in "ьй":
        return word[:-1] + "я"
    return word + "а" if word[-1] not in "аяоеиуы" else ""


def ru_genitive_phrase(concept: Concept, look: Look = Look()) -> str:
    noun = ru_genitive(concept)
    if not noun or look.size:
        return ""
    if look.colour:
        return ru_adjective(look.colour, "gen.f" if concept.ru_gender == "f" else "gen") + " " + noun
    return noun


def ru_count(number: int, concept: Concept, look: Look = Look()) -> str:
    """Two to four of something: the genitive singular; empty where there is no rule."""
    noun = ru_genitive(concept)
    if not noun or concept.ru in RU_ADJECTIVAL or look.size:
        return ""
    numeral = {2: "две" if concept.ru_gender == "f" else "два", 3: "три", 4: "четыре"}[number]
    if not look.colour:
        return f"{numeral} {noun}"
    return f"{numeral} {ru_adjective(look.colour, 'p' if concept.ru_gender == 'f' else 'gen.p')} {noun}"


# Chinese ---------------------------------------------------------------------------------------

ZH_COLOUR = {
    "red": "红色", "orange": "橙色", "yellow": "黄色", "green": "绿色", "blue": "蓝色", "purple": "紫色", "pink": "粉色",
    "brown": "棕色", "black": "黑色", "white": "白色", "gray": "灰色", "light blue": "浅蓝色",
}  # fmt: skip
ZH_SHORT = {"red": "红", "yellow": "黄", "green": "绿", "blue": "蓝", "purple": "紫", "black": "黑", "white": "白", "gray": "灰"}
ZH_SIZE = {"big": "大", "small": "小", "": ""}
ZH_MEASURE = {"animal": "只", "building": "座", "vehicle": "辆", "ship": "艘", "aircraft": "架", "face": "张"}
ZH_MEASURE_BY_NAME = {
    "马": "匹", "蛇": "条", "鱼": "条", "热带鱼": "条", "火车": "列", "树": "棵", "松树": "棵", "棕榈树": "棵", "玫瑰": "朵",
    "向日葵": "朵", "郁金香": "朵", "莲花": "朵", "雏菊": "朵", "云": "朵", "草莓": "颗", "樱桃": "颗", "星星": "颗", "钻石": "颗",
    "书": "本", "钥匙": "把", "伞": "把", "刀": "把", "勺子": "把", "吉他": "把", "小提琴": "把", "椅子": "把", "床": "张",
    "鞋子": "只", "帽子": "顶", "皇冠": "顶", "铅笔": "支", "笔": "支", "房子": "座", "船": "艘", "香蕉": "根", "胡萝卜": "根",
    "机器人": "个", "幽灵": "个", "外星人": "个", "外星怪物": "个",
}  # fmt: skip


def zh_measure(concept: Concept) -> str:
    return ZH_MEASURE_BY_NAME.get(concept.zh, ZH_MEASURE.get(concept.category, "个"))


def zh_bare(concept: Concept, look: Look = Look(), short: bool = False) -> str:
    size = ZH_SIZE[look.size]
    if not look.colour:
        return size + concept.zh
    if short and look.colour in ZH_SHORT:
        return size + ZH_SHORT[look.colour] + concept.zh
    return f"{ZH_COLOUR[look.colour]}的{size}{concept.zh}"


def zh_one(concept: Concept, look: Look = Look(), number: str = "一") -> str:
    return number + zh_measure(concept) + zh_bare(concept, look)
