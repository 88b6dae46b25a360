"""What stands behind the things: plain colours, gradients and a few drawn places."""

from functools import lru_cache

import numpy as np

from .colours import BACKGROUND

PLACES = ("sky", "night", "sea", "grass", "sunset city", "space", "beach", "snow")
VARIANTS = 4  # few on purpose: the transformer should spend its capacity on the things


def vertical(size: int, *stops: tuple[float, tuple[int, int, int]]) -> np.ndarray:
    """A vertical gradient through colours at heights 0 (top) to 1."""
    heights = np.linspace(0, 1, size)
    where = [stop[0] for stop in stops]
    columns = [np.interp(heights, where, [stop[1][channel] for stop in stops]) for channel in range(3)]
    return np.repeat(np.stack(columns, -1)[:, None], size, 1)


def blob(canvas: np.ndarray, x: float, y: float, width: float, height: float, colour, softness: float = 0.15) -> None:
    """Paints a soft-edged ellipse; measures are fractions of the canvas."""
    size = canvas.shape[0]
    grid = (np.arange(size) + 0.5) / size
    distance = np.sqrt(((grid[None] - x) / width) ** 2 + ((grid[:, None] - y) / height) ** 2)
    weight = np.clip((1 - distance) / softness, 0, 1)[..., None]
    canvas[:] = canvas * (1 - weight) + np.array(colour, float) * weight


def stars(canvas: np.ndarray, random: np.random.Generator, count: int, below: float = 1.0) -> None:
    size, unit = canvas.shape[0], canvas.shape[0] // 128
    for _ in range(count):
        x, y = unit * random.integers(2, size // unit - 2), unit * random.integers(2, int(size // unit * below) - 2)
        bright = random.uniform(170, 255)
        reach = unit * (2 if random.random() < 0.25 else 1)
        canvas[y : y + reach, x : x + reach] = np.maximum(canvas[y : y + reach, x : x + reach], bright)


def cloud(canvas: np.ndarray, random: np.random.Generator, x: float, y: float, scale: float) -> None:
    for offset, height in ((-0.1, 0.045), (0, 0.075), (0.1, 0.05)):
        blob(canvas, x + offset * scale, y - height * scale * 0.4, 0.085 * scale, height * scale, (255, 255, 255), 0.3)


@lru_cache(maxsize=64)
def place(name: str, variant: int, size: int = 128) -> np.ndarray:
    """One drawn place as float RGB."""
    random = np.random.default_rng([PLACES.index(name), variant])
    if name == "sky":
        canvas = vertical(size, (0, (96, 176, 246)), (1, (190, 228, 252)))
        for x, y in ((0.18, 0.16), (0.82, 0.28), (0.2, 0.88), (0.8, 0.84)):
            cloud(canvas, random, x + random.uniform(-0.06, 0.06), y + random.uniform(-0.04, 0.04), random.uniform(1, 1.5))
    elif name == "night":
        canvas = vertical(size, (0, (12, 18, 58)), (1, (44, 58, 120)))
        stars(canvas, random, 45)
        blob(canvas, 0.86 if variant % 2 else 0.14, 0.13, 0.075, 0.075, (250, 244, 200), 0.1)
    elif name == "sea":
        canvas = vertical(size, (0, (150, 210, 250)), (0.48, (206, 234, 252)), (0.5, (30, 120, 200)), (1, (14, 70, 150)))
        for _ in range(9):
            blob(canvas, random.uniform(0.05, 0.95), random.uniform(0.55, 0.97), 0.08, 0.008, (120, 190, 235), 0.5)
    elif name == "grass":
        canvas = vertical(size, (0, (140, 206, 250)), (0.58, (206, 234, 252)), (0.6, (120, 196, 76)), (1, (62, 146, 46)))
        for _ in range(30):
            x, y = random.uniform(0, 1), random.uniform(0.64, 0.98)
            blob(canvas, x, y, 0.006, 0.03, (70, 160, 50), 0.4)
    elif name == "sunset city":
        canvas = vertical(size, (0, (84, 50, 120)), (0.4, (230, 100, 90)), (0.75, (252, 190, 90)), (1, (252, 200, 110)))
        unit = size // 128
        x = 0
        while x < 128:
            width, height = int(random.integers(9, 18)), int(128 * random.uniform(0.14, 0.42))
            canvas[(128 - height) * unit :, x * unit : (x + width - 1) * unit] = (46, 32, 64)
            for row in range(128 - height + 3, 125, 6):
                for column in range(x + 2, min(x + width - 3, 126), 4):
                    if random.random() < 0.4:
                        canvas[row * unit : (row + 2) * unit, column * unit : (column + 2) * unit] = (252, 214, 110)
            x += width
    elif name == "space":
        canvas = vertical(size, (0, (10, 8, 26)), (0.6, (34, 18, 62)), (1, (14, 10, 34)))
        stars(canvas, random, 70)
        blob(canvas, 0.88 if variant % 2 else 0.12, 0.86, 0.08, 0.08, (90, 130, 220), 0.15)
        blob(canvas, 0.14 if variant % 2 else 0.87, 0.14, 0.05, 0.05, (226, 120, 90), 0.15)
    elif name == "beach":
        canvas = vertical(
            size, (0, (120, 200, 250)), (0.4, (200, 234, 252)), (0.42, (40, 150, 210)), (0.6, (80, 190, 220)),
            (0.63, (246, 222, 164)), (1, (232, 196, 128)),
        )  # fmt: skip
        blob(canvas, 0.86 if variant % 2 else 0.14, 0.13, 0.08, 0.08, (255, 226, 90), 0.1)
    elif name == "snow":
        canvas = vertical(size, (0, (150, 184, 220)), (0.6, (206, 224, 240)), (0.62, (244, 248, 252)), (1, (226, 236, 246)))
        for _ in range(40):
            blob(canvas, random.uniform(0, 1), random.uniform(0, 1), 0.012, 0.012, (255, 255, 255), 0.5)
    else:
        raise ValueError(name)
    canvas.setflags(write=False)
    return canvas


def plain(colour: str, random: np.random.Generator | None, size: int = 128) -> np.ndarray:
    """One colour, or white where none is named; not quite the same each time where chance is given."""
    rgb = np.array(BACKGROUND[colour or "white"], float)
    if random is not None and colour and colour != "white":
        rgb = np.clip(rgb + random.normal(0, 3, 3), 0, 255)
    return np.broadcast_to(rgb, (size, size, 3))


def gradient(colour: str, random: np.random.Generator, size: int = 128) -> np.ndarray:
    """A colour fading from light (top) to deep."""
    rgb = np.array(BACKGROUND[colour], float)
    light = rgb + (255 - rgb) * 0.6
    return vertical(size, (0, tuple(light)), (1, tuple(rgb * 0.82)))
