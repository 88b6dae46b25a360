"""Draws scenes by lot, and has them worded and painted.

Sample `i` of a composer depends on its seed and `i` alone, so that any number of processes, or a
resumed run, see the same endless sequence.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import backgrounds, sprites, styles
from .captions import caption
from .flourishes import flourish
from .heldout import held_out
from .language import BACKGROUND_COLOURS, COLOURS, Look, de_many, en_countable
from .painter import Painter
from .scene import RELATIONS, Item, Scene

LANGUAGE_SHARE = {"en": 0.55, "ru": 0.15, "de": 0.15, "zh": 0.15}
KIND_SHARE = {"one": 0.66, "count": 0.09, "many": 0.02, "pair": 0.14, "shape": 0.07, "made": 0.02}
STYLE_SHARE = {
    "3d": 0.66, "flat": 0.04, "cartoon": 0.03, "pixel art": 0.06, "stained glass": 0.07, "mosaic": 0.04, "sketch": 0.07,
    "constructivist poster": 0.03,
}  # fmt: skip
CONTAINERS = {
    "cardboard box", "bucket", "basket", "jar", "bathtub", "shopping cart", "television", "computer", "framed picture",
    "window", "mirror", "bed", "suitcase", "nest", "glass of milk", "crystal ball", "trash can", "laptop", "tent",
}  # fmt: skip
# Shapes with an outline of their own: what is bent into a camel or a wheelchair is neither itself nor that.
FORMS = {"heart": 0.2, "star": 0.2} | dict.fromkeys(
    ("moon", "cloud", "diamond", "house", "egg", "apple", "pear", "tree", "mushroom", "fish", "cat", "rabbit", "crown", "car", "butterfly"), 0.04
)  # fmt: skip
# What newcomers ask for first; each is drawn as often as eight others, since it has to come out well.
POPULAR = set(
    "dog cat fox wolf lion tiger horse unicorn cow pig sheep elephant giraffe zebra monkey mouse rabbit bear panda koala penguin owl duck "
    "chicken bird parrot eagle frog turtle snake dragon dinosaur whale dolphin fish shark octopus butterfly bee ladybug spider snail ghost "
    "alien robot rose sunflower tulip tree cactus mushroom mountain moon sun star cloud rainbow snowman fire planet watermelon orange "
    "lemon banana pineapple apple pear peach cherry strawberry tomato avocado carrot bread egg hamburger pizza donut cookie cupcake teapot "
    "house castle church train bus car truck tractor motorcycle bicycle ship sailboat airplane helicopter rocket balloon gift umbrella "
    "guitar crown shoe diamond book key camera phone computer laptop television candle heart skull chair "
    "man woman boy girl baby astronaut princess wizard witch fairy mermaid vampire zombie ninja angel superhero kitten puppy raven".split()
) | {"palm tree", "ice cream cone", "birthday cake", "cup of coffee", "flying saucer", "christmas tree", "soccer ball", "top hat",
     "alarm clock", "light bulb", "halloween pumpkin", "smiling face", "teddy bear"}  # fmt: skip
WEIGHT = 8
MORE = 3
# A colour said of people is about them, not about paint.
UNPAINTED = {"person"}


@dataclass(frozen=True)
class Sample:
    """A caption with its picture, and what it was drawn from."""

    caption: str
    language: str
    scene: Scene
    picture: np.ndarray  # bytes, 128 by 128 RGB


def choose(random: np.random.Generator, shares: dict[str, float]) -> str:
    return str(random.choice(list(shares), p=list(shares.values())))


def kinds(shapes: float) -> dict[str, float]:
    """The usual shares of kinds of scenes, with another one of things in others' shapes."""
    others = {kind: share for kind, share in KIND_SHARE.items() if kind != "shape"}
    rest = (1 - shapes) / sum(others.values())
    return {**{kind: share * rest for kind, share in others.items()}, "shape": shapes}


class Composer:
    """An endless sequence of samples.

    `held`: only held-out combinations, else none. `unseen`: only phrasings kept from training.
    `more_of`: names (English) of things to draw three times as often.
    `flourishes`: share of captions with words around them that name nothing in the picture.
    `free`: see `Painter`.
    """

    def __init__(
        self,
        cache: Path,
        seed: int,
        held: bool = False,
        unseen: bool = False,
        free: bool = False,
        language: str = "",
        kinds: dict[str, float] | None = None,
        more_of: frozenset[str] = frozenset(),
        flourishes: float = 0.0,
    ):
        loaded = sprites.load(Path(cache))
        self.concepts, self.painter = loaded.concepts, Painter(loaded, free)
        self.seed, self.held, self.unseen, self.language = seed, held, unseen, language
        self.kinds, self.flourishes = kinds or KIND_SHARE, flourishes
        self.numbers = {c.en: i for i, c in enumerate(self.concepts)}
        if unknown := more_of - self.numbers.keys():
            raise ValueError(f"more of {', '.join(sorted(unknown))}? concepts.txt names no such thing")
        wanted = np.array([(WEIGHT if c.en in POPULAR else 1) * (MORE if c.en in more_of else 1) for c in self.concepts], float)
        self.shares = np.cumsum(wanted / wanted.sum())
        self.countable = {i for i, c in enumerate(self.concepts) if en_countable(c) and de_many(c)}
        self.containers = [i for i, c in enumerate(self.concepts) if c.en in CONTAINERS]

    def random(self, index: int, *part: int) -> np.random.Generator:
        return np.random.default_rng([self.seed, index, *part])

    def describe(self, index: int) -> tuple[str, str, Scene]:
        """The sample's caption, its language and its scene."""
        random = self.random(index, 0)
        words = self.random(index, 1)
        while True:
            scene = self.scene(random)
            if held_out(scene, self.concepts) != self.held:
                continue
            for language in (self.language or choose(words, LANGUAGE_SHARE), self.language or "en"):
                if text := caption(scene, self.concepts, language, words, self.unseen):
                    return flourish(text, language, words) if words.random() < self.flourishes else text, language, scene

    def sample(self, index: int) -> Sample:
        text, language, scene = self.describe(index)
        return Sample(text, language, scene, self.draw(scene, self.random(index, 2)))

    def draw(self, scene: Scene, random: np.random.Generator) -> np.ndarray:
        """The scene's picture, bytes, height by width by RGB."""
        return self.painter.draw(scene, random)

    def paintable(self, concept: int, style: str) -> bool:
        """Whether a thing can be asked for in another colour."""
        mask = self.painter.palette(styles.SOURCE[style], concept).mask
        return mask is not None and self.concepts[concept].category not in UNPAINTED and style not in styles.COLOURLESS

    def named_by_colour(self, concept: int, colour: str) -> bool:
        """Whether the name has a colour already: "an orange orange", "a blue green apple"."""
        words = self.concepts[concept].en.split()
        return colour in words or len(words) > 1 and any(word in COLOURS for word in words)

    def look(self, random: np.random.Generator, concept: int, style: str, share: float, size: float = 0.0) -> Look:
        """A colour for what can have one, and perhaps a size."""
        colour = ""
        palette = self.painter.palette(styles.SOURCE[style], concept)
        if self.paintable(concept, style) and random.random() < share:
            natural = palette.natural
            # the colour a thing has anyway is named as often as any other, not more
            colour = str(random.choice([c for c in COLOURS if c != "gray" or natural == "gray"]))
            if self.named_by_colour(concept, colour):
                colour = ""
        grown = str(random.choice(("big", "small"))) if size and random.random() < size else ""
        return Look(colour, grown)

    def draw_concept(self, random: np.random.Generator, among: set[int] | None = None) -> int:
        """A thing by its weight."""
        while True:
            concept = int(np.searchsorted(self.shares, random.random(), side="right"))
            if among is None or concept in among:
                return concept

    def scene(self, random: np.random.Generator) -> Scene:
        kind = choose(random, self.kinds)
        style = choose(random, STYLE_SHARE)
        if kind in ("shape", "made"):
            style = "3d"
        elif kind != "one" and style not in ("flat", "cartoon", "pixel art", "sketch"):
            style = "3d"
        say = style != "3d" or (kind == "one" and random.random() < 0.08)
        background, gradient = self.background(random, style)
        if kind == "one":
            concept = self.draw_concept(random)
            look = self.look(random, concept, style, 0.5, 0.09)
            return self.checked(random, Scene("one", (Item(concept, look),), 1, "", style, say, background, gradient))
        if kind in ("count", "many"):
            concept = self.draw_concept(random, self.countable)
            number = int(random.choice((2, 3, 4), p=(0.45, 0.35, 0.2))) if kind == "count" else 9
            item = Item(concept, self.look(random, concept, style, 0.3))
            return self.checked(random, Scene(kind, (item,), number, "", style, say, background, gradient))
        first, second = self.draw_concept(random), self.draw_concept(random)
        relation = ""
        if kind == "pair":
            relation = str(random.choice(RELATIONS, p=(0.34, 0.14, 0.1, 0.14, 0.1, 0.1, 0.08)))
            if relation == "inside":
                second = int(random.choice(self.containers))
        elif kind == "shape":
            second = self.numbers[choose(random, FORMS)]
        elif kind == "made":
            second = self.draw_concept(random, self.countable)
        if first == second:
            return self.scene(random)
        share = 0.25 if kind == "pair" else 0.0
        items = (Item(first, self.look(random, first, style, share)), Item(second, self.look(random, second, style, share)))
        if random.random() < 0.5:
            background, gradient = "", False
        return self.checked(random, Scene(kind, items, 1, relation, style, say, background, gradient))

    def background(self, random: np.random.Generator, style: str) -> tuple[str, bool]:
        draw = random.random()
        if style == "sketch" or draw < 0.44:
            return "", False
        if style == "constructivist poster" or draw < 0.80:
            names = [c for c in BACKGROUND_COLOURS if c != "black" or style != "constructivist poster"]
            return str(random.choice(names)), False
        if draw < 0.86:
            names = [c for c in BACKGROUND_COLOURS if c not in ("black", "white")]
            return str(random.choice(names)), True
        return str(random.choice(backgrounds.PLACES)), False

    def checked(self, random: np.random.Generator, scene: Scene) -> Scene:
        """Draws another scene where a thing would have its background's colour."""
        return self.scene(random) if any(self.hidden(item, scene) for item in scene.items) else scene

    def hidden(self, item: Item, scene: Scene) -> bool:
        """Whether a thing would have its background's colour, or one near it by request."""
        seen = item.look.colour or self.painter.palette(styles.SOURCE[scene.style], item.concept).natural
        if seen and (seen == scene.background or (seen == "black" and scene.background in ("space", "night"))):
            return True
        near = seen == "blue" and scene.background == "light blue" or seen == "white" and scene.background in ("", "snow")
        return near and bool(item.look.colour)
