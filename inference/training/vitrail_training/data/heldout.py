"""Combinations never shown in training: a tenth of each sort by a hash of the names, and a few by name.

A scene is held out when any of its combinations is. Things, colours and backgrounds each occur in
training, only not together.
"""

import zlib

from .concepts import Concept
from .scene import Scene

EVERY = 10
BY_NAME = {
    ("colour", "blue", "strawberry"),
    ("background", "yellow", "strawberry"),
    ("colour", "purple", "frog"),
    ("colour", "pink", "car"),
    ("colour", "blue", "rose"),
    ("background", "blue", "cat"),
    ("background", "purple", "rocket"),
    ("background", "space", "teapot"),
    ("pair", "cat", "pizza"),
    ("pair", "dog", "rocket"),
    ("pair", "apple", "guitar"),
    ("shape", "watermelon", "heart"),
    ("shape", "strawberry", "star"),
    ("style", "stained glass", "owl"),
    ("style", "pixel art", "cat"),
}


def combinations(scene: Scene, concepts: tuple[Concept, ...]) -> list[tuple[str, str, str]]:
    """Everything in the scene that could have been kept apart."""
    found = []
    names = [concepts[item.concept].en for item in scene.items]
    for item, name in zip(scene.items, names, strict=True):
        if item.look.colour:
            found.append(("colour", item.look.colour, name))
        if scene.background:
            found.append(("background", scene.background, name))
        if scene.style != "3d":
            found.append(("style", scene.style, name))
    if scene.kind == "pair":
        found.append(("pair", *sorted(names)))
    elif scene.kind in ("shape", "made"):
        found.append(("shape", *names))
    return found


def is_held(combination: tuple[str, str, str]) -> bool:
    return combination in BY_NAME or zlib.crc32("|".join(combination).encode()) % EVERY == 0


def held_out(scene: Scene, concepts: tuple[Concept, ...]) -> bool:
    """Whether training must never show this scene."""
    return any(is_held(combination) for combination in combinations(scene, concepts))
