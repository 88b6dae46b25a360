"""Parity values for the Java port: python -m vitrail_training.evaluate.golden --out golden.json

Single-precision arithmetic on the exported weights, greedy sampling.
"""

import argparse
import json
from pathlib import Path

import torch

from .. import loop
from ..clip.train import load as load_clip
from ..dalle.load import load as load_dalle
from ..dalle.tokenizer import PAD, Words
from ..vqgan.load import load as load_vqgan
from .__main__ import load_upscaler

PROMPTS = ("a red apple", "a cat and a pizza", "красная клубника на синем фоне")


def summary(tensor: torch.Tensor) -> dict:
    values = tensor.double().flatten()
    return {
        "n": values.numel(), "sum": round(values.sum().item(), 5), "abs": round(values.abs().sum().item(), 5),
        "first": [round(v, 6) for v in values[:6].tolist()], "last": round(values[-1].item(), 6),
    }  # fmt: skip


@torch.no_grad()
def values(models: Path) -> dict:
    device = torch.device("cpu")
    words = Words(models / "tokenizer")
    vqgan, dalle = load_vqgan(models / "vqgan", device), load_dalle(models / "dalle", device)
    clip, upscaler = load_clip(models / "clip", device), load_upscaler(models / "upscaler", device)
    found = {}
    for prompt in PROMPTS:
        text = torch.from_numpy(words.ids([prompt]))
        length = int((text != PAD).sum())
        encoded, mask = dalle.encoder(text)
        start = torch.tensor([[dalle.config["decoder_start_token_id"]]])
        logits = dalle.decoder(start, dalle.decoder.text(encoded), mask)
        ids = dalle.sample(text, 1, 4.0, 1.0, 1)
        picture = vqgan.decode(ids)
        shown = torch.from_numpy(loop.to_bytes(picture)).permute(0, 3, 1, 2).float() / 255
        image = clip.encode_image(shown)
        read = clip.encode_text(torch.from_numpy(words.clip_ids([prompt])))
        found[prompt] = {
            "ids": text[0, :length].tolist(),
            "clip_ids": words.clip_ids([prompt])[0].tolist(),
            "encoder_row_conditional": summary(encoded[:, :length]),
            "decoder_step0_logits_conditional": summary(logits),
            "greedy_image_ids_guidance4": ids[0].tolist(),
            "decoded": summary(picture),
            "clip_image": summary(image),
            "clip_text": summary(read),
            "cosine": round((image * read).sum().item(), 6),
            "upscaled": summary(upscaler(shown)),
            "reencoded_ids": vqgan.encode(picture)[0].tolist(),
        }
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, default=Path("out"))
    parser.add_argument("--out", type=Path, default=Path("out/golden.json"))
    args = parser.parse_args()
    args.out.write_text(json.dumps(values(args.models), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
