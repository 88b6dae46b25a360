"""A trained VQGAN for the stages that need its tokens."""

import json
from pathlib import Path

import torch
from safetensors.torch import load_file

from .model import VQGAN


def load(folder: Path, device: torch.device) -> VQGAN:
    """The exported model in single precision, not trained any further."""
    model = VQGAN(**json.loads((folder / "config.json").read_text()))
    model.load_state_dict({key: value.float() for key, value in load_file(folder / "model.safetensors").items()})
    return model.to(device).eval().requires_grad_(False)
