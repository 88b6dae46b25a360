"""A small network that names what is on a picture; its features serve as the perceptual loss.

No pretrained network is used anywhere in this recipe, so the loss has its own, trained for a few minutes:
python -m vitrail_training.vqgan.features --minutes 4
"""

import torch
import torch.nn.functional as F
from torch import nn

from .. import loop
from ..data.backgrounds import PLACES
from ..data.composer import Composer
from ..data.language import BACKGROUND_COLOURS, COLOURS
from ..data.styles import STYLES

GROUNDS = ("", *BACKGROUND_COLOURS, *PLACES)
PAINTS = ("", *COLOURS)
WIDTHS = (32, 48, 96, 160)


class Features(nn.Module):
    """Four stages, each halving the picture; their outputs are compared, the last one is classified."""

    def __init__(self, concepts: int, widths: tuple[int, ...] = WIDTHS):
        super().__init__()
        self.stages = nn.ModuleList()
        before = 3
        for width in widths:
            self.stages.append(
                nn.Sequential(
                    nn.Conv2d(before, width, 4, 2, 1), nn.GroupNorm(8, width), nn.SiLU(),
                    nn.Conv2d(width, width, 3, 1, 1), nn.GroupNorm(8, width), nn.SiLU(),
                )
            )  # fmt: skip
            before = width
        self.last = nn.Sequential(nn.Conv2d(before, 192, 4, 2, 1), nn.GroupNorm(8, 192), nn.SiLU())
        self.heads = nn.ModuleList(nn.Linear(192 * 2, n) for n in (concepts, len(STYLES), len(GROUNDS), len(PAINTS)))

    def forward(self, images: torch.Tensor) -> list[torch.Tensor]:
        """The four stages' outputs."""
        outputs = []
        for stage in self.stages:
            images = stage(images)
            outputs.append(images)
        return outputs

    def classify(self, images: torch.Tensor) -> list[torch.Tensor]:
        top = self.last(self(images)[-1])
        pooled = torch.cat([top.mean((2, 3)), top.amax((2, 3))], 1)
        return [head(pooled) for head in self.heads]

    def distance(self, images: torch.Tensor, targets: torch.Tensor) -> torch.Tensor:
        """Mean squared difference of channel-normalised features, as in LPIPS."""
        with torch.no_grad():
            wanted = self(targets)
        total = images.new_zeros(())
        for ours, theirs in zip(self(images), wanted, strict=True):
            ours, theirs = (F.normalize(f.float(), dim=1, eps=1e-4) for f in (ours, theirs))
            total = total + (ours - theirs).pow(2).sum(1).mean()
        return total / len(self.stages)


def collate(samples: list) -> tuple[torch.Tensor, torch.Tensor]:
    labels = [
        (
            s.scene.items[0].concept,
            STYLES.index(s.scene.style),
            GROUNDS.index(s.scene.background),
            PAINTS.index(s.scene.items[0].look.colour),
        )
        for s in samples
    ]
    return loop.pictures(samples), torch.tensor(labels)


def main() -> None:
    args = loop.parser(__doc__, "out/features", 64).parse_args()
    device = loop.setup(args)
    composer = Composer(args.cache, args.seed + 1000, free=True, kinds={"one": 1.0})
    model = Features(len(composer.concepts)).to(device)
    optimiser = torch.optim.AdamW(loop.decayed(model, 1e-2), 2e-3, (0.9, 0.98))
    progress = loop.Progress(args)
    if state := loop.load_checkpoint(args.out, device, args.fresh):
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        progress.load(state["progress"])
        loop.restore_random(state)
    curve = loop.Curve(args.out, ("loss", "concept"), progress.step)
    batches = loop.stream(composer, args.batch, progress.step, collate, args.workers)

    def save() -> None:
        loop.save_checkpoint(
            args.out, {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "progress": progress.state()}
        )
        loop.export(args.out, model.state_dict(), {"concepts": len(composer.concepts), "widths": WIDTHS})

    while not progress.done:
        images, labels = next(batches)
        images, labels = loop.signed(images.to(device)), labels.to(device)
        loop.set_rate(optimiser, loop.cosine(progress, 2e-3))
        with loop.autocast(device):
            outputs = model.classify(images)
        losses = [F.cross_entropy(o.float(), labels[:, i]) for i, o in enumerate(outputs)]
        optimiser.zero_grad(set_to_none=True)
        (losses[0] + 0.3 * sum(losses[1:])).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        progress.step += 1
        curve.add(sum(float(x) for x in losses), float((outputs[0].argmax(1) == labels[:, 0]).float().mean()))
        if progress.step % 25 == 0:
            curve.report(progress, f"{progress.step * args.batch / progress.trained:.0f} img/s")
        if progress.save_now():
            save()
    save()


if __name__ == "__main__":
    main()
