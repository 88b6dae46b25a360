"""Byte-level BPE for four languages: python -m vitrail_training.dalle.tokenizer --out out/tokenizer

The ids are BART's: <s> 0, <pad> 1, </s> 2, <unk> 3. CLIP shares the pieces: start and end are the two
ids after the last piece, padding is 0, so that the largest id marks the end as in OpenAI's code.
"""

import argparse
import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

from ..data.composer import Composer
from ..data.concepts import LANGUAGES
from ..data.fetch import fetch

PIECES = 4096
LENGTH = 32
PAD = 1


class Words:
    """Captions to ids, for the transformer and for CLIP."""

    def __init__(self, folder: Path, length: int = LENGTH):
        self.tokenizer, self.length = Tokenizer.from_file(str(Path(folder) / "tokenizer.json")), length
        self.size = self.tokenizer.get_vocab_size()

    def ids(self, captions: list[str]) -> np.ndarray:
        """<s> pieces </s>, padded."""
        rows = np.full((len(captions), self.length), PAD, np.int64)
        for row, encoded in zip(rows, self.tokenizer.encode_batch(captions), strict=True):
            found = encoded.ids if len(encoded.ids) <= self.length else encoded.ids[: self.length - 1] + [2]
            row[: len(found)] = found
        return rows

    def clip_ids(self, captions: list[str]) -> np.ndarray:
        """[start] pieces [end] 0 0 …"""
        rows = np.zeros((len(captions), self.length), np.int64)
        for row, encoded in zip(rows, self.tokenizer.encode_batch(captions, add_special_tokens=False), strict=True):
            found = [self.size, *encoded.ids[: self.length - 2], self.size + 1]
            row[: len(found)] = found
        return rows


def corpus(cache: Path, captions: int) -> Iterator[str]:
    """Captions in equal parts, and CLDR's words for all emoji, so that other words are not cut to letters."""
    for number, language in enumerate(LANGUAGES):
        composer = Composer(cache, 70 + number, language=language)
        for index in range(captions):
            yield composer.describe(index)[0]
        for concept in composer.concepts:
            for _ in range(12):
                yield getattr(concept, language).lower()
    for language in LANGUAGES:
        data = json.loads((fetch(cache / "packages")["emojibase"] / language / "data.json").read_text(encoding="utf-8"))
        for entry in data:
            yield entry["label"].lower()
            yield from (tag.lower() for tag in entry.get("tags", []))


def train(cache: Path, out: Path, captions: int = 15000) -> None:
    out.mkdir(parents=True, exist_ok=True)
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=PIECES,
        special_tokens=["<s>", "<pad>", "</s>", "<unk>"],
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        show_progress=False,
    )
    tokenizer.train_from_iterator(corpus(cache, captions), trainer)
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0), True, True)
    tokenizer.save(str(out / "tokenizer.json"))
    tokenizer.model.save(str(out))
    config = {
        "vocab_size": tokenizer.get_vocab_size(), "model_max_length": LENGTH, "do_lower_case": True,
        "add_prefix_space": True, "bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>", "unk_token": "<unk>",
    }  # fmt: skip
    (out / "tokenizer_config.json").write_text(json.dumps(config, indent=1) + "\n")
    for language in LANGUAGES:
        composer = Composer(cache, 5, language=language)
        lengths = [len(tokenizer.encode(composer.describe(i)[0]).ids) for i in range(1500)]
        print(f"{language}: mean {np.mean(lengths):.1f}, 99.9 % {np.percentile(lengths, 99.9):.0f}, longest {max(lengths)}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cache", type=Path, default=Path("cache"))
    parser.add_argument("--out", type=Path, default=Path("out/tokenizer"))
    parser.add_argument("--captions", type=int, default=15000, help="captions a language")
    args = parser.parse_args()
    train(args.cache, args.out, args.captions)


if __name__ == "__main__":
    main()
