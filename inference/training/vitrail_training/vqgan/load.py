"""A trained VQGAN for the stages that need its tokens."""

import copy
import json
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file

from .. import loop
from .model import VQGAN


def load(folder: Path, device: torch.device) -> VQGAN:
    """The exported model in single precision, not trained any further."""
    model = VQGAN(**json.loads((folder / "config.json").read_text()))
    model.load_state_dict({key: value.float() for key, value in load_file(folder / "model.safetensors").items()})
    return model.to(device).eval().requires_grad_(False)


def quick_encoder(vqgan: VQGAN, device: torch.device) -> Callable[[torch.Tensor], torch.Tensor]:
    """Encodes byte pictures to token ids in bfloat16 with channels last: on a CPU twice as fast as contiguous ones."""
    eyes = copy.deepcopy(vqgan).to(device, torch.bfloat16, memory_format=torch.channels_last)
    part = 2 if device.type == "cpu" else 256  # two pictures' activations stay in a core's cache

    @torch.no_grad()
    def encode(pictures: torch.Tensor) -> torch.Tensor:
        latents = []
        for few in pictures.split(part):
            images = loop.signed(few.to(device)).to(torch.bfloat16, memory_format=torch.channels_last)
            latents.append(eyes.latent(images).float().permute(0, 2, 3, 1).flatten(0, 2))
        return vqgan.quantize.nearest(torch.cat(latents)).view(len(pictures), -1)

    return encode
