"""Trains the VQGAN: python -m vitrail_training.vqgan.train --minutes 60

What worked, in this order: a plain auto-encoder on crops, then the codebook seeded with encoder
outputs, crops for the first third, whole pictures with the perceptual loss after that, and a small
patch discriminator in the last third.

With --decoder-only the encoder and the codebook stay as --init has them, so that a transformer trained
on their tokens stays valid while the pictures grow sharper:
python -m vitrail_training.vqgan.train --decoder-only --init out/vqgan --out out/painter --minutes 30
"""

import math

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from .. import loop
from ..data.composer import Composer
from . import model as vqgan
from .features import Features
from .load import Quick

PLAIN = 0.06  # of the run: no codebook before
CROP = 64
RATE = 8e-4


class Mixed:
    """Half the pictures with things anywhere, half as the transformer sees them."""

    def __init__(self, cache, seed: int):
        self.composers = (Composer(cache, seed, free=True), Composer(cache, seed + 1))
        self.concepts = self.composers[0].concepts

    def sample(self, index: int):
        return self.composers[index % 2].sample(index)


def slopes(images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    return images[..., 1:] - images[..., :-1], images[..., 1:, :] - images[..., :-1, :]


def pixel_loss(images: torch.Tensor, targets: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """L1, and its sum with the L1 of slopes and of a blurred copy."""
    plain = F.l1_loss(images, targets)
    steep = sum(F.l1_loss(a, b) for a, b in zip(slopes(images), slopes(targets), strict=True))
    coarse = F.l1_loss(F.avg_pool2d(images, 4), F.avg_pool2d(targets, 4))
    return plain, plain + steep + coarse


class Trainer:
    def __init__(self, args):
        self.args, self.device = args, loop.setup(args)
        self.model = vqgan.fast_init(vqgan.VQGAN(**vqgan.CONFIG)).to(self.device)
        self.judge = vqgan.Discriminator().to(self.device)
        if args.decoder_only:
            if not args.init:
                raise SystemExit("--decoder-only goes on from trained weights: name their folder with --init")
            for part in (self.model.encoder, self.model.quant_conv):
                part.requires_grad_(False)
            self.model.to(memory_format=torch.channels_last)
        trained = [p for p in self.model.parameters() if p.requires_grad]
        self.optimiser = torch.optim.AdamW(trained, RATE, (0.9, 0.98), weight_decay=1e-4)
        self.judge_optimiser = torch.optim.AdamW(self.judge.parameters(), 2e-4, (0.5, 0.9), weight_decay=1e-4)
        self.progress = loop.Progress(args)
        self.seeded, self.position = False, 0
        self.features = self.load_features()
        if state := loop.load_checkpoint(args.out, self.device, args.fresh):
            self.load(state)
        elif args.init:
            self.start_from(args.init)
        self.eyes = Quick(self.model, self.device) if args.decoder_only else None
        self.curve = loop.Curve(
            args.out, ("l1", "loss", "perceptual", "codes", "judge", "fooling"), self.progress.step
        )
        self.data = Mixed(args.cache, args.seed * 10)
        self.batches = None
        check = Composer(args.cache, 990)
        self.check = loop.pictures([check.sample(i) for i in range(96)])
        self.used = torch.zeros(vqgan.CONFIG["n_embed"], dtype=torch.long, device=self.device)

    def load_features(self) -> Features | None:
        path = self.args.features / "model.safetensors"
        if not path.is_file():
            print(f"no feature network at {path}: training without the perceptual loss", flush=True)
            return None
        weights = {key: value.float() for key, value in load_file(path).items()}
        features = Features(weights["heads.0.weight"].shape[0]).to(self.device)
        features.load_state_dict(weights)
        return features.eval().requires_grad_(False)

    def state(self) -> dict:
        quantiser = self.model.quantize
        return {
            "model": self.model.state_dict(), "judge": self.judge.state_dict(),
            "optimiser": self.optimiser.state_dict(), "judge_optimiser": self.judge_optimiser.state_dict(),
            "counts": quantiser.counts, "sums": quantiser.sums, "seeded": self.seeded, "position": self.position,
            "progress": self.progress.state(),
        }  # fmt: skip

    def load(self, state: dict) -> None:
        self.model.load_state_dict(state["model"])
        self.judge.load_state_dict(state["judge"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.judge_optimiser.load_state_dict(state["judge_optimiser"])
        self.model.quantize.counts.copy_(state["counts"])
        self.model.quantize.sums.copy_(state["sums"])
        self.seeded, self.position = state["seeded"], state["position"]
        self.progress.load(state["progress"])
        loop.restore_random(state)
        print(f"resumed at step {self.progress.step}, {self.progress.trained:.0f} s trained", flush=True)

    def start_from(self, folder) -> None:
        """Exported weights and their codebook in place of a random start."""
        weights = {key: value.float() for key, value in load_file(folder / "model.safetensors").items()}
        self.model.load_state_dict(weights)
        self.model.quantize.sums.copy_(weights["quantize.embedding.weight"])
        self.seeded = True

    def next(self) -> torch.Tensor:
        if self.batches is None:
            self.batches = loop.stream(self.data, self.args.batch, self.position, loop.pictures, self.args.workers)
        self.position += 1
        return loop.signed(next(self.batches).to(self.device, non_blocking=True))

    def images(self) -> torch.Tensor:
        if self.progress.fraction >= self.args.crops or self.args.decoder_only:
            return self.next()
        # two crops of each picture cost half of the whole; plain ground teaches little, so the middle is likelier
        images = self.next()
        crops = []
        for _ in range(2):
            y, x = (int(v) for v in torch.randint(0, (images.shape[-1] - CROP) // 2 + 1, (2, 2)).sum(0))
            crops.append(images[..., y : y + CROP, x : x + CROP])
        return torch.cat(crops).contiguous()

    @torch.no_grad()
    def seed_codebook(self) -> None:
        vectors = []
        while sum(len(v) for v in vectors) < 16 * vqgan.CONFIG["n_embed"]:
            with loop.autocast(self.device):
                latent = self.model.latent(self.images())
            vectors.append(latent.float().permute(0, 2, 3, 1).reshape(-1, latent.shape[1]))
        self.model.quantize.seed(torch.cat(vectors))
        self.seeded = True

    def latent(self, images: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor | None]:
        """What the decoder paints, the loss of getting there, and the token ids."""
        if self.eyes is not None:
            ids = self.eyes.encode(images)
            return self.model.quantize.vectors(ids), torch.zeros((), device=self.device), ids
        latent = self.model.latent(images)
        if self.seeded:
            return self.model.quantize(latent)
        return latent, 1e-3 * latent.float().pow(2).mean(), None

    def step(self) -> None:
        progress, fraction = self.progress, self.progress.fraction
        if fraction >= PLAIN and not self.seeded:
            self.seed_codebook()
        images = self.images()
        with loop.autocast(self.device):
            latent, extra, ids = self.latent(images)
            if ids is not None:
                self.used[ids.unique()] = progress.step
            painted = self.model.paint(latent)
        painted = painted.float()
        plain, loss = pixel_loss(painted, images)
        loss = loss + extra
        distance = torch.zeros((), device=self.device)
        if self.features is not None:
            with loop.autocast(self.device):
                distance = self.features.distance(painted, images)
            loss = loss + self.args.perceptual * distance
        fooling = judged = torch.full((), math.nan)
        if fraction >= self.args.patches:
            with loop.autocast(self.device):
                fooling = -self.judge(painted).float().mean()
            ramp = min(1.0, (fraction - self.args.patches) / 0.03)
            loss = loss + self.args.adversarial * ramp * self.balance(loss, fooling) * fooling
        loop.set_rate(self.optimiser, loop.cosine(progress, RATE))
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
        self.optimiser.step()
        if fraction >= self.args.patches:
            with loop.autocast(self.device):
                real, fake = self.judge(images).float(), self.judge(painted.detach()).float()
            judged = 0.5 * (F.relu(1 - real).mean() + F.relu(1 + fake).mean())
            self.judge_optimiser.zero_grad(set_to_none=True)
            judged.backward()
            self.judge_optimiser.step()
        progress.step += 1
        codes = int((self.used > progress.step - 200).sum()) if self.seeded else 0
        self.curve.add(plain.item(), loss.item(), distance.item(), codes, judged.item(), fooling.item())

    def balance(self, loss: torch.Tensor, fooling: torch.Tensor) -> torch.Tensor:
        """taming's adaptive weight: the adversarial gradient at the last layer as strong as the others'."""
        last = self.model.decoder.conv_out.weight
        ours = torch.autograd.grad(loss, last, retain_graph=True)[0].norm()
        theirs = torch.autograd.grad(fooling, last, retain_graph=True)[0].norm()
        return (ours / (theirs + 1e-4)).clamp(0, 1e3).detach()

    @torch.no_grad()
    def save(self) -> None:
        loop.save_checkpoint(self.args.out, self.state())
        loop.export(self.args.out, self.model.state_dict(), vqgan.CONFIG)
        self.model.eval()
        rebuilt, ids = [], []
        for part in self.check.split(16):
            with loop.autocast(self.device):
                images = loop.signed(part.to(self.device))
                tokens = self.model.encode(images) if self.seeded else None
                painted = self.model.decode(tokens) if self.seeded else self.model.paint(self.model.latent(images))
            rebuilt.append(loop.to_bytes(painted))
            ids += [] if tokens is None else [tokens]
        self.model.train()
        pictures = np.concatenate(rebuilt)
        originals = self.check.permute(0, 2, 3, 1).numpy()
        error = np.mean((pictures.astype(float) - originals) ** 2)
        codes = len(torch.cat(ids).unique()) if ids else 0
        print(f"check: PSNR {10 * math.log10(255**2 / error):.2f} dB, {codes} codes on {len(pictures)} pictures", flush=True)
        rows = [pair for i in range(0, 36, 12) for pair in (originals[i : i + 12], pictures[i : i + 12])]
        loop.grid(np.concatenate(rows), 12).save(self.args.out / "reconstructions.png")

    def run(self) -> None:
        while not self.progress.done:
            self.step()
            if self.progress.step % self.args.report == 0:
                rate = self.position * self.args.batch / self.progress.trained
                self.curve.report(self.progress, f"{rate:.1f} pictures/s")
            if self.progress.save_now():
                self.save()
        self.curve.report(self.progress)
        self.save()


def arguments():
    made = loop.parser(__doc__, "out/vqgan", 8)
    made.add_argument("--features", type=loop.Path, default=loop.Path("out/features"), help="the perceptual loss's network")
    made.add_argument("--perceptual", type=float, default=0.5, help="weight of the perceptual loss")
    made.add_argument("--adversarial", type=float, default=0.25, help="weight of the discriminator beside its adaptive factor")
    made.add_argument("--init", type=loop.Path, help="start from these exported weights where there is no checkpoint")
    made.add_argument("--decoder-only", action="store_true", help="keep encoder and codebook, and so all tokens, as they are")
    made.add_argument("--crops", type=float, default=0.45, help="share of the run on crops, at its start")
    made.add_argument("--patches", type=float, default=0.68, help="share of the run before the discriminator joins")
    made.add_argument("--report", type=int, default=50, help="steps between progress lines")
    return made


def main() -> None:
    Trainer(arguments().parse_args()).run()


if __name__ == "__main__":
    main()
