"""One thing in another's outline: bent into it, or many small ones filling it. Sprites are square, premultiplied RGBA."""

from collections.abc import Callable

import numpy as np
from PIL import Image

ANGLES = 180  # in which `outline` measures
THIN = 9  # pixels


def bent(skin: np.ndarray, form: np.ndarray) -> np.ndarray:
    """The first thing bent into the second's outline, rim to rim, with the second's light and dark.

    Each point keeps its direction from the middle and its share of the way to the rim, so that a melon's rind and a
    pizza's crust stay outside and a face stays whole; a piece cut out of their middle would be a red or a yellow patch.
    """
    full = skin[..., :3] + (1 - skin[..., 3:].astype(np.float32) / 255) * mean_colour(skin)
    inside = form[..., 3] > 0
    middle, reach = outline(form)
    rows, columns = np.argwhere(inside).T - middle[:, None]
    angle = np.arctan2(rows, columns)
    way = np.minimum(np.hypot(rows, columns) / at_angle(reach, angle), 1)
    middle, reach = outline(skin)
    way *= at_angle(reach, angle) - 1.5  # a little short of the rim, whose last pixel is half background
    surface = between(full, middle[0] + way * np.sin(angle), middle[1] + way * np.cos(angle))
    shape = form[..., 3:].astype(np.float32) / 255
    light = form[..., :3].astype(np.float32).mean(-1, keepdims=True) / np.maximum(shape, 1e-2)
    light = light / max(40.0, float((light * shape).sum() / max(1.0, shape.sum())))
    result = np.zeros_like(form)
    lit = np.minimum(surface * np.clip(light[inside], 0.6, 1.25), 255) * shape[inside]
    result[inside, :3], result[..., 3] = lit.clip(0, 255), form[..., 3]
    return result


def mean_colour(pixels: np.ndarray) -> np.ndarray:
    """A sprite's mean colour, three floats; what is not covered does not count."""
    cover = pixels[..., 3:].astype(np.float32) / 255
    return pixels[..., :3].astype(np.float32).sum((0, 1)) / np.maximum(cover.sum(), 1)


def outline(pixels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A sprite's middle, as row and column, and how far it reaches from there in each of ANGLES directions, in pixels.

    What is thinner than THIN (whiskers, stalks) does not count, unless nothing else is there.
    """
    solid = pixels[..., 3] > 127
    opened = spread(spread(solid, np.min), np.max)
    rows, columns = np.nonzero(opened if opened.any() else solid)
    middle = np.array([rows.mean(), columns.mean()])
    rows, columns = rows - middle[0], columns - middle[1]
    reach = np.ones(ANGLES)
    np.maximum.at(reach, (np.arctan2(rows, columns) / (2 * np.pi) * ANGLES).round().astype(int) % ANGLES, np.hypot(rows, columns))
    return middle, np.maximum.reduce([np.roll(reach, turn) for turn in (-1, 0, 1)])


def spread(mask: np.ndarray, choose: Callable) -> np.ndarray:
    """For each pixel the least or the greatest of the THIN by THIN around it."""
    for axis in (0, 1):
        margin = [(0, 0), (0, 0)]
        margin[axis] = (THIN // 2, THIN // 2)
        mask = choose(np.lib.stride_tricks.sliding_window_view(np.pad(mask, margin, mode="edge"), THIN, axis), -1)
    return mask


def at_angle(reach: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """What `outline` found in these directions (radians), linear between its own."""
    place = angle / (2 * np.pi) * ANGLES
    low = np.floor(place)
    share = place - low
    low = low.astype(int)
    return reach[low % ANGLES] * (1 - share) + reach[(low + 1) % ANGLES] * share


def between(pixels: np.ndarray, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """Colours at places between pixels, bilinear; the border's beyond it."""
    last = len(pixels) - 2
    top, left = (np.clip(np.floor(place), 0, last).astype(int) for place in (rows, columns))
    down, right = (np.clip(place - whole, 0, 1)[..., None] for place, whole in ((rows, top), (columns, left)))
    upper = pixels[top, left] * (1 - right) + pixels[top, left + 1] * right
    lower = pixels[top + 1, left] * (1 - right) + pixels[top + 1, left + 1] * right
    return upper * (1 - down) + lower * down


def tiled(piece: np.ndarray, form: np.ndarray, across: int = 5) -> np.ndarray:
    """The outline of the second filled with many of the first, over their mean colour."""
    size = form.shape[0]
    side = size // across
    image = Image.frombuffer("RGBa", piece.shape[1::-1], np.ascontiguousarray(piece), "raw", "RGBa", 0, 1)
    small = np.asarray(image.resize((side + 2, side + 2), Image.Resampling.BILINEAR), np.float32)
    surface = np.broadcast_to(mean_colour(small) * 0.72, (size, size, 3)).copy()
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
