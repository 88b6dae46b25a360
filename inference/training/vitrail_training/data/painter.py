"""Paints scenes from sprites."""

from collections.abc import Iterator
from functools import lru_cache

import numpy as np
from PIL import Image

from . import backgrounds, colours, styles
from .scene import Item, Scene
from .shapes import bent, tiled
from .sprites import Sprites

SIZE = 128
# Few sizes, and places in whole steps of the VQGAN's 8 pixels: a thing has the same tokens wherever it stands.
WHOLE, HALF, NINTH = 110 / SIZE, 60 / SIZE, 36 / SIZE
STEP = 8 / SIZE
WHERE = {
    2: ((-0.25, 0.0), (0.25, 0.0)),
    3: ((-0.25, 0.25), (0.25, 0.25), (0.0, -0.25)),
    4: ((-0.25, -0.25), (0.25, -0.25), (-0.25, 0.25), (0.25, 0.25)),
}

Placed = tuple[np.ndarray, float, float, float]  # sprite, scale, and centre from -1/2 to 1/2


class Painter:
    """Turns a scene into its picture.

    `free`: things at any place, size, turn and mirrored, for the networks that see pictures only. Otherwise a
    scene has one picture, which the transformer learns from few examples.
    """

    size = SIZE

    def __init__(self, sprites: Sprites, free: bool = False):
        self.sprites, self.free = sprites, free
        self.palette = lru_cache(maxsize=None)(lambda look, concept: sprites.palette(concept, look))

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

    def places(self, scene: Scene, drawn: list[np.ndarray]) -> Iterator[Placed]:
        """Everything to draw, from back to front."""
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
            yield bent(drawn[0], drawn[1]), WHOLE, 0.0, 0.0
        elif scene.kind == "made":
            yield tiled(drawn[1], drawn[0]), WHOLE, 0.0, 0.0
        else:
            yield from self.pair(scene.relation, drawn)

    def pair(self, relation: str, drawn: list[np.ndarray]) -> Iterator[Placed]:
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
