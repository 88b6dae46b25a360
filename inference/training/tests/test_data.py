"""The composer: the same by seed, and never a held-out combination in training. Needs the sprites (VITRAIL_CACHE)."""

import os
import unittest
from pathlib import Path

import numpy as np

from vitrail_training.data.captions import caption
from vitrail_training.data.composer import Composer
from vitrail_training.data.concepts import LANGUAGES
from vitrail_training.data.heldout import BY_NAME, combinations, is_held

CACHE = Path(os.environ.get("VITRAIL_CACHE", "cache"))


class Data(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.composer = Composer(CACHE, 1)

    def test_the_same_by_seed_and_number(self):
        again = Composer(CACHE, 1)
        for index in (0, 17, 5):
            first, second = self.composer.sample(index), again.sample(index)
            self.assertEqual(first.caption, second.caption)
            np.testing.assert_array_equal(first.picture, second.picture)
        self.assertNotEqual(
            [self.composer.describe(i)[0] for i in range(20)], [Composer(CACHE, 2).describe(i)[0] for i in range(20)]
        )

    def test_another_salt_words_the_same_scene(self):
        words = set()
        for salt in range(8):
            text, _, scene = self.composer.describe(3, salt)
            self.assertEqual(self.composer.describe(3)[2], scene)
            words.add(text)
        self.assertGreater(len(words), 1)

    def test_training_never_shows_a_held_out_combination(self):
        for index in range(4000):
            _, _, scene = self.composer.describe(index)
            for combination in combinations(scene, self.composer.concepts):
                self.assertFalse(is_held(combination), combination)

    def test_held_out_scenes_hold_one(self):
        composer = Composer(CACHE, 1, held=True)
        for index in range(300):
            scene = composer.describe(index)[2]
            self.assertTrue(any(map(is_held, combinations(scene, composer.concepts))))

    def test_named_combinations_exist(self):
        names = {c.en for c in self.composer.concepts}
        for sort, first, second in BY_NAME:
            self.assertIn(second, names)
            if sort in ("pair", "shape"):
                self.assertIn(first, names)
        self.assertIn(("colour", "blue", "strawberry"), BY_NAME)
        self.assertIn(("background", "yellow", "strawberry"), BY_NAME)

    def test_unseen_phrasings_are_rare_and_apart(self):
        unseen = Composer(CACHE, 1, unseen=True, language="en")
        for index in range(200):
            text, _, scene = unseen.describe(index)
            for salt in range(3):
                seen = caption(scene, unseen.concepts, "en", np.random.default_rng(salt))
                self.assertNotEqual(text, seen)

    def test_every_language_speaks(self):
        for language in LANGUAGES:
            composer = Composer(CACHE, 4, language=language)
            for index in range(200):
                text, spoken, _ = composer.describe(index)
                self.assertEqual(language, spoken)
                self.assertTrue(text and text == text.strip() and "  " not in text, text)


if __name__ == "__main__":
    unittest.main()
