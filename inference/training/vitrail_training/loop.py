"""What every trainer shares: arguments, schedule, batches, checkpoints, curves and exports."""

import argparse
import csv
import json
import math
import os
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
import torch.distributed
from PIL import Image, ImageDraw, ImageFont
from safetensors.torch import save_file
from torch import nn
from torch.utils.data import DataLoader, Dataset

CHECKPOINT = "checkpoint.pt"


def parser(description: str, out: str, batch: int) -> argparse.ArgumentParser:
    """The arguments all trainers take."""
    made = argparse.ArgumentParser(description=description, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    made.add_argument("--minutes", type=float, default=10, help="training time in all, resumed runs included")
    made.add_argument("--steps", type=int, default=0, help="train so many steps in all, in place of --minutes")
    made.add_argument("--stop-after", type=float, default=0, help="stop and save after so many minutes of this run")
    made.add_argument("--out", type=Path, default=Path(out), help="checkpoint, weights, curves and sample grids")
    made.add_argument("--cache", type=Path, default=Path("cache"), help="downloads and sprites")
    made.add_argument("--batch", type=int, default=batch)
    made.add_argument("--seed", type=int, default=1)
    made.add_argument("--device", default="auto", help="cpu, cuda or auto")
    made.add_argument("--threads", type=int, default=0, help="CPU threads; 0: all cores, fewer while others use them")
    made.add_argument("--workers", type=int, default=-1, help="processes that compose pictures, -1: 12 with a GPU, else 0")
    made.add_argument("--save-every", type=float, default=3, help="minutes between checkpoints")
    made.add_argument("--fresh", action="store_true", help="start anew even where a checkpoint lies")
    return made


def add_more_of(made: argparse.ArgumentParser) -> None:
    """The argument of trainers that learn names."""
    made.add_argument(
        "--more-of", type=Path, help="file of things (English names, one a line) to show three times as often: those the weights do not know yet"
    )


def more_of(args: argparse.Namespace) -> frozenset[str]:
    """The names in that file."""
    return frozenset(args.more_of.read_text(encoding="utf-8").split("\n")) - {""} if args.more_of else frozenset()


def setup(args: argparse.Namespace) -> torch.device:
    """Seeds, threads and the device."""
    args.out.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(args.threads or max(1, (os.cpu_count() or 1) // processes()))
    args.neighbours = None if args.threads or processes() > 1 else Neighbours()
    torch.manual_seed(args.seed)
    if processes() > 1 and not torch.distributed.is_initialized():
        torch.distributed.init_process_group("gloo")
    name = ("cuda" if torch.cuda.is_available() else "cpu") if args.device == "auto" else args.device
    if name == "cuda":
        torch.backends.cuda.matmul.allow_tf32 = True
        torch.backends.cudnn.allow_tf32 = True
        torch.backends.cudnn.benchmark = True
    if args.workers < 0:
        args.workers = 12 if name == "cuda" else 0
    return torch.device(name)


def processes() -> int:
    """How many processes train together, as torchrun tells each."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def rank() -> int:
    """This process's number among them."""
    return int(os.environ.get("RANK", "0"))


def agreed(answer: bool) -> bool:
    """What the first process answers, for all of them."""
    if processes() == 1:
        return answer
    flag = torch.tensor([answer], dtype=torch.uint8)
    torch.distributed.broadcast(flag, 0)
    return bool(flag)


def working_type(device: torch.device) -> torch.dtype:
    """bf16, or single precision on a processor without instructions for bf16, where that takes four times as long."""
    if device.type == "cpu" and not any(torch.cpu.get_capabilities().get(name) for name in ("avx512_bf16", "amx_bf16", "bf16")):
        return torch.float32
    return torch.bfloat16


def autocast(device: torch.device) -> torch.autocast:
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=working_type(device) == torch.bfloat16)


class Neighbours:
    """Leaves a core to other processes while they use one.

    Threads that wait for each other go at the slowest one's pace: two threads on one and a half cores
    are slower than one thread. So the number of threads follows what others leave idle.
    """

    def __init__(self, every: float = 3.0):
        self.every, self.cores = every, os.cpu_count() or 1
        self.before = self.measure()

    @staticmethod
    def measure() -> tuple[float, float]:
        """The clock, and the seconds of processor time all other processes have used."""
        tick = os.sysconf("SC_CLK_TCK")
        try:
            busy = [int(v) for v in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:8]]
        except OSError:
            return time.monotonic(), 0.0
        own = os.times()
        return time.monotonic(), (sum(busy) - busy[3] - busy[4]) / tick - own.user - own.system

    def adapt(self) -> None:
        clock, used = self.measure()
        passed = clock - self.before[0]
        if passed < self.every:
            return
        others = (used - self.before[1]) / passed
        self.before = clock, used
        wanted = max(1, self.cores - max(0, round(others + 0.15)))
        if wanted != torch.get_num_threads():
            torch.set_num_threads(wanted)


class Progress:
    """How far a run is, from 0 to 1, by steps or by time trained (earlier runs included)."""

    def __init__(self, args: argparse.Namespace):
        self.neighbours = getattr(args, "neighbours", None)
        self.steps, self.seconds, self.limit = args.steps, args.minutes * 60, args.stop_after * 60
        self.save_every = args.save_every * 60
        self.step, self.before = 0, 0.0
        self.interrupted = False
        signal.signal(signal.SIGTERM, self.interrupt)
        signal.signal(signal.SIGINT, self.interrupt)
        self.start: float | None = None  # of the clock; set by the first question whether the run is done
        self.saved = time.monotonic()

    def interrupt(self, *_) -> None:
        """Ends the run after the step under way, with a checkpoint."""
        self.interrupted = True

    @property
    def trained(self) -> float:
        return self.before + (time.monotonic() - self.start if self.start is not None else 0.0)

    @property
    def fraction(self) -> float:
        return min(1.0, self.step / self.steps if self.steps else self.trained / self.seconds)

    @property
    def done(self) -> bool:
        if self.start is None:
            self.start = self.saved = time.monotonic()
        if self.neighbours:
            self.neighbours.adapt()
        return self.interrupted or self.fraction >= 1 or bool(self.limit and time.monotonic() - self.start >= self.limit)

    def save_now(self) -> bool:
        if time.monotonic() - self.saved < self.save_every:
            return False
        self.saved = time.monotonic()
        return True

    def state(self) -> dict:
        return {"step": self.step, "trained": self.trained}

    def load(self, state: dict) -> None:
        self.step, self.before = state["step"], state["trained"]


def state(model: nn.Module, optimiser: torch.optim.Optimizer, progress: Progress) -> dict:
    """What a run of one network goes on from."""
    return {"model": model.state_dict(), "optimiser": optimiser.state_dict(), "progress": progress.state()}


def resume(args: argparse.Namespace, device: torch.device, model: nn.Module, optimiser: torch.optim.Optimizer, progress: Progress) -> bool:
    """Goes on from the checkpoint, where there is one; says whether there was."""
    if found := load_checkpoint(args.out, device, args.fresh):
        model.load_state_dict(found["model"])
        optimiser.load_state_dict(found["optimiser"])
        progress.load(found["progress"])
        restore_random(found)
        print(f"resumed at step {progress.step}", flush=True)
    return found is not None


def run(trainer, unit: str) -> None:
    """Trains to the end: trainer has args, progress, curve, step() -> loss and save(), which adds what it measured."""
    progress, curve = trainer.progress, trainer.curve
    unknown = [math.nan] * (len(curve.columns) - 3)
    start, before = progress.trained, progress.step
    while not agreed(progress.done):
        curve.add(trainer.step(), *unknown)
        if agreed(progress.save_now()):
            trainer.save()
        if progress.step % trainer.args.report == 0:
            rate = (progress.step - before) * trainer.args.batch / max(1e-9, progress.trained - start)
            curve.report(progress, f"{rate:.1f} {unit}")
    trainer.save()
    curve.report(progress)


def cosine(progress: Progress, peak: float, warm: int = 100, floor: float = 0.02) -> float:
    """Linear warm-up over the first steps, then one cosine down."""
    decay = floor + (1 - floor) * 0.5 * (1 + math.cos(math.pi * progress.fraction))
    return peak * min(1.0, (progress.step + 1) / warm) * decay


def set_rate(optimiser: torch.optim.Optimizer, rate: float) -> None:
    for group in optimiser.param_groups:
        group["lr"] = rate * group.get("scale", 1.0)


def decayed(model: nn.Module, decay: float) -> list[dict]:
    """Weight decay for matrices only, not for embeddings of position, norms and biases."""
    matrices = [p for p in model.parameters() if p.requires_grad and p.dim() >= 2]
    vectors = [p for p in model.parameters() if p.requires_grad and p.dim() < 2]
    return [{"params": matrices, "weight_decay": decay}, {"params": vectors, "weight_decay": 0.0}]


class Batches(Dataset):
    """Batch `i` holds the composer's samples from `i * size` on, as `collate` makes it."""

    def __init__(self, composer, size: int, collate: Callable):
        self.composer, self.size, self.collate = composer, size, collate

    def __getitem__(self, number: int):
        return self.collate([self.composer.sample(i) for i in range(number * self.size, (number + 1) * self.size)])


class From:
    """Batch numbers from `start` on, without end."""

    def __init__(self, start: int):
        self.start = start

    def __iter__(self) -> Iterator[int]:
        number = self.start
        while True:
            yield number
            number += 1


def stream(composer, size: int, start: int, collate: Callable, workers: int) -> Iterator:
    """An endless iterator of batches that continues at batch `start`."""
    loader = DataLoader(
        Batches(composer, size, collate),
        batch_size=None,
        sampler=From(start),
        num_workers=workers,
        prefetch_factor=4 if workers else None,
        multiprocessing_context="spawn" if workers else None,
        generator=torch.Generator().manual_seed(0),  # the loader must not draw from the training's stream
    )
    return iter(loader)


def pictures(samples: list) -> torch.Tensor:
    """The samples' pictures as bytes, N x 3 x H x W, contiguous."""
    return torch.from_numpy(np.stack([s.picture for s in samples])).permute(0, 3, 1, 2).contiguous()


def described(samples: list) -> tuple[torch.Tensor, list[str]]:
    """The samples' pictures and captions."""
    return pictures(samples), [s.caption for s in samples]


def signed(pixels: torch.Tensor) -> torch.Tensor:
    """Bytes to floats in [-1, 1]."""
    return pixels.float().div_(127.5).sub_(1)


def to_bytes(images: torch.Tensor) -> np.ndarray:
    """Floats in [-1, 1], N x 3 x H x W, to bytes N x H x W x 3."""
    scaled = (images.float().clamp(-1, 1) + 1) * 127.5
    return scaled.round().to(torch.uint8).permute(0, 2, 3, 1).cpu().numpy()


def save_checkpoint(folder: Path, state: dict) -> None:
    """Writes the checkpoint whole or not at all."""
    state = {**state, "torch_rng": torch.get_rng_state()}
    if torch.cuda.is_available():
        state["cuda_rng"] = torch.cuda.get_rng_state()
    path = folder / own_checkpoint()
    torch.save(state, path.with_suffix(".part"))
    os.replace(path.with_suffix(".part"), path)


def own_checkpoint() -> str:
    """Each of several processes keeps its own; the first one's has the usual name."""
    return CHECKPOINT if rank() == 0 else f"checkpoint-{rank()}.pt"


def load_checkpoint(folder: Path, device: torch.device, fresh: bool) -> dict | None:
    """The checkpoint of an earlier run, if there is one; restores the random state with `restore_random`."""
    path = folder / own_checkpoint()
    if not path.is_file():
        path = folder / CHECKPOINT
    if fresh or not path.is_file():
        return None
    return torch.load(path, map_location=device, weights_only=True)


def restore_random(state: dict) -> None:
    torch.set_rng_state(state["torch_rng"].cpu())
    if "cuda_rng" in state and torch.cuda.is_available():
        torch.cuda.set_rng_state(state["cuda_rng"].cpu())


def export(folder: Path, tensors: dict[str, torch.Tensor], config: dict, name: str = "model.safetensors") -> None:
    """Half-precision weights in the published layout, and their configuration."""
    half = {key: value.detach().cpu().half().contiguous() for key, value in tensors.items()}
    save_file(half, folder / (name + ".part"))
    os.replace(folder / (name + ".part"), folder / name)
    (folder / "config.json").write_text(json.dumps(config, indent=1) + "\n")


def mean(values) -> float:
    """Of what was measured; NaN where nothing was."""
    known = [v for v in values if math.isfinite(v)]
    return sum(known) / len(known) if known else math.nan


class Curve:
    """A loss curve: one CSV row a report, drawn again as a PNG each time."""

    def __init__(self, folder: Path, columns: tuple[str, ...], resumed_at: int = 0):
        self.path, self.columns = folder / "curve.csv", ("step", "seconds", *columns)
        self.rows: list[list[float]] = []
        if resumed_at and self.path.is_file():
            with self.path.open() as file:
                self.rows = [[float(v) for v in row] for row in list(csv.reader(file))[1:] if int(float(row[0])) <= resumed_at]
        self.pending: list[list[float]] = []

    def add(self, *values: float) -> None:
        self.pending.append([float(v) for v in values])

    def report(self, progress: Progress, extra: str = "") -> None:
        """Means since the last report go to the CSV, the PNG and the console; of several processes the first one's."""
        if not self.pending:
            return
        means = [mean(column) for column in zip(*self.pending, strict=True)]
        self.pending.clear()
        if rank() > 0:
            return
        self.rows.append([progress.step, round(progress.trained, 1), *means])
        with self.path.open("w", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(self.columns)
            writer.writerows([f"{value:.6g}" for value in row] for row in self.rows)
        words = " ".join(f"{n} {v:.4f}" for n, v in zip(self.columns[2:], means, strict=True) if math.isfinite(v))
        print(f"step {progress.step} {progress.trained:.0f}s {100 * progress.fraction:.1f}% {words} {extra}", flush=True)
        self.draw()

    def draw(self, width: int = 900, height: int = 260) -> None:
        """One panel for each column."""
        names = self.columns[2:]
        page = Image.new("RGB", (width, height * len(names)), "white")
        pen = ImageDraw.Draw(page)
        data = np.array(self.rows)
        for number, name in enumerate(names):
            values = data[:, 2 + number]
            known = np.isfinite(values)
            if known.sum() < 2:
                continue
            low, high = np.percentile(values[known], [0, 98])
            spread = max(1e-9, high - low)
            top = number * height + 24
            x = 60 + (width - 80) * data[known, 0] / max(1, data[-1, 0])
            y = top + (height - 44) * (1 - np.clip((values[known] - low) / spread, 0, 1))
            pen.line(list(zip(x.tolist(), y.tolist(), strict=True)), fill=(30, 90, 200), width=2)
            pen.text((60, number * height + 4), f"{name}: {values[known][-1]:.4g}", fill="black")
            pen.text((4, top), f"{high:.3g}", fill="black")
            pen.text((4, top + height - 54), f"{low:.3g}", fill="black")
        page.save(self.path.with_suffix(".png"))


def grid(images: np.ndarray, across: int, gap: int = 2) -> Image.Image:
    """Byte pictures side by side."""
    count, height, width, _ = images.shape
    rows = -(-count // across)
    page = np.full((rows * (height + gap) + gap, across * (width + gap) + gap, 3), 255, np.uint8)
    for number, image in enumerate(images):
        y, x = number // across * (height + gap) + gap, number % across * (width + gap) + gap
        page[y : y + height, x : x + width] = image
    return Image.fromarray(page)


def font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """A font for captions; the first named has Chinese too, the last nothing but Latin."""
    for name in ("wqy-microhei.ttc", "NotoSansCJK-Regular.ttc", "DejaVuSans.ttf"):
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default()
