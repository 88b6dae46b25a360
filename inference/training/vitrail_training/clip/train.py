"""Trains a CLIP: python -m vitrail_training.clip.train --minutes 20
and the judge:   python -m vitrail_training.clip.train --minutes 20 --seed 2 --width 320 --out out/judge

Always on fresh pairs, every second sixteen of which differ in the thing alone. Every second batch is softened: blurred, or where a VQGAN is given sixteen of its
pictures have been through that, so that generated pictures are no strangers.
"""

import json

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file

from .. import loop
from ..dalle.tokenizer import Words
from ..data import flourishes
from ..data.composer import Composer
from ..optimiser import Optimiser, refresh, work_copy
from ..vqgan.load import Quick
from ..vqgan.load import load as load_vqgan
from .model import CLIP, config
from .siblings import Siblings


def load(folder, device: torch.device) -> CLIP:
    """An exported CLIP."""
    model = CLIP(**json.loads((folder / "config.json").read_text()))
    model.load_state_dict({key: value.float() for key, value in load_file(folder / "model.safetensors").items()})
    return model.to(device).eval().requires_grad_(False)


class Trainer:
    def __init__(self, args):
        self.args, self.device = args, loop.setup(args)
        self.words = Words(args.tokenizer)
        self.config = config(self.words.size, self.words.length, args.width, args.layers)
        self.model = CLIP(**self.config).to(self.device)
        print(f"{sum(p.numel() for p in self.model.parameters()) / 1e6:.1f} M parameters", flush=True)
        self.work = work_copy(self.model)
        self.optimiser = Optimiser(self.model, args.rate, 0.1)
        self.progress = loop.Progress(args)
        self.vqgan = Quick(load_vqgan(args.vqgan, self.device), self.device) if (args.vqgan / "model.safetensors").is_file() else None
        if not loop.resume(args, self.device, self.model, self.optimiser, self.progress) and args.init:
            self.model.load_state_dict(load(args.init, self.device).state_dict())
            print(f"started from {args.init}", flush=True)
        self.curve = loop.Curve(args.out, ("loss", "top 1 of 100"), self.progress.step)
        composer = Siblings(args.cache, args.seed * 10 + 3, more_of=loop.more_of(args), flourishes=flourishes.SHARE)
        self.batches = loop.stream(composer, args.batch, self.progress.step, loop.described, args.workers)
        self.check_pairs = loop.described([Composer(args.cache, 992, held=True).sample(i) for i in range(400)])

    def soften(self, images: torch.Tensor) -> torch.Tensor:
        """Blurs every fourth batch, and passes some pictures of every fourth through the VQGAN."""
        kind = self.progress.step % 4
        if kind == 1:
            return F.interpolate(F.avg_pool2d(images, 4), scale_factor=4, mode="bilinear").clamp(0, 1)
        if kind == 3 and self.vqgan is not None:
            part = min(len(images), 16)
            again = self.vqgan.decode(self.vqgan.encode(images[:part] * 2 - 1))
            return torch.cat([(again + 1) / 2, images[part:]])
        return images

    def step(self) -> float:
        pictures, captions = next(self.batches)
        images = self.soften(pictures.to(self.device).float() / 255)
        ids = torch.from_numpy(self.words.clip_ids(captions)).to(self.device)
        refresh(self.work, self.model)
        seen, read = self.work.encode_image(images), self.work.encode_text(ids)
        logits = self.work.logit_scale.float().exp().clamp(max=100) * seen @ read.T
        same = torch.tensor([[a == b for b in captions] for a in captions], device=self.device)
        logits = logits.masked_fill(same & ~torch.eye(len(captions), dtype=torch.bool, device=self.device), -1e4)
        wanted = torch.arange(len(captions), device=self.device)
        loss = (F.cross_entropy(logits, wanted) + F.cross_entropy(logits.T, wanted)) / 2
        loss.backward()
        self.optimiser.step([p.grad for p in self.work.parameters()], loop.cosine(self.progress, self.args.rate))
        self.progress.step += 1
        return loss.item()

    @torch.no_grad()
    def check(self) -> float:
        """Held-out pictures to their caption among 100."""
        pictures, captions = self.check_pairs
        with loop.autocast(self.device):
            seen = torch.cat([self.model.encode_image(p.to(self.device).float() / 255) for p in pictures.split(100)])
            read = self.model.encode_text(torch.from_numpy(self.words.clip_ids(captions)).to(self.device))
        hits = [(a @ b.T).argmax(1).eq(torch.arange(len(a), device=a.device)) for a, b in zip(seen.split(100), read.split(100), strict=True)]
        return float(torch.cat(hits).float().mean())

    def save(self) -> None:
        self.curve.add(np.nan, self.check())
        loop.save_checkpoint(self.args.out, loop.state(self.model, self.optimiser, self.progress))
        loop.export(self.args.out, self.model.state_dict(), self.config)


def arguments():
    made = loop.parser(__doc__, "out/clip", 128)
    made.add_argument("--tokenizer", type=loop.Path, default=loop.Path("out/tokenizer"))
    made.add_argument("--vqgan", type=loop.Path, default=loop.Path("out/vqgan"))
    made.add_argument("--init", type=loop.Path, help="start from this exported CLIP where there is no checkpoint")
    made.add_argument("--width", type=int, default=256)
    made.add_argument("--layers", type=int, default=4)
    made.add_argument("--rate", type=float, default=2e-3)
    made.add_argument("--report", type=int, default=25)
    loop.add_more_of(made)
    return made


def main() -> None:
    loop.run(Trainer(arguments().parse_args()), "pairs/s")


if __name__ == "__main__":
    main()
