"""A resumed run takes the step an uninterrupted one would have taken. Needs the sprites (VITRAIL_CACHE)."""

import os
import tempfile
import unittest
from pathlib import Path

import torch

from vitrail_training import loop
from vitrail_training.dalle import tokenizer
from vitrail_training.dalle import train as dalle
from vitrail_training.vqgan import train
from vitrail_training.vqgan.model import CONFIG, VQGAN

CACHE = os.environ.get("VITRAIL_CACHE", "cache")


class Resume(unittest.TestCase):
    def trainer(self, out: str) -> train.Trainer:
        words = ["--out", out, "--cache", CACHE, "--batch", "1", "--steps", "8", "--threads", "1", "--device", "cpu"]
        return train.Trainer(train.arguments().parse_args([*words, "--features", str(Path(out) / "none")]))

    def test_vqgan(self):
        with tempfile.TemporaryDirectory() as whole, tempfile.TemporaryDirectory() as parts:
            through = self.trainer(whole)
            for _ in range(3):
                through.step()
            first = self.trainer(parts)
            for _ in range(2):
                first.step()
            first.save()
            second = self.trainer(parts)
            self.assertEqual(2, second.progress.step)
            second.step()
            for name, value in through.model.state_dict().items():
                torch.testing.assert_close(second.model.state_dict()[name], value, rtol=0, atol=1e-6, msg=name)

    def test_transformer(self):
        with tempfile.TemporaryDirectory() as folder:
            base = Path(folder)
            tokenizer.train(Path(CACHE), base / "words", captions=40)
            (base / "vqgan").mkdir()
            loop.export(base / "vqgan", VQGAN(**CONFIG).state_dict(), CONFIG)
            words = ["--vqgan", str(base / "vqgan"), "--tokenizer", str(base / "words"), "--cache", CACHE, "--device", "cpu"]
            words += ["--batch", "4", "--steps", "8", "--threads", "1", "--width", "64", "--layers", "1", "1"]
            words += ["--samples", "0", "--checks", "4"]

            def trainer(out: str, *more: str) -> dalle.Trainer:
                return dalle.Trainer(dalle.arguments().parse_args([*words, "--out", str(base / out), *more]))

            through = trainer("whole")
            for _ in range(3):
                through.step()
            first = trainer("parts")
            for _ in range(2):
                first.step()
            first.save()
            begun = trainer("begun", "--init", str(base / "parts"))
            self.assertEqual(0, begun.progress.step)
            for name, value in begun.model.state_dict().items():
                torch.testing.assert_close(first.average[name].half().float(), value, rtol=0, atol=0, msg=name)
            second = trainer("parts")
            second.step()
            for name, value in through.model.state_dict().items():
                torch.testing.assert_close(second.model.state_dict()[name], value, rtol=0, atol=1e-6, msg=name)


if __name__ == "__main__":
    unittest.main()
