"""Pairs that differ in the thing alone, so that a CLIP learns to tell things apart and not just scenes."""

from dataclasses import replace
from functools import lru_cache

import numpy as np

from ..data.captions import caption
from ..data.composer import Composer
from ..data.heldout import held_out
from ..data.scene import Item, Scene

GROUP = 16


class Siblings(Composer):
    """A composer whose every second group of 16 shares its language, words, style, colour and background.

    Among 128 scenes drawn by lot a caption is found by its background or its style; in such a group only the thing's name helps.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.parent = lru_cache(maxsize=4)(self._parent)

    def _parent(self, group: int) -> tuple[str, Scene]:
        """Language and scene that a group shares: the first of one thing from its own numbers on."""
        index = group * GROUP
        while True:
            _, language, scene = super().describe(index)
            if scene.kind == "one":
                return language, scene
            index += 1

    def describe(self, index: int) -> tuple[str, str, Scene]:
        group = index // GROUP
        if group % 2 == 0:
            return super().describe(index)
        language, parent = self.parent(group)
        random = self.random(index, 3)
        while True:
            scene = replace(parent, items=(Item(self.draw_concept(random), parent.items[0].look),))
            if self.allowed(scene):
                words = np.random.default_rng([self.seed, group, 4])
                if text := caption(scene, self.concepts, language, words, self.unseen):
                    return text, language, scene

    def allowed(self, scene: Scene) -> bool:
        item = scene.items[0]
        if item.look.colour and (not self.paintable(item.concept, scene.style) or self.named_by_colour(item.concept, item.look.colour)):
            return False
        return held_out(scene, self.concepts) == self.held and not self.hidden(item, scene)
