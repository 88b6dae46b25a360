"""Averages weights trained on with those they began from: python -m vitrail_training.dalle.average out/dalle out/longer --share 0.75 --out out/dalle

Training on a wider world forgets some of the narrower one; between the two lies a network that knows both
(Wortsman et al., Robust fine-tuning of zero-shot models, 2022). What was learned of words can be kept whole with --text-share 1.
"""

import argparse
import json
import re
from pathlib import Path

import torch

from . import load as exported

READS_TEXT = re.compile(r"encoder\.|decoder\..*encoder_attn\.[kv]_proj\.")


def average(
    before: dict[str, torch.Tensor], after: dict[str, torch.Tensor], share: float, text_share: float | None = None
) -> dict[str, torch.Tensor]:
    """Of each tensor `share` of the later and the rest of the earlier; `text_share` of those that read the text."""
    if before.keys() != after.keys():
        raise ValueError(f"not the same network: only one of the two has {', '.join(sorted(before.keys() ^ after.keys()))}")
    text_share = share if text_share is None else text_share
    return {name: torch.lerp(before[name], after[name], text_share if READS_TEXT.match(name) else share) for name in before}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter)
    parser.add_argument("before", type=Path, help="folder of the exported weights the training began from")
    parser.add_argument("after", type=Path, help="folder of those it ended with")
    parser.add_argument("--share", type=float, default=0.75, help="of the later weights, 0 to 1")
    parser.add_argument("--text-share", type=float, help="of the later weights that read the text (encoder, keys and values), if another")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    config = json.loads((args.after / "config.json").read_text())
    mixed = average(exported.tensors(args.before), exported.tensors(args.after), args.share, args.text_share)
    args.out.mkdir(parents=True, exist_ok=True)
    exported.export(args.out, mixed, config)


if __name__ == "__main__":
    main()
