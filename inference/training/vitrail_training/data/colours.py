"""Which colour a sprite has, and repainting it in another."""

from dataclasses import dataclass

import numpy as np

PAINT = {
    "red": (226, 38, 48), "orange": (248, 134, 24), "yellow": (252, 212, 38), "green": (52, 166, 66),
    "blue": (40, 98, 226), "purple": (138, 60, 198), "pink": (250, 130, 190), "brown": (128, 80, 46),
    "black": (44, 44, 50), "white": (248, 248, 250), "gray": (142, 142, 148),
}  # fmt: skip
BACKGROUND = {
    "red": (220, 44, 50), "orange": (250, 144, 36), "yellow": (252, 218, 60), "green": (64, 168, 78),
    "blue": (48, 98, 214), "purple": (136, 68, 190), "pink": (250, 156, 196), "brown": (126, 82, 52),
    "black": (24, 24, 28), "white": (255, 255, 255), "gray": (132, 132, 136), "light blue": (152, 206, 250),
}  # fmt: skip

# A drawing has a colour when one hue covers this much of it, or when nearly none of it has a hue.
ONE_HUE = 0.55
NO_HUE = 0.9
# One of many colours (a car, a frog) is repainted where its main hue is, or where it is white or grey: the larger part.
MAIN_PART = 0.22


@dataclass(frozen=True)
class Palette:
    """How one drawing may be repainted: which pixels, and their reference brightness and saturation."""

    natural: str  # the colour's name, empty where no part of the drawing stands for it
    mask: np.ndarray | None  # weight of the repaintable pixels, 0..255; None where it should stay as it is
    value: float
    saturation: float


def split(sprite: np.ndarray) -> tuple[np.ndarray, ...]:
    """Premultiplied RGBA bytes to alpha, straight RGB, hue in degrees, saturation and value."""
    pixels = sprite.astype(np.float32) / 255
    alpha = pixels[..., 3]
    rgb = pixels[..., :3] / np.maximum(alpha, 1e-3)[..., None]
    high, low = rgb.max(-1), rgb.min(-1)
    saturation = (high - low) / np.maximum(high, 1e-3)
    red, green, blue = rgb[..., 0], rgb[..., 1], rgb[..., 2]
    hue = np.degrees(np.arctan2(1.7320508 * (green - blue), 2 * red - green - blue)) % 360
    return alpha, rgb, hue, saturation, high


def name_of(hue: float, saturation: float, value: float) -> str:
    """The everyday name of a colour."""
    if value < 0.3:
        return "black"
    if saturation < 0.16:
        return "white" if value > 0.82 else "gray"
    if hue < 12 or hue >= 345:
        return "pink" if saturation < 0.5 and value > 0.8 else "red"
    if hue < 42:
        if value < 0.72:
            return "brown"
        return "orange" if saturation > 0.55 else ""
    if hue < 66:
        return "yellow" if value > 0.7 else ""
    if hue < 165:
        return "green"
    if hue < 248:
        return "blue"
    if hue > 330 and saturation > 0.6:
        return "red"
    return "purple" if hue < 300 else "pink"


def analyse(sprite: np.ndarray) -> Palette:
    """Finds the colour of a drawing: its only one, or that of its largest part."""
    alpha, _, hue, saturation, value = split(sprite)
    opaque = alpha > 0.5
    coloured = opaque & (saturation > 0.25) & (value > 0.22)
    area = max(1, int(opaque.sum()))
    if coloured.sum() < (1 - NO_HUE) * area:
        mean = float(np.median(value[opaque]))
        if mean < 0.3:  # nearly black drawings show nothing when repainted
            return Palette(name_of(0, 0, mean), None, mean, 1.0)
        return hueless(value[opaque], np.ones(alpha.shape))
    main = main_hue(hue[coloured], saturation[coloured])
    weight = near(main, hue, saturation)
    covered = opaque & (weight > 0.5)
    if covered.sum() < ONE_HUE * area:
        body = coloured & (value > 0.5) & ~((hue > 180) & (hue < 215) & (value > 0.8))  # neither outlines nor windows
        if body.any():
            main = main_hue(hue[body])
            weight = near(main, hue, saturation)
            covered = opaque & (weight > 0.5)
        pale = np.clip((0.3 - saturation) / 0.1, 0, 1) * np.clip((value - 0.35) / 0.1, 0, 1)
        plain = opaque & (pale > 0.5)
        if max(covered.sum(), plain.sum()) < MAIN_PART * area:
            return Palette("", None, 1.0, 1.0)
        if plain.sum() > covered.sum():
            return hueless(value[plain], pale)
    reference = float(np.percentile(value[covered], 70))
    strength = float(np.percentile(saturation[covered], 60))
    natural = name_of(main, float(np.median(saturation[covered])), float(np.median(value[covered])))
    return Palette(natural, to_mask(weight), max(0.25, reference), max(0.2, strength))


def hueless(values: np.ndarray, weight: np.ndarray) -> Palette:
    """Of a white or grey part: the brightness of its pixels, and how far each pixel of the drawing belongs to it."""
    natural = name_of(0, 0, float(np.median(values)))
    return Palette(natural, to_mask(weight), max(0.3, float(np.percentile(values, 80))), 0.0)


def to_mask(weight: np.ndarray) -> np.ndarray:
    """Weights of 0 to 1 as bytes."""
    return (weight * 255).astype(np.uint8)


def main_hue(hues: np.ndarray, weights: np.ndarray | None = None) -> float:
    """The hue with the most weight around it, in degrees: the middle of the heaviest 35."""
    histogram = np.bincount((hues // 5).astype(int), weights, 72)
    smooth = sum(np.roll(histogram, shift) for shift in range(-3, 4))
    return float(smooth.argmax() * 5 + 2.5)


def near(main: float, hue: np.ndarray, saturation: np.ndarray) -> np.ndarray:
    """How far each pixel belongs to a hue, 0 to 1."""
    distance = np.abs((hue - main + 180) % 360 - 180)
    return np.clip((44 - distance) / 12, 0, 1) * np.clip((saturation - 0.1) / 0.15, 0, 1)


def repaint(sprite: np.ndarray, palette: Palette, colour: str) -> np.ndarray:
    """The drawing with its one colour replaced; shading and highlights stay."""
    if palette.mask is None:
        raise ValueError("this sprite has no single colour")
    pixels = sprite.astype(np.float32)
    alpha = pixels[..., 3:]
    value = pixels[..., :3].max(-1, keepdims=True)  # premultiplied, 0..255
    shade = value / np.maximum(alpha, 1) / palette.value
    if palette.saturation:
        low = pixels[..., :3].min(-1, keepdims=True)
        tint = np.minimum((value - low) / np.maximum(value, 1) / palette.saturation, 1)
    else:
        tint = np.ones_like(value)
    if colour == "white":
        shade = np.sqrt(shade)
    elif colour == "black":
        tint = np.maximum(tint, 0.6)
    paint = np.array(PAINT[colour], np.float32) / 255 * alpha * np.minimum(shade, 1.35)
    paint = paint * tint + value * (1 - tint)
    weight = palette.mask[..., None].astype(np.float32) / 255
    result = pixels.copy()
    result[..., :3] = paint * weight + pixels[..., :3] * (1 - weight)
    return np.minimum(result, alpha).clip(0, 255).astype(np.uint8)
