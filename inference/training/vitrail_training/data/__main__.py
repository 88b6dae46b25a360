"""Writes sheets of samples to look at: python -m vitrail_training.data --cache CACHE --out DIR"""

import argparse
import time
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ..loop import font
from .composer import Composer, Sample
from .painter import SIZE


def sheet(samples: list[Sample], across: int = 8) -> Image.Image:
    """Pictures with their captions below."""
    cell, text = SIZE + 6, 26
    rows = -(-len(samples) // across)
    page = Image.new("RGB", (across * cell, rows * (cell + text)), (238, 238, 238))
    pen, lettering = ImageDraw.Draw(page), font(10)
    for number, sample in enumerate(samples):
        x, y = number % across * cell + 3, number // across * (cell + text) + 3
        page.paste(Image.fromarray(sample.picture), (x, y))
        words = sample.caption
        pen.text((x, y + SIZE), words[:23] + "\n" + words[23:46], fill=(0, 0, 0), font=lettering)
    return page


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--out", type=Path, default=Path("out/data"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--held", action="store_true")
    parser.add_argument("--free", action="store_true")
    parser.add_argument("--language", default="")
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    composer = Composer(args.cache, args.seed, held=args.held, free=args.free, language=args.language)
    start = time.time()
    samples = [composer.sample(index) for index in range(64)]
    for index in range(64, 320):
        composer.sample(index)
    print(f"{320 / (time.time() - start):.0f} pairs/s, the first ones slower")
    start = time.time()
    for index in range(320, 832):
        composer.sample(index)
    print(f"{512 / (time.time() - start):.0f} pairs/s; {len(composer.concepts)} concepts")
    sheet(samples).save(args.out / "samples.png")
    (args.out / "captions.txt").write_text("\n".join(composer.sample(i).caption for i in range(400)), encoding="utf-8")
    np.save(args.out / "samples.npy", np.stack([sample.picture for sample in samples]))


if __name__ == "__main__":
    main()
