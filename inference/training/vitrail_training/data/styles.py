"""Styles made from a composed picture by rule."""

from functools import lru_cache

import numpy as np
from PIL import Image, ImageFilter

STYLES = ("3d", "flat", "cartoon", "pixel art", "stained glass", "mosaic", "sketch", "constructivist poster")
# which drawing each style starts from
SOURCE = {style: "flat" for style in STYLES} | {"3d": "3d", "cartoon": "cartoon", "sketch": "3d"}
COLOURLESS = ("sketch", "constructivist poster")


def pixel_art(picture: np.ndarray) -> np.ndarray:
    """32 by 32 fat pixels in few colours."""
    small = Image.fromarray(picture).resize((32, 32), Image.Resampling.BOX)
    few = small.quantize(20, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE).convert("RGB")
    return np.asarray(few.resize(picture.shape[1::-1], Image.Resampling.NEAREST))


def cell_means(picture: np.ndarray, labels: np.ndarray, count: int) -> np.ndarray:
    """Every pixel takes the mean colour of its cell."""
    flat = labels.ravel()
    number = np.maximum(np.bincount(flat, minlength=count), 1)
    sums = [np.bincount(flat, picture[..., channel].ravel(), count) / number for channel in range(3)]
    return np.stack(sums, -1)[labels]


@lru_cache(maxsize=16)
def voronoi(variant: int, size: int, across: int) -> np.ndarray:
    """Cells around a jittered lattice of `across` squared seeds."""
    random = np.random.default_rng([7, variant])
    lattice = (np.stack(np.meshgrid(np.arange(across), np.arange(across)), -1).reshape(-1, 2) + 0.5) * size / across
    seeds = lattice + random.uniform(-0.42, 0.42, lattice.shape) * size / across
    grid = np.stack(np.meshgrid(np.arange(size), np.arange(size)), -1) + 0.5
    return ((grid[:, :, None] - seeds[None, None]) ** 2).sum(-1).argmin(-1)


def borders(labels: np.ndarray) -> np.ndarray:
    """True where a pixel's right or lower neighbour belongs to another cell."""
    edge = np.zeros(labels.shape, bool)
    edge[:, :-1] |= labels[:, :-1] != labels[:, 1:]
    edge[:-1] |= labels[:-1] != labels[1:]
    return edge


def outline(inside: np.ndarray) -> np.ndarray:
    """A line of two to three pixels around the things."""
    edge = borders(inside)
    edge[1:] |= edge[:-1]
    edge[:, 1:] |= edge[:, :-1]
    return edge


def stained_glass(picture: np.ndarray, inside: np.ndarray, variant: int) -> np.ndarray:
    """Panes along the drawing's own colours, with lead between them, before panes of differing brightness."""
    few = Image.fromarray(picture).quantize(8, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    colour = np.asarray(few.convert("RGB"), np.float32)
    panes = voronoi(variant, picture.shape[0], 6)
    random = np.random.default_rng([8, variant])
    light = random.uniform(0.8, 1.12, panes.max() + 1)[panes][..., None]
    colour = np.where(inside[..., None], colour, picture) * light
    grey = colour.mean(-1, keepdims=True)
    colour = np.clip(grey + (colour - grey) * 1.25, 0, 255)
    parts = np.asarray(Image.fromarray(np.asarray(few)).filter(ImageFilter.MedianFilter(5)))
    colour[borders(panes) & ~inside] = (70, 68, 74)
    colour[borders(parts) & inside] = (40, 38, 44)
    colour[outline(inside)] = (20, 18, 22)
    return colour.astype(np.uint8)


def mosaic(picture: np.ndarray) -> np.ndarray:
    """Square tiles with light joints."""
    size, pitch = picture.shape[0], 6
    across = size // pitch + 1
    index = np.arange(size) // pitch
    labels = index[:, None] * across + index[None]
    colour = cell_means(picture, labels, across * across)
    joint = np.arange(size) % pitch == 0
    colour[joint] = colour[joint] * 0.25 + 225 * 0.75
    colour[:, joint] = colour[:, joint] * 0.25 + 225 * 0.75
    return colour.astype(np.uint8)


def sketch(picture: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Pencil on paper: lines where brightness changes, soft shade in the dark."""
    grey = Image.fromarray(picture).convert("L")
    inverse = Image.fromarray(255 - np.asarray(grey)).filter(ImageFilter.GaussianBlur(3))
    base = np.asarray(grey, np.float32)
    lines = np.minimum(base * 255 / np.maximum(255 - np.asarray(inverse, np.float32), 1), 255)
    lines -= np.where(inside, np.clip((170 - base) * 0.6, 0, 90), 0)
    lines[outline(inside)] -= 150
    lines = 255 - (255 - lines) * 1.25
    paper = np.array((250, 247, 238), np.float32) / 255
    return (np.clip(lines, 30, 255)[..., None] * paper).astype(np.uint8)


INKS = np.array([(24, 22, 24), (206, 34, 38), (232, 160, 60), (244, 232, 206)], np.float32)


def poster(picture: np.ndarray, inside: np.ndarray, variant: int, keep_background: bool) -> np.ndarray:
    """Four inks in flat areas before a red beam on cream."""
    size = picture.shape[0]
    grey = picture.astype(np.float32) @ np.array([0.3, 0.55, 0.15], np.float32)
    values = grey[inside]
    low, high = np.percentile(values, [5, 95]) if values.size else (0, 255)
    level = np.clip((grey - low) / max(30.0, high - low), 0, 1)
    ink = np.digitize(level, [0.28, 0.62, 0.88])
    result = INKS[ink]
    if keep_background:
        ground = picture.astype(np.float32)
    else:
        ground = np.broadcast_to(INKS[3], picture.shape).copy()
        y, x = np.mgrid[0:size, 0:size] / size
        x = 1 - x if variant % 2 else x
        ground[(y > 0.86 - 0.9 * x) & (y < 1.45 - 0.9 * x)] = INKS[1]
        ground[(y > 1.52 - 0.9 * x) & (y < 1.58 - 0.9 * x)] = INKS[0]
    result = np.where(inside[..., None], result, ground)
    result[outline(inside)] = INKS[3] if not keep_background else INKS[0]
    return result.astype(np.uint8)


def apply(style: str, picture: np.ndarray, inside: np.ndarray, variant: int, background: bool) -> np.ndarray:
    """Gives a composed picture its style; `inside` marks the things, `background` says one was named."""
    if style == "pixel art":
        return pixel_art(picture)
    if style == "stained glass":
        return stained_glass(picture, inside, variant % 4)
    if style == "mosaic":
        return mosaic(picture)
    if style == "sketch":
        return sketch(picture, inside)
    if style == "constructivist poster":
        return poster(picture, inside, variant, background)
    return picture
