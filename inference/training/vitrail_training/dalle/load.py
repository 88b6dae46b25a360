"""The two files of an exported transformer, read and written as one."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file

from .. import loop
from .model import Dalle

PARTS = ("encoder", "decoder")


def tensors(folder: Path) -> dict[str, torch.Tensor]:
    """All weights in single precision, under the names of `Dalle`."""
    return {f"{part}.{key}": value.float() for part in PARTS for key, value in load_file(folder / f"{part}.safetensors").items()}


def load(folder: Path, device: torch.device) -> Dalle:
    """The exported model in single precision, not trained any further."""
    model = Dalle(json.loads((folder / "config.json").read_text()))
    model.load_state_dict(tensors(folder))
    return model.to(device).eval().requires_grad_(False)


def export(folder: Path, weights: dict[str, torch.Tensor], config: dict) -> None:
    """Writes what `tensors` reads, in half precision, and the configuration."""
    for part in PARTS:
        own = {key.removeprefix(part + "."): value for key, value in weights.items() if key.startswith(part + ".")}
        loop.export(folder, own, config, part + ".safetensors")
