"""Measures everything the model card states: python -m vitrail_training.evaluate --out out/evaluation

Writes results.json, results.md and sheet.png. The judge is a CLIP that neither trained nor ranked
anything; its precision on real pictures is the ceiling, and is reported too.
"""

import argparse
import json
import math
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from PIL import Image, ImageDraw
from safetensors.torch import load_file

from .. import loop
from ..clip.train import load as load_clip
from ..dalle.load import load as load_dalle
from ..dalle.tokenizer import Words
from ..data.captions import caption
from ..data.composer import Composer
from ..data.concepts import LANGUAGES
from ..data.flourishes import flourish
from ..upscaler.model import SRVGGNetCompact
from ..vqgan.load import Quick
from ..vqgan.load import load as load_vqgan
from .prompts import PROMPTS

SWEEP = [(g, k, t) for g in (1.5, 2.0, 3.0) for k, t in ((64, 0.5), (64, 0.7), (256, 0.9))]


def load_upscaler(folder: Path, device: torch.device) -> SRVGGNetCompact:
    model = SRVGGNetCompact(**json.loads((folder / "config.json").read_text()))
    model.load_state_dict({k: v.float() for k, v in load_file(folder / "model.safetensors").items()})
    return model.to(device).eval().requires_grad_(False)


class Evaluation:
    def __init__(self, args):
        self.args = args
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        torch.set_num_threads(os.cpu_count() or 1)
        models = args.models
        self.words = Words(models / "tokenizer")
        self.vqgan = Quick(load_vqgan(models / "vqgan", self.device), self.device)
        self.dalle = load_dalle(models / "dalle", self.device).to(loop.working_type(self.device))
        self.ranker, self.judge = load_clip(models / "clip", self.device), load_clip(models / "judge", self.device)
        self.upscaler = load_upscaler(models / "upscaler", self.device)
        guidance, top_k, temperature = args.settings
        self.settings = (guidance, int(top_k), temperature)

    # pieces --------------------------------------------------------------------------------------

    def seen(self, clip, pictures: np.ndarray) -> torch.Tensor:
        images = torch.from_numpy(pictures).permute(0, 3, 1, 2).float().div(255)
        with loop.autocast(self.device):
            return torch.cat([clip.encode_image(part.to(self.device)) for part in images.split(100)])

    def read(self, clip, captions: list[str]) -> torch.Tensor:
        ids = torch.from_numpy(self.words.clip_ids(captions)).to(self.device)
        with loop.autocast(self.device):
            return torch.cat([clip.encode_text(part) for part in ids.split(500)])

    def generate(self, prompts: list[str], count: int, settings: tuple[float, int, float], seed: int = 0) -> np.ndarray:
        """Pictures, prompts x count."""
        generator = torch.Generator(self.device).manual_seed(seed)
        guidance, top_k, temperature = settings
        made = []
        for start in range(0, len(prompts), self.args.at_once):
            part = prompts[start : start + self.args.at_once]
            text = torch.from_numpy(self.words.ids(part)).to(self.device)
            tokens = self.dalle.sample(text, count, guidance, temperature, top_k, generator)
            images = self.vqgan.decode(tokens)
            made.append(loop.to_bytes(images).reshape(len(part), count, *images.shape[2:], 3))
        return np.concatenate(made)

    def best(self, prompts: list[str], pictures: np.ndarray) -> np.ndarray:
        """Of each prompt's pictures the one the ranker likes best."""
        texts = self.read(self.ranker, prompts)
        likes = self.seen(self.ranker, pictures.reshape(-1, *pictures.shape[2:])).reshape(*pictures.shape[:2], -1)
        chosen = (likes * texts[:, None]).sum(-1).argmax(1).cpu().numpy()
        return pictures[np.arange(len(pictures)), chosen]

    def among_captions(self, pictures: np.ndarray, prompts: list[str]) -> float:
        """How often the judge finds the true caption first among 100."""
        others = [c for c in dict.fromkeys(self.distractors + prompts)]
        hits = []
        random = np.random.default_rng(0)
        images, texts = self.seen(self.judge, pictures), self.read(self.judge, others)
        where = {text: i for i, text in enumerate(others)}
        for image, prompt in zip(images, prompts, strict=True):
            wrong = [i for i in random.choice(len(others), 120, replace=False) if i != where[prompt]][:99]
            scores = texts[[where[prompt], *wrong]] @ image
            hits.append(float(scores[0] > scores[1:].max()))  # a tie is a miss
        return float(np.mean(hits))

    def among_objects(self, pictures: np.ndarray, samples: list) -> float:
        """How often the judge finds the true thing first among 100 in the same sentence; single things only."""
        random = np.random.default_rng(1)
        hits = []
        images = self.seen(self.judge, pictures)
        for image, (scene, language, speak) in zip(images, samples, strict=True):
            if scene.kind != "one":
                continue
            true = scene.items[0]
            wrong = [int(i) for i in random.choice(len(self.concepts), 110, replace=False) if i != true.concept][:99]
            texts = []
            for concept in [true.concept, *wrong]:
                changed = replace(scene, items=(replace(true, concept=concept),))
                texts.append(caption(changed, self.concepts, language, np.random.default_rng(speak)) or "")
            scores = self.read(self.judge, texts) @ image
            hits.append(float(scores[0] > scores[1:].max()))
        return float(np.mean(hits)) if hits else math.nan

    # parts of the report -------------------------------------------------------------------------

    def measure_vqgan(self) -> dict:
        composer = Composer(self.args.cache, 994)
        pictures = np.stack([composer.sample(i).picture for i in range(self.args.pictures)])
        rebuilt, codes = [], []
        for part in torch.from_numpy(pictures).permute(0, 3, 1, 2).split(100):
            codes.append(self.vqgan.encode(loop.signed(part)))
            rebuilt.append(loop.to_bytes(self.vqgan.decode(codes[-1])))
        errors = ((np.concatenate(rebuilt).astype(float) - pictures) ** 2).mean((1, 2, 3))
        counts = torch.bincount(torch.cat(codes).flatten(), minlength=self.vqgan.exact.config["n_embed"]).float()
        shares = counts[counts > 0] / counts.sum()
        return {
            "psnr": 10 * math.log10(255**2 / errors.mean()),
            "psnr_median": float(np.median(10 * np.log10(255**2 / np.maximum(errors, 1e-3)))),
            "codes_used": int((counts > 0).sum()),
            "code_perplexity": float(torch.exp(-(shares * shares.log()).sum())),
            "pictures": len(pictures),
        }  # fmt: skip

    def measure_retrieval(self, clip) -> dict:
        found = {}
        for name, held in (("seen", False), ("held_out", True)):
            composer = Composer(self.args.cache, 995, held=held)
            samples = [composer.sample(i) for i in range(self.args.pictures)]
            images = self.seen(clip, np.stack([s.picture for s in samples]))
            texts = self.read(clip, [s.caption for s in samples])
            hits = [
                (a @ b.T).argmax(1).eq(torch.arange(len(a), device=a.device)).float()
                for a, b in zip(images.split(100), texts.split(100), strict=True)
            ]
            found[name] = float(torch.cat(hits).mean())
        return found

    def prompts_of(self, language: str, held: bool, unseen: bool = False) -> tuple[list[str], list, np.ndarray]:
        """Captions, what object precision needs, and the real pictures."""
        composer = Composer(self.args.cache, 996, held=held, unseen=unseen, language=language)
        captions, samples, real = [], [], []
        index = 0
        while len(captions) < self.args.prompts:
            _, _, scene = composer.describe(index)
            speak = [996, index]
            text = caption(scene, composer.concepts, language, np.random.default_rng(speak), unseen)
            index += 1
            if text and text not in captions:
                captions.append(text)
                samples.append((scene, language, speak))
                real.append(composer.draw(scene, composer.random(index, 2)))
        return captions, samples, np.stack(real)

    def measure_pictures(self, language: str, held: bool, unseen: bool = False, flourished: bool = False) -> dict:
        """`flourished`: drawn and ranked with words around each prompt that name nothing, judged without them."""
        prompts, samples, real = self.prompts_of(language, held, unseen)
        random = np.random.default_rng(998)
        typed = [flourish(prompt, language, random) for prompt in prompts] if flourished else prompts
        pictures = self.generate(typed, 9, self.settings)
        best = self.best(typed, pictures)
        rows = {"single": pictures[:, 0], "best_of_9": best, "real": real}
        return {
            "language": language, "held_out": held, "unseen_phrasing": unseen, "flourished": flourished, "prompts": len(prompts),
            "r_precision": {name: self.among_captions(p, prompts) for name, p in rows.items()},
            "object_precision": {name: self.among_objects(p, samples) for name, p in rows.items()},
        }  # fmt: skip

    def sweep(self) -> list[dict]:
        prompts, samples, _ = self.prompts_of("en", True)
        rows = []
        for settings in SWEEP:
            pictures = self.generate(prompts, 2, settings, seed=3)
            flat = pictures.reshape(-1, *pictures.shape[2:])
            doubled = [p for p in prompts for _ in range(2)]
            liking = (self.seen(self.judge, flat) * self.read(self.judge, doubled)).sum(-1).mean().item()
            rows.append({
                "guidance": settings[0], "top_k": settings[1], "temperature": settings[2],
                "r_precision": self.among_captions(flat, doubled),
                "object_precision": self.among_objects(flat, [s for s in samples for _ in range(2)]), "liking": liking,
            })  # fmt: skip
            print(rows[-1], flush=True)
        return rows

    def sheet(self) -> None:
        pictures = self.best(list(PROMPTS), self.generate(list(PROMPTS), 9, self.settings, seed=7))
        small = torch.from_numpy(pictures).permute(0, 3, 1, 2).float().div(255).to(self.device)
        with torch.no_grad():
            large = torch.cat([self.upscaler(part) for part in small.split(4)])
        large = loop.to_bytes(large * 2 - 1)
        cell, text, across = 256, 22, 6
        page = Image.new("RGB", (across * (cell + 8), -(-len(PROMPTS) // across) * (cell + text + 8)), "white")
        pen, lettering = ImageDraw.Draw(page), loop.font(12)
        for number, (picture, prompt) in enumerate(zip(large, PROMPTS, strict=True)):
            x, y = number % across * (cell + 8) + 4, number // across * (cell + text + 8) + 4
            page.paste(Image.fromarray(picture).resize((cell, cell), Image.Resampling.LANCZOS), (x, y))
            pen.text((x, y + cell + 3), prompt, fill="black", font=lettering)
        page.save(self.args.out / "sheet.png")

    def run(self) -> None:
        self.args.out.mkdir(parents=True, exist_ok=True)
        if self.args.only_sheet:
            return self.sheet()
        composer = Composer(self.args.cache, 997)
        self.concepts = composer.concepts
        self.distractors = [composer.describe(i)[0] for i in range(600)]
        results: dict = {"vqgan": self.measure_vqgan()}
        print(results["vqgan"], flush=True)
        results["retrieval"] = {"clip": self.measure_retrieval(self.ranker), "judge": self.measure_retrieval(self.judge)}
        print(results["retrieval"], flush=True)
        if not self.args.no_sweep:
            results["sweep"] = self.sweep()
            # a hundred prompts move either precision by .03 by chance, and both forgive confetti; the mean cosine does neither
            chosen = max(results["sweep"], key=lambda r: r["liking"])
            self.settings = (chosen["guidance"], chosen["top_k"], chosen["temperature"])
        results["settings"] = dict(zip(("guidance", "top_k", "temperature"), self.settings, strict=True))
        results["pictures"] = []
        rows = [{"language": language, "held": held} for language in LANGUAGES for held in (False, True)]
        rows += [{"language": "en", "held": False, "unseen": True}, {"language": "en", "held": True, "flourished": True}]
        for row in rows:
            results["pictures"].append(self.measure_pictures(**row))
            print(results["pictures"][-1], flush=True)
        (self.args.out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
        (self.args.out / "results.md").write_text(markdown(results), encoding="utf-8")
        self.sheet()


def markdown(results: dict) -> str:
    """The model card's tables."""
    vqgan, settings = results["vqgan"], results["settings"]
    lines = [
        f"VQGAN on {vqgan['pictures']} pictures: PSNR {vqgan['psnr']:.2f} dB (median {vqgan['psnr_median']:.2f}), "
        f"{vqgan['codes_used']} codes used, perplexity {vqgan['code_perplexity']:.0f}.", "",
        "| true caption among 100 | seen | held out |", "|---|---|---|",
    ]  # fmt: skip
    for name, row in results["retrieval"].items():
        lines.append(f"| {name} | {row['seen']:.3f} | {row['held_out']:.3f} |")
    lines += [
        "", f"Settings: guidance {settings['guidance']}, top-k {settings['top_k']}, temperature {settings['temperature']}.", "",
        "| language | combinations | R-precision single | best of 9 | real | object precision single | best of 9 | real |",
        "|---|---|---|---|---|---|---|---|",
    ]  # fmt: skip
    for row in results["pictures"]:
        kind = "held out" if row["held_out"] else "seen, other words" if row["unseen_phrasing"] else "seen"
        kind += ", words around it" if row["flourished"] else ""
        numbers = [row[m][k] for m in ("r_precision", "object_precision") for k in ("single", "best_of_9", "real")]
        lines.append(f"| {row['language']} | {kind} | " + " | ".join(f"{n:.2f}" for n in numbers) + " |")
    if "sweep" in results:
        lines += ["", "| guidance | top-k | temperature | R-precision | object precision | cosine |", "|---|---|---|---|---|---|"]
        for row in results["sweep"]:
            lines.append(
                f"| {row['guidance']} | {row['top_k']} | {row['temperature']} | {row['r_precision']:.2f} | "
                f"{row['object_precision']:.2f} | {row['liking']:.3f} |"
            )
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("--models", type=Path, default=Path("out"), help="folder with vqgan, dalle, clip, judge, upscaler, tokenizer")
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--out", type=Path, default=Path("out/evaluation"))
    parser.add_argument("--prompts", type=int, default=100, help="prompts a row of the table")
    parser.add_argument("--pictures", type=int, default=1000, help="real pictures for VQGAN and retrieval, a multiple of 100")
    parser.add_argument("--at-once", type=int, default=6, help="prompts sampled together")
    parser.add_argument("--no-sweep", action="store_true", help="sample with --settings")
    parser.add_argument("--only-sheet", action="store_true", help="draw the sheet of 24 prompts and measure nothing (a minute or two)")
    parser.add_argument("--settings", type=float, nargs=3, default=(2.0, 64, 0.7), metavar=("GUIDANCE", "TOP_K", "TEMPERATURE"))
    Evaluation(parser.parse_args()).run()


if __name__ == "__main__":
    main()
