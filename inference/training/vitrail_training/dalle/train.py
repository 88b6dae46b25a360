"""Trains the transformer: python -m vitrail_training.dalle.train --minutes 150
with a process a core:     torchrun --nproc-per-node 2 -m vitrail_training.dalle.train --minutes 150

Scenes come fresh all the way; the tokens of those that come again (a third, after a while) are kept, since
encoding costs more than wording. One prompt in ten is empty, one in seven has words around it that name nothing.
"""

import math
import os
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch
import torch.nn.functional as F

from .. import loop
from ..data import flourishes
from ..data.composer import KIND_SHARE, Composer, kinds
from ..data.scene import Scene
from ..optimiser import Optimiser, refresh, work_copy
from ..vqgan.load import Quick
from ..vqgan.load import load as load_vqgan
from . import load as exported
from .model import CONFIG, Dalle
from .tokenizer import Words

EMPTY = 0.1
PROMPTS = (
    "a red apple", "a cat", "a blue strawberry on a yellow background", "two strawberries", "a pink car",
    "a dog in space", "an owl, stained glass", "клубника на синем фоне", "eine grüne katze", "一只蓝色的鸟", "a castle",
    "a watermelon in the shape of a heart",
)  # fmt: skip


class Scenes:
    """The tokens of scenes, which have one picture each: drawn and encoded once."""

    def __init__(self, composer: Composer, encode: Callable[[torch.Tensor], torch.Tensor]):
        self.composer, self.encode = composer, encode
        self.known: dict[Scene, torch.Tensor] = {}

    def tokens(self, scenes: list[Scene]) -> torch.Tensor:
        keys = [replace(scene, say_style=False) for scene in scenes]
        if missing := [key for key in dict.fromkeys(keys) if key not in self.known]:
            pictures = np.stack([self.composer.draw(key, self.composer.random(0, 2)) for key in missing])
            tokens = self.encode(loop.signed(torch.from_numpy(pictures).permute(0, 3, 1, 2))).to(torch.int16).cpu()
            self.known.update(zip(missing, tokens.unbind(), strict=True))
        return torch.stack([self.known[key] for key in keys]).long()


class Trainer:
    def __init__(self, args):
        self.args, self.device = args, loop.setup(args)
        self.vqgan = Quick(load_vqgan(args.vqgan, self.device), self.device)
        self.words = Words(args.tokenizer)
        codes = self.vqgan.exact.config["n_embed"]
        config = {
            **CONFIG, "text_vocab_size": self.words.size, "text_length": self.words.length, "d_model": args.width,
            "heads": args.width // 64, "ffn_dim": args.inner or round(args.width * 7 / 3 / 64) * 64,
            "encoder_layers": args.layers[0], "decoder_layers": args.layers[1],
            "image_vocab_size": codes, "decoder_start_token_id": codes,
        }  # fmt: skip
        self.model = Dalle(config).to(self.device)
        print(f"{sum(p.numel() for p in self.model.parameters()) / 1e6:.1f} M parameters on {self.device}", flush=True)
        self.work = work_copy(self.model)
        self.optimiser = Optimiser(self.model, args.rate, args.decay)
        self.average = {k: v.detach().clone() for k, v in self.model.state_dict().items()}
        self.progress = loop.Progress(args)
        self.position = 0
        seed = args.seed * 10 + 2 + 1000 * loop.rank()
        self.composer = Composer(args.cache, seed, kinds=kinds(args.shapes), more_of=loop.more_of(args), flourishes=flourishes.SHARE)
        self.scenes = Scenes(self.composer, self.vqgan.encode)
        torch.manual_seed(args.seed + 1000 * loop.rank())
        if state := loop.load_checkpoint(args.out, self.device, args.fresh):
            self.load(state)
        elif args.init:
            self.start_from(args.init)
        self.curve = loop.Curve(args.out, ("loss", "seen", "held out", "without text"), self.progress.step)
        self.batches = None
        self.own_batch = max(1, args.batch // loop.processes())
        self.checks = {}
        if loop.rank() == 0:
            self.checks = {name: self.encoded(Composer(args.cache, 991, held=held), args.checks) for name, held in (("seen", False), ("held", True))}
        self.forward = torch.compile(self.work) if args.compile else self.work

    def encoded(self, composer: Composer, count: int) -> tuple[torch.Tensor, torch.Tensor]:
        pictures, captions = loop.described([composer.sample(i) for i in range(count)])
        return self.text(captions), self.vqgan.encode(loop.signed(pictures))

    def text(self, captions: list[str]) -> torch.Tensor:
        return torch.from_numpy(self.words.ids(captions)).to(self.device)

    def state(self) -> dict:
        return {
            "model": self.model.state_dict(), "optimiser": self.optimiser.state_dict(), "average": self.average, "processes": loop.processes(),
            "position": self.position, "progress": self.progress.state(),
        }  # fmt: skip

    def load(self, state: dict) -> None:
        self.model.load_state_dict(state["model"])
        if state["processes"] == loop.processes():
            self.optimiser.load_state_dict(state["optimiser"])
        else:
            print(f"the optimiser begins anew: it was shared by {state['processes']} processes, now by {loop.processes()}", flush=True)
        self.average = state["average"]
        self.position = state["position"]
        self.progress.load(state["progress"])
        loop.restore_random(state)
        print(f"resumed at step {self.progress.step}, {self.progress.trained:.0f} s trained", flush=True)

    def start_from(self, folder) -> None:
        """Takes exported weights; the optimiser begins anew."""
        self.model.load_state_dict(exported.tensors(folder))
        self.average = {k: v.detach().clone() for k, v in self.model.state_dict().items()}
        print(f"started from {folder}", flush=True)

    def batch(self) -> tuple[torch.Tensor, torch.Tensor]:
        """Text and image tokens of the next samples. Worker processes, where there are any, draw every picture."""
        if self.args.workers:
            if self.batches is None:
                self.batches = loop.stream(self.composer, self.own_batch, self.position, loop.described, self.args.workers)
            pictures, captions = next(self.batches)
            tokens = self.vqgan.encode(loop.signed(pictures))
        else:
            first = self.position * self.own_batch
            captions, _, scenes = zip(*(self.composer.describe(i) for i in range(first, first + self.own_batch)), strict=True)
            tokens = self.scenes.tokens(list(scenes)).to(self.device)
        self.position += 1
        text = self.text(list(captions))
        empty = torch.rand(len(text)) < EMPTY
        text[empty.to(self.device)] = self.text([""])[0]
        return text, tokens

    def step(self) -> float:
        text, tokens = self.batch()
        refresh(self.work, self.model)
        total = 0.0
        for words, ids in zip(text.split(self.args.micro), tokens.split(self.args.micro), strict=True):
            loss = F.cross_entropy(self.forward(words, ids).float().flatten(0, 1), ids.flatten()) * (len(ids) / len(tokens))
            loss.backward()
            total += loss.item()
        self.optimiser.step([p.grad for p in self.work.parameters()], loop.cosine(self.progress, self.args.rate, self.args.warm))
        self.progress.step += 1
        keep = min(self.args.keep, (1 + self.progress.step) / (10 + self.progress.step))
        with torch.no_grad():
            for name, value in self.model.state_dict().items():
                self.average[name].lerp_(value, 1 - keep)
        return total

    @torch.no_grad()
    def check(self, name: str, empty: bool = False) -> float:
        text, tokens = self.checks[name]
        if empty:
            text = self.text([""]).expand(len(text), -1)
        parts = zip(text.split(self.args.micro), tokens.split(self.args.micro), strict=True)
        return loop.mean(F.cross_entropy(self.work(words, ids).float().flatten(0, 1), ids.flatten()).item() for words, ids in parts)

    @torch.no_grad()
    def save(self) -> None:
        """Checkpoint of every process; the first one also measures, exports and draws the moving average's work."""
        loop.save_checkpoint(self.args.out, self.state())
        if loop.rank() > 0:
            return
        threads = torch.get_num_threads()
        torch.set_num_threads(self.args.threads or os.cpu_count() or 1)  # the others wait
        exported.export(self.args.out, self.average, self.model.config)
        self.work.load_state_dict(self.average)
        self.curve.add(math.nan, self.check("seen"), self.check("held"), self.check("held", empty=True))
        if self.args.samples:
            generator = torch.Generator(self.device).manual_seed(0)
            tokens = self.work.sample(self.text(list(PROMPTS)), self.args.samples, 1.5, 0.7, 64, generator)
            pictures = loop.to_bytes(self.vqgan.decode(tokens))
            loop.grid(pictures, 2 * self.args.samples).save(self.args.out / "samples.png")
        torch.set_num_threads(threads)


def arguments():
    made = loop.parser(__doc__, "out/dalle", 64)
    made.add_argument("--vqgan", type=loop.Path, default=loop.Path("out/vqgan"))
    made.add_argument("--tokenizer", type=loop.Path, default=loop.Path("out/tokenizer"))
    made.add_argument("--init", type=loop.Path, help="start from these exported weights where there is no checkpoint")
    made.add_argument("--width", type=int, default=CONFIG["d_model"])
    made.add_argument("--inner", type=int, default=0, help="width of the gated layer, 0: 7/3 of the width")
    made.add_argument("--layers", type=int, nargs=2, default=(CONFIG["encoder_layers"], CONFIG["decoder_layers"]))
    made.add_argument("--rate", type=float, default=2e-3)
    made.add_argument("--decay", type=float, default=0.03)
    made.add_argument("--keep", type=float, default=0.998, help="of the exported moving average")
    made.add_argument("--micro", type=int, default=16, help="samples that go through the network at once")
    made.add_argument("--warm", type=int, default=100, help="steps until the full learning rate")
    made.add_argument("--samples", type=int, default=4, help="pictures a prompt on the sample sheet, 0 for none")
    made.add_argument("--checks", type=int, default=192, help="pictures of each kind to measure the loss on")
    made.add_argument("--report", type=int, default=25, help="steps between progress lines")
    made.add_argument("--compile", action="store_true")
    made.add_argument("--shapes", type=float, default=KIND_SHARE["shape"], help="share of scenes in which a thing takes another's shape")
    loop.add_more_of(made)
    return made


def main() -> None:
    loop.run(Trainer(arguments().parse_args()), "samples/s")


if __name__ == "__main__":
    main()
