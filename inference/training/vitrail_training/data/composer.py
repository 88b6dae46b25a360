"""Draws scenes by chance and turns them into pictures.

Sample `i` of a composer depends on its seed and `i` alone, so that any number of processes, or a
resumed run, see the same endless sequence.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from PIL import Image

from . import backgrounds, colours, sprites, styles
from .captions import caption
from .heldout import held_out
from .language import BACKGROUND_COLOURS, COLOURS, Look, de_many, en_countable
from .scene import RELATIONS, Item, Scene

SIZE = 128
LANGUAGE_SHARE = {"en": 0.55, "ru": 0.15, "de": 0.15, "zh": 0.15}
KIND_SHARE = {"one": 0.66, "count": 0.09, "many": 0.02, "pair": 0.16, "shape": 0.05, "made": 0.02}
STYLE_SHARE = {
    "3d": 0.66, "flat": 0.04, "cartoon": 0.03, "pixel art": 0.06, "stained glass": 0.07, "mosaic": 0.04, "sketch": 0.07,
    "constructivist poster": 0.03,
}  # fmt: skip
CONTAINERS = {
    "cardboard box", "bucket", "basket", "jar", "bathtub", "shopping cart", "television", "computer", "framed picture",
    "window", "mirror", "bed", "suitcase", "nest", "glass of milk", "crystal ball", "trash can", "laptop", "tent",
}  # fmt: skip
# What newcomers ask for first; each is drawn as often as five others, since it has to come out well.
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
WEIGHT = 5
MORE = 3
# A colour said of people is about them, not about paint.
UNPAINTED = {"person"}
# Few sizes, and places in whole steps of the VQGAN's 8 pixels: a thing has the same tokens wherever it stands.
WHOLE, HALF, NINTH = 110 / SIZE, 60 / SIZE, 36 / SIZE
STEP = 8 / SIZE
WHERE = {
    2: ((-0.25, 0.0), (0.25, 0.0)),
    3: ((-0.25, 0.25), (0.25, 0.25), (0.0, -0.25)),
    4: ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)),
}


@dataclass(frozen=True)
class Sample:
    """A caption with its picture, and what it was drawn from."""

    caption: str
    language: str
    scene: Scene
    picture: np.ndarray  # bytes, 128 by 128 RGB


def choose(random: np.random.Generator, shares: dict[str, float]) -> str:
    return str(random.choice(list(shares), p=list(shares.values())))


class Composer:
    """An endless sequence of samples.

    `held`: only held-out combinations, else none. `unseen`: only phrasings kept from training.
    `more_of`: names (English) of things to draw as often as three others.
    `free`: things at any place, size, turn and mirrored, for the networks that see pictures only. Otherwise a
    scene has one picture, which the transformer learns from few examples.
    """

    size = SIZE

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
    ):
        loaded = sprites.load(Path(cache))
        self.sprites, self.concepts = loaded, loaded.concepts
        self.seed, self.held, self.unseen, self.free, self.language = seed, held, unseen, free, language
        self.kinds = kinds or KIND_SHARE
        if unknown := more_of - {c.en for c in self.concepts}:
            raise ValueError(f"more of {', '.join(sorted(unknown))}? concepts.txt names no such thing")
        wanted = np.array([WEIGHT if c.en in POPULAR else MORE if c.en in more_of else 1 for c in self.concepts], float)
        self.shares = np.cumsum(wanted / wanted.sum())
        self.countable = {i for i, c in enumerate(self.concepts) if en_countable(c) and de_many(c)}
        self.containers = [i for i, c in enumerate(self.concepts) if c.en in CONTAINERS]
        self.palette = lru_cache(maxsize=None)(self._palette)

    # drawing lots --------------------------------------------------------------------------------

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
                    return text, language, scene

    def sample(self, index: int) -> Sample:
        text, language, scene = self.describe(index)
        return Sample(text, language, scene, self.draw(scene, self.random(index, 2)))

    def _palette(self, look: str, concept: int) -> colours.Palette:
        return self.sprites.palette(concept, look)

    def paintable(self, concept: int, style: str) -> bool:
        """Whether a thing can be asked for in another colour."""
        mask = self.palette(styles.SOURCE[style], concept).mask
        return mask is not None and self.concepts[concept].category not in UNPAINTED and style not in styles.COLOURLESS

    def named_by_colour(self, concept: int, colour: str) -> bool:
        """Whether the name has a colour already: "an orange orange", "a blue green apple"."""
        words = self.concepts[concept].en.split()
        return colour in words or len(words) > 1 and any(word in COLOURS for word in words)

    def look(self, random: np.random.Generator, concept: int, style: str, share: float, size: float = 0.0) -> Look:
        """A colour for what can have one, and perhaps a size."""
        colour = ""
        palette = self.palette(styles.SOURCE[style], concept)
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
        seen = item.look.colour or self.palette(styles.SOURCE[scene.style], item.concept).natural
        if seen and (seen == scene.background or (seen == "black" and scene.background in ("space", "night"))):
            return True
        near = seen == "blue" and scene.background == "light blue" or seen == "white" and scene.background in ("", "snow")
        return near and bool(item.look.colour)

    # drawing -------------------------------------------------------------------------------------

    def pixels(self, concept: int, look: str) -> np.ndarray:
        return self.sprites.look(concept, look)

    def sprite(self, item: Item, look: str) -> np.ndarray:
        pixels = self.pixels(item.concept, look)
        colour = item.look.colour
        if not colour:
            return pixels
        palette = self.palette(look, item.concept)
        if palette.mask is None or palette.natural == colour:
            return pixels
        return colours.repaint(pixels, palette, colour)

    def draw(self, scene: Scene, random: np.random.Generator) -> np.ndarray:
        look = styles.SOURCE[scene.style]
        canvas = self.ground(scene, random).astype(np.float32)
        inside = np.zeros(canvas.shape[:2], np.float32)
        for pixels, scale, x, y in self.places(scene, [self.sprite(item, look) for item in scene.items]):
            mirrored, turn = False, 0.0
            if self.free:
                scale, x, y = self.astray(scene, random, scale, x, y)
                mirrored, turn = bool(random.random() < 0.5), float(random.normal(0, 8)) if random.random() < 0.3 else 0.0
            stamp(canvas, inside, pixels, scale, x, y, mirrored, turn)
        picture = (canvas + 0.5).clip(0, 255).astype(np.uint8)
        return styles.apply(scene.style, picture, inside > 0.5, int(random.integers(1 << 16)) if self.free else 0, bool(scene.background))

    def ground(self, scene: Scene, random: np.random.Generator) -> np.ndarray:
        if scene.background in backgrounds.PLACES:
            return backgrounds.place(scene.background, int(random.integers(backgrounds.VARIANTS)) if self.free else 0, self.size)
        if scene.gradient:
            return backgrounds.gradient(scene.background, random, self.size)
        return backgrounds.plain(scene.background, random if self.free else None, self.size)

    def astray(self, scene: Scene, random: np.random.Generator, scale: float, x: float, y: float) -> tuple[float, ...]:
        """Another scale and centre: a single thing anywhere and of any size, others a little aside."""
        if scene.kind == "one" and not scene.items[0].look.size:
            scale = float(random.uniform(0.5, 1.0))
            room = (1 - scale) / 2
            x, y = x + random.uniform(-room, room), y + random.uniform(-room, room)
        return tuple(float(place + shift) for place, shift in zip((scale, x, y), random.normal(0, 0.02, 3), strict=True))

    def places(self, scene: Scene, drawn: list[np.ndarray]):
        """Sprite, scale and centre (-1/2 to 1/2) of everything to draw, from back to front."""
        if scene.kind == "one":
            yield drawn[0], {"": WHOLE, "big": 1.0, "small": HALF}[scene.items[0].look.size], 0.0, 0.0
        elif scene.kind == "count":
            for x, y in WHERE[scene.number]:
                yield drawn[0], HALF, x, y
        elif scene.kind == "many":
            for row in (-1, 0, 1):
                for column in (-1, 0, 1):
                    yield drawn[0], NINTH, 5 * STEP * column, 5 * STEP * row
        elif scene.kind == "shape":
            yield textured(drawn[0], drawn[1]), WHOLE, 0.0, 0.0
        elif scene.kind == "made":
            yield tiled(drawn[1], drawn[0]), WHOLE, 0.0, 0.0
        else:
            yield from self.pair(scene.relation, drawn)

    def pair(self, relation: str, drawn: list[np.ndarray]):
        first, second = drawn
        if relation in ("and", "left of", "right of"):
            side = 0.25 if relation == "right of" else -0.25
            yield first, HALF, side, 0.0
            yield second, HALF, -side, 0.0
        elif relation in ("on", "under"):
            upper, lower = (first, second) if relation == "on" else (second, first)
            floor = snap(0.5 - HALF * height(lower) / 2)
            yield lower, HALF, 0.0, floor
            yield upper, HALF, 0.0, snap(floor - HALF * (height(lower) + height(upper)) / 2 + (STEP / 2 if relation == "on" else 0))
        elif relation == "in front of":
            yield second, WHOLE, 0.0, 0.0
            yield first, HALF, -0.25, 0.25
        else:
            yield second, WHOLE, 0.0, 0.0
            yield first, HALF, 0.0, 0.0


def snap(place: float) -> float:
    """The nearest whole step of the VQGAN's grid."""
    return round(place / STEP) * STEP


def height(pixels: np.ndarray) -> float:
    """How much of its square a sprite fills from top to bottom."""
    rows = np.flatnonzero(pixels[..., 3].max(1) > 40)
    return (rows[-1] - rows[0] + 1) / len(pixels) if len(rows) else 1.0


def stamp(
    canvas: np.ndarray, inside: np.ndarray, pixels: np.ndarray, scale: float, x: float, y: float, mirrored: bool, turn: float
) -> None:
    """Lays a premultiplied sprite over the canvas; its longer side is `scale` of the canvas."""
    size = canvas.shape[0]
    side = max(4, round(scale * size))
    image = Image.frombuffer("RGBa", pixels.shape[1::-1], np.ascontiguousarray(pixels), "raw", "RGBa", 0, 1)
    image = image.resize((side, side), Image.Resampling.BILINEAR)
    if mirrored:
        image = image.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    if turn:
        turned = Image.fromarray(np.asarray(image), "RGBA").rotate(turn, Image.Resampling.BILINEAR)
        layer = np.asarray(turned, np.float32)
    else:
        layer = np.asarray(image, np.float32)
    left, top = round((x + 0.5) * size - side / 2), round((y + 0.5) * size - side / 2)
    x0, y0, x1, y1 = max(0, left), max(0, top), min(size, left + side), min(size, top + side)
    if x0 >= x1 or y0 >= y1:
        return
    layer = layer[y0 - top : y1 - top, x0 - left : x1 - left]
    cover = layer[..., 3:] / 255
    canvas[y0:y1, x0:x1] = canvas[y0:y1, x0:x1] * (1 - cover) + layer[..., :3]
    np.maximum(inside[y0:y1, x0:x1], cover[..., 0], out=inside[y0:y1, x0:x1])


def textured(skin: np.ndarray, form: np.ndarray) -> np.ndarray:
    """The first thing's surface in the second's outline, with the second's light and dark."""
    size = form.shape[0]
    cover = skin[..., 3:].astype(np.float32) / 255
    mean = skin[..., :3].astype(np.float32).sum((0, 1)) / np.maximum(cover.sum(), 1)
    full = skin[..., :3] + (1 - cover) * mean
    cut = int(size * 0.18)
    middle = Image.fromarray(full.clip(0, 255).astype(np.uint8)[cut : size - cut, cut : size - cut])
    surface = np.asarray(middle.resize((size, size), Image.Resampling.BILINEAR), np.float32)
    shape = form[..., 3:].astype(np.float32) / 255
    light = form[..., :3].astype(np.float32).mean(-1, keepdims=True) / np.maximum(shape, 1e-2)
    light = light / max(40.0, float((light * shape).sum() / max(1.0, shape.sum())))
    result = np.concatenate([surface * np.clip(light, 0.6, 1.25), np.full_like(shape, 255)], -1) * shape
    result[..., :3] = np.minimum(result[..., :3], result[..., 3:])
    return result.clip(0, 255).astype(np.uint8)


def tiled(piece: np.ndarray, form: np.ndarray, across: int = 5) -> np.ndarray:
    """The outline of the second filled with many of the first, over their mean colour."""
    size = form.shape[0]
    side = size // across
    image = Image.frombuffer("RGBa", piece.shape[1::-1], np.ascontiguousarray(piece), "raw", "RGBa", 0, 1)
    small = np.asarray(image.resize((side + 2, side + 2), Image.Resampling.BILINEAR), np.float32)
    cover = small[..., 3:] / 255
    mean = small[..., :3].sum((0, 1)) / np.maximum(cover.sum(), 1)
    surface = np.broadcast_to(mean * 0.72, (size, size, 3)).copy()
    for row in range(-1, across + 1):
        for column in range(-1, across + 1):
            left, top = column * side + (side // 2 if row % 2 else 0), row * side
            x0, y0, x1, y1 = max(0, left), max(0, top), min(size, left + side + 2), min(size, top + side + 2)
            if x0 >= x1 or y0 >= y1:
                continue
            part = small[y0 - top : y1 - top, x0 - left : x1 - left]
            surface[y0:y1, x0:x1] = surface[y0:y1, x0:x1] * (1 - part[..., 3:] / 255) + part[..., :3]
    shape = form[..., 3:].astype(np.float32)
    return np.concatenate([surface * shape / 255, shape], -1).clip(0, 255).astype(np.uint8)
