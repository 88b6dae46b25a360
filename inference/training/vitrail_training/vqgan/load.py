"""A trained VQGAN for the stages that need its tokens."""

import copy
import json
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


class Quick:
    """A trained VQGAN at work in `loop.working_type` with channels last: in bf16 on a CPU twice as fast as in autocast with contiguous pictures."""

    def __init__(self, vqgan: VQGAN, device: torch.device):
        self.exact, self.device = vqgan, device
        self.type = loop.working_type(device)
        self.work = copy.deepcopy(vqgan).to(device, self.type, memory_format=torch.channels_last)
        self.part = 2 if device.type == "cpu" else 256  # two pictures' activations stay in a core's cache

    @torch.no_grad()
    def encode(self, images: torch.Tensor) -> torch.Tensor:
        """Token ids of pictures in [-1, 1]."""
        latents = []
        for few in images.split(self.part):
            latent = self.work.latent(few.to(self.device, self.type, memory_format=torch.channels_last))
            latents.append(latent.float().permute(0, 2, 3, 1).flatten(0, 2))
        return self.exact.quantize.nearest(torch.cat(latents)).view(len(images), -1)

    @torch.no_grad()
    def decode(self, ids: torch.Tensor) -> torch.Tensor:
        """Pictures in [-1, 1] of token ids."""
        return torch.cat([self.work.decode(few).float().contiguous().clamp(-1, 1) for few in ids.split(self.part)])
