"""The sprite cache: every concept drawn three ways, cropped and scaled to one size."""

import json
import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image

from . import colours, concepts
from .fetch import fetch

SIZE = 144  # the longer side of a sprite
LOOKS = ("3d", "flat", "cartoon")  # Fluent 3D, Fluent flat, Noto
VERSION = 5
# Fluent's rose is taken for a tulip, its balloons of 60 pixels for trees: these are Noto's in every look.
NOTO_ONLY = {"rose", "balloon"}


@dataclass(frozen=True)
class Sprites:
    """`pixels[look, concept]` is premultiplied RGBA; `has` says which drawings exist.

    `masks` and `measures` hold the palettes: what may be repainted, and the reference value and saturation.
    """

    concepts: tuple[concepts.Concept, ...]
    pixels: np.ndarray
    has: np.ndarray
    masks: np.ndarray
    measures: np.ndarray
    naturals: tuple[tuple[str, ...], ...]

    def number(self, concept: int, look: str) -> int:
        number = LOOKS.index(look)
        return number if self.has[number, concept] else 0

    def look(self, concept: int, look: str) -> np.ndarray:
        """The sprite in that look, or the one that serves as 3D where there is none."""
        return self.pixels[self.number(concept, look), concept]

    def palette(self, concept: int, look: str) -> colours.Palette:
        """How that drawing may be repainted."""
        number = self.number(concept, look)
        value, saturation, paintable = self.measures[number, concept]
        mask = self.masks[number, concept] if paintable else None
        return colours.Palette(self.naturals[number][concept], mask, float(value), float(saturation))


def fit(image: Image.Image, size: int = SIZE) -> np.ndarray:
    """Crops to what is opaque, scales the longer side to `size`, centres; premultiplied RGBA."""
    image = image.convert("RGBA").convert("RGBa")
    image = image.crop(image.getchannel("a").point(lambda a: 255 if a > 8 else 0).getbbox())
    scale = size / max(image.size)
    width, height = (max(1, round(side * scale)) for side in image.size)
    image = image.resize((width, height), Image.Resampling.LANCZOS)
    pixels = np.zeros((size, size, 4), np.uint8)
    left, top = (size - width) // 2, (size - height) // 2
    pixels[top : top + height, left : left + width] = np.asarray(image)
    np.minimum(pixels[..., :3], pixels[..., 3:], out=pixels[..., :3])
    return pixels


def rasterise(svg: bytes, size: int = 2 * SIZE) -> Image.Image:
    """Draws an SVG with librsvg's command (Debian: librsvg2-bin)."""
    drawn = subprocess.run(
        ["rsvg-convert", "-w", str(size), "-h", str(size)], input=svg, check=True, capture_output=True
    ).stdout
    return Image.open(BytesIO(drawn))


def file_of(folder: Path, code: str, suffix: str) -> Path | None:
    """The sprite of a code point, with or without its variation selector."""
    for name in (code, code.replace("-fe0f", ""), code + "-fe0f"):
        if (path := folder / f"{name}{suffix}").is_file():
            return path
    return None


def noto_svgs(sheet: Path) -> dict[str, bytes]:
    """The single drawings of @svgmoji/noto's one sheet."""
    text = sheet.read_text(encoding="utf-8")
    drawings = {}
    for part in re.split(r'(?=<svg [^>]*\bid="[0-9A-F-]+" xmlns)', text)[1:]:
        code = re.match(r'<svg [^>]*\bid="([^"]+)"', part).group(1).lower()
        body = part[: part.index("</svg>") + len("</svg>")]
        body = body.replace("<svg ", '<svg xmlns:xlink="http://www.w3.org/1999/xlink" ', 1)
        drawings[code.replace("-fe0f", "")] = body.encode()
    return drawings


def build(cache: Path) -> None:
    """Draws all sprites into `cache` (a minute or two)."""
    folders = fetch(cache / "packages")
    known = concepts.cached(str(folders["emojibase"]))
    noto = noto_svgs(folders["noto"] / "sprites" / "all.svg")
    pixels = np.zeros((len(LOOKS), len(known), SIZE, SIZE, 4), np.uint8)
    has = np.zeros((len(LOOKS), len(known)), bool)

    def draw(number: int) -> None:
        code = known[number].code
        path = file_of(folders["fluent-3d"] / "assets", code, ".webp")
        if path is None:
            raise FileNotFoundError(f"no 3D sprite for {known[number].en} ({code})")
        pixels[0, number], has[0, number] = fit(Image.open(path)), True
        path = file_of(folders["fluent-flat"] / "assets", code, ".svg")
        if path is not None:
            pixels[1, number], has[1, number] = fit(rasterise(path.read_bytes())), True
        svg = noto.get(code.replace("-fe0f", ""))
        if svg is not None:
            pixels[2, number], has[2, number] = fit(rasterise(svg)), True
            if known[number].en in NOTO_ONLY:
                pixels[:2, number], has[1, number] = pixels[2, number], False

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(draw, range(len(known))))
    masks = np.zeros(pixels.shape[:-1], np.uint8)
    measures = np.zeros((len(LOOKS), len(known), 3), np.float32)
    naturals = [[""] * len(known) for _ in LOOKS]
    for look, number in zip(*np.nonzero(has), strict=True):
        palette = colours.analyse(pixels[look, number])
        naturals[look][number] = palette.natural
        measures[look, number] = palette.value, palette.saturation, palette.mask is not None
        if palette.mask is not None:
            masks[look, number] = palette.mask
    np.save(cache / "sprites.npy", pixels)
    np.save(cache / "palettes.npy", masks)
    np.savez(cache / "sprites.npz", has=has, measures=measures)
    meta = {"version": VERSION, "codes": [c.code for c in known], "naturals": naturals}
    (cache / "sprites.json").write_text(json.dumps(meta))


def load(cache: Path) -> Sprites:
    """The sprites, drawn first if the cache lacks them or the table has changed."""
    known = concepts.cached(str(fetch(cache / "packages")["emojibase"]))
    wanted = {"version": VERSION, "codes": [c.code for c in known]}
    path = cache / "sprites.json"
    meta = json.loads(path.read_text()) if path.is_file() else {}
    if {key: meta.get(key) for key in wanted} != wanted:
        build(cache)
        meta = json.loads(path.read_text())
    small = np.load(cache / "sprites.npz")
    return Sprites(
        known,
        np.load(cache / "sprites.npy", mmap_mode="r"),
        small["has"],
        np.load(cache / "palettes.npy", mmap_mode="r"),
        small["measures"],
        tuple(tuple(names) for names in meta["naturals"]),
    )
