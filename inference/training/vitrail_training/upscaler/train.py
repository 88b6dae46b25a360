"""Trains the upscaler: python -m vitrail_training.upscaler.train --minutes 10

Its inputs are what it will see: pictures of 128 pixels that went through the VQGAN, and for an eighth
of the pairs the clean picture. The target is the same scene drawn at 512 pixels.
"""

import math
from functools import lru_cache
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from torch import nn

from .. import loop
from ..data import colours, sprites
from ..data.composer import Composer
from ..data.fetch import fetch
from ..data.painter import SIZE, Painter
from ..data.scene import Scene
from ..vqgan.load import Quick
from ..vqgan.load import load as load_vqgan
from .model import CONFIG, SRVGGNetCompact

CROP = 40  # of the small picture


class LargePainter(Painter):
    """Paints at four times the size, from the sprites' files."""

    size = 4 * SIZE

    def __init__(self, loaded: sprites.Sprites, packages: Path):
        super().__init__(loaded, free=True)
        self.folders = fetch(packages)
        self.pixels = lru_cache(maxsize=300)(self.read)
        self.palette = lru_cache(maxsize=300)(lambda look, concept: colours.analyse(self.pixels(concept, look)))

    def read(self, concept: int, look: str) -> np.ndarray:
        code = self.sprites.concepts[concept].code
        if look == "flat" and (path := sprites.file_of(self.folders["fluent-flat"] / "assets", code, ".svg")):
            return sprites.fit(sprites.rasterise(path.read_bytes(), 4 * sprites.SIZE), 4 * sprites.SIZE)
        path = sprites.file_of(self.folders["fluent-3d"] / "assets", code, ".webp")
        return sprites.fit(Image.open(path), 4 * sprites.SIZE)


class Large(Composer):
    """Scenes drawn at four times the size; styles that count pixels are left out."""

    def __init__(self, cache: Path, seed: int):
        super().__init__(cache, seed)
        self.painter = LargePainter(self.painter.sprites, Path(cache) / "packages")

    def scene(self, random: np.random.Generator) -> Scene:
        while (scene := super().scene(random)).style not in ("3d", "flat", "pixel art"):
            pass
        return scene


class Trainer:
    def __init__(self, args):
        self.args, self.device = args, loop.setup(args)
        self.vqgan = Quick(load_vqgan(args.vqgan, self.device), self.device)
        self.model = SRVGGNetCompact(**CONFIG).to(self.device)
        self.optimiser = torch.optim.AdamW(self.model.parameters(), 1e-3, (0.9, 0.98), weight_decay=0)
        self.progress = loop.Progress(args)
        loop.resume(args, self.device, self.model, self.optimiser, self.progress)
        self.curve = loop.Curve(args.out, ("loss", "psnr", "bicubic"), self.progress.step)
        self.batches = loop.stream(Large(args.cache, args.seed * 10 + 4), args.batch, self.progress.step, loop.pictures, args.workers)
        check = Large(args.cache, 993)
        self.check_pictures = loop.pictures([check.sample(i) for i in range(12)])

    def small(self, large: torch.Tensor, clean: int = 0) -> torch.Tensor:
        """The small pictures, through the VQGAN but for the first few."""
        small = F.avg_pool2d(large, 4)
        again = self.vqgan.decode(self.vqgan.encode(small[clean:] * 2 - 1))
        return torch.cat([small[:clean], (again + 1) / 2])

    def step(self) -> float:
        large = next(self.batches).to(self.device).float() / 255
        small = self.small(large, max(1, len(large) // 8))
        crops, targets = [], []
        for _ in range(4):
            y, x = (int(v) for v in torch.randint(0, small.shape[-1] - CROP + 1, (2,)))
            crops.append(small[..., y : y + CROP, x : x + CROP])
            targets.append(large[..., 4 * y : 4 * (y + CROP), 4 * x : 4 * (x + CROP)])
        wanted = torch.cat(targets)
        loop.set_rate(self.optimiser, loop.cosine(self.progress, 1e-3))
        with loop.autocast(self.device):
            ours = self.model(torch.cat(crops).contiguous()).float()
        loss = F.l1_loss(ours, wanted)
        loss = loss + 0.5 * F.l1_loss(ours[..., 1:] - ours[..., :-1], wanted[..., 1:] - wanted[..., :-1])
        loss = loss + 0.5 * F.l1_loss(ours[..., 1:, :] - ours[..., :-1, :], wanted[..., 1:, :] - wanted[..., :-1, :])
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        self.progress.step += 1
        return loss.item()

    @torch.no_grad()
    def save(self) -> None:
        loop.save_checkpoint(self.args.out, loop.state(self.model, self.optimiser, self.progress))
        loop.export(self.args.out, self.model.state_dict(), CONFIG)
        large = self.check_pictures.to(self.device).float() / 255
        small = self.small(large)
        ours = torch.cat([self.model(part) for part in small.split(2)]).clamp(0, 1)
        plain = F.interpolate(small, scale_factor=4, mode="bicubic").clamp(0, 1)
        ratios = [10 * math.log10(1 / (made - large).pow(2).mean().item()) for made in (ours, plain)]
        self.curve.add(np.nan, *ratios)
        rows = [loop.to_bytes(images[:6] * 2 - 1) for images in (large, plain, ours)]
        loop.grid(np.concatenate(rows), 6).resize((1548, 774)).save(self.args.out / "samples.png")


def arguments():
    made = loop.parser(__doc__, "out/upscaler", 8)
    made.add_argument("--vqgan", type=loop.Path, default=loop.Path("out/vqgan"))
    made.add_argument("--report", type=int, default=25)
    return made


def main() -> None:
    loop.run(Trainer(arguments().parse_args()), "pictures/s")


if __name__ == "__main__":
    main()
