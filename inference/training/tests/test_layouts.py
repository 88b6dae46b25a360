"""Tensor names are those of the published layouts, which the bundled models already have."""

import re
import unittest
from pathlib import Path

from safetensors import safe_open

from vitrail_training.clip.model import CLIP
from vitrail_training.clip.model import config as clip_config
from vitrail_training.dalle import model as dalle
from vitrail_training.upscaler import model as upscaler
from vitrail_training.vqgan import model as vqgan

BUNDLED = Path(__file__).parents[2] / "bundled/src/main/resources/org/vitrail/inference/bundled"


def bundled(name: str) -> set[str]:
    with safe_open(BUNDLED / name, "pt") as file:
        return set(file.keys())


def without_numbers(names) -> set[str]:
    """Layers differ in number, not in name."""
    return {re.sub(r"(layers|resblocks|body)\.\d+\.", r"\1.N.", name) for name in names}


class Layouts(unittest.TestCase):
    def test_vqgan(self):
        self.assertEqual(bundled("vqgan/model.safetensors"), set(vqgan.VQGAN(**vqgan.CONFIG).state_dict()))

    def test_dalle(self):
        model = dalle.Dalle(dalle.CONFIG)
        for part in ("encoder", "decoder"):
            names = without_numbers(getattr(model, part).state_dict())
            self.assertEqual(without_numbers(bundled(f"dalle/{part}.safetensors")), names)

    def test_clip(self):
        names = without_numbers(CLIP(**clip_config(4096, 32)).state_dict())
        self.assertEqual(without_numbers(bundled("clip/model.safetensors")), names)

    def test_upscaler(self):
        names = set(upscaler.SRVGGNetCompact(**upscaler.CONFIG).state_dict())
        self.assertEqual(bundled("upscaler/model.safetensors"), names)


if __name__ == "__main__":
    unittest.main()
