"""The composer: the same by seed, and never a held-out combination in training. Needs the sprites (VITRAIL_CACHE)."""

import os
import unittest
from dataclasses import replace
from pathlib import Path

import numpy as np

from vitrail_training.clip.siblings import GROUP, Siblings
from vitrail_training.data.captions import caption
from vitrail_training.data.composer import FORMS, KIND_SHARE, POPULAR, STYLE_SHARE, WEIGHT, Composer, kinds
from vitrail_training.data.concepts import LANGUAGES
from vitrail_training.data.flourishes import ADJECTIVES, AFTER, BEFORE
from vitrail_training.data.heldout import BY_NAME, combinations, is_held
from vitrail_training.data.language import COLOURS, Look
from vitrail_training.data.scene import Item, Scene

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

    def test_a_scene_has_one_picture_unless_things_are_free(self):
        free = Composer(CACHE, 1, free=True)
        for index in range(60):
            scene = self.composer.describe(index)[2]
            first, second = (self.composer.draw(scene, np.random.default_rng(i)) for i in range(2))
            np.testing.assert_array_equal(first, second)
        scene = Scene("one", (Item(3),))
        self.assertGreater(np.abs(free.draw(scene, np.random.default_rng(1)).astype(int) - free.draw(scene, np.random.default_rng(2))).mean(), 1)

    def test_a_thing_looks_the_same_on_the_left_and_on_the_right(self):
        for concept in range(0, len(self.composer.concepts), 25):
            picture = self.composer.draw(Scene("count", (Item(concept),), 2), np.random.default_rng(0))
            np.testing.assert_array_equal(picture[:, :64], picture[:, 64:])

    def test_popular_things_exist_and_come_as_often_as_eight_others(self):
        names = [c.en for c in self.composer.concepts]
        self.assertFalse(POPULAR - set(names))
        random = np.random.default_rng(0)
        drawn = [names[self.composer.draw_concept(random)] in POPULAR for _ in range(4000)]
        expected = WEIGHT * len(POPULAR) / (len(names) + (WEIGHT - 1) * len(POPULAR))
        self.assertAlmostEqual(expected, np.mean(drawn), delta=0.03)

    def test_flourishes_change_the_words_of_their_share_and_neither_scene_nor_thing(self):
        eager = Composer(CACHE, 1, flourishes=0.5)
        changed = 0
        for index in range(400):
            (plain, *same), (text, *still) = self.composer.describe(index), eager.describe(index)
            self.assertEqual(same, still)
            changed += plain != text
            self.assertTrue(plain in text or plain.partition(" ")[2] in text, text)
        self.assertAlmostEqual(0.5, changed / 400, delta=0.1)

    def test_flourishes_name_no_colour_and_no_style_but_in_set_phrases(self):
        words = [w for phrase in (*BEFORE, *ADJECTIVES, *AFTER["en"]) for w in phrase.replace(",", "").split()]
        styles = {word for style in STYLE_SHARE for word in style.split()}
        phrases = {"art", "poster", "white"}  # digital art, travel poster, white outline
        self.assertEqual(phrases, set(words) & {*COLOURS, *styles})

    def named(self, name: str, colour: str = "", style: str = "3d") -> Scene:
        return Scene("one", (Item(self.composer.numbers[name], Look(colour)),), style=style)

    def drawn(self, scene: Scene) -> np.ndarray:
        return self.composer.draw(scene, np.random.default_rng(0)).astype(int)

    def test_nearly_every_thing_can_be_painted(self):
        paintable = [self.composer.painter.palette("3d", i).mask is not None for i in range(len(self.composer.concepts))]
        self.assertGreater(np.mean(paintable), 0.98)

    def test_a_thing_of_many_colours_is_painted_where_its_main_colour_is(self):
        for name, natural in (("car", "red"), ("frog", "green"), ("ghost", "white"), ("duck", "white")):
            number = self.named(name).items[0].concept
            self.assertEqual(natural, self.composer.painter.palette("3d", number).natural, name)
            plain = self.drawn(self.named(name))
            painted = np.abs(self.drawn(self.named(name, "purple")) - plain).max(-1) > 24
            thing = (plain < 240).any(-1)
            self.assertGreater(painted[thing].mean(), 0.2, name)
            self.assertLess(painted[thing].mean(), 0.97, name)  # eyes, wheels and beaks stay
            np.testing.assert_array_equal(plain, self.drawn(self.named(name, natural)), name)

    def test_people_and_things_named_by_a_colour_are_never_painted(self):
        people = {c.en for c in self.composer.concepts if c.category == "person"}
        self.assertLess({"girl", "astronaut", "old man"}, people)
        seen = set()
        for index in range(12000):
            for item in self.composer.describe(index)[2].items:
                name = self.composer.concepts[item.concept].en
                if name in people | {"green apple", "black cat"}:
                    self.assertEqual("", item.look.colour, name)
                    seen.add(name)
        self.assertGreater(len(seen), 100)

    def test_more_of_comes_three_times_as_often(self):
        rare, other = [i for i, c in enumerate(self.composer.concepts) if c.en not in POPULAR][:2]
        for number in (rare, self.composer.numbers["rose"]):
            name = self.composer.concepts[number].en
            plain, more = (np.diff(c.shares, prepend=0) for c in (self.composer, Composer(CACHE, 1, more_of=frozenset({name}))))
            self.assertAlmostEqual(3, more[number] / more[other] * plain[other] / plain[number], delta=0.01, msg=name)
        with self.assertRaisesRegex(ValueError, "unheard of"):
            Composer(CACHE, 1, more_of=frozenset({"unheard of"}))

    def shaped(self, thing: str, form: str) -> Scene:
        numbers = self.composer.numbers
        return Scene("shape", (Item(numbers[thing]), Item(numbers[form])))

    def test_what_takes_a_shape_keeps_its_rim_outside_and_its_middle_inside(self):
        for form in ("heart", "star"):
            picture = self.drawn(self.shaped("avocado", form))
            red, green, blue = picture.transpose(2, 0, 1)
            brown, peel = (red > green) & (blue < 140), (green < 130) & (green > red + 20)
            whole = (picture < 240).any(-1)
            away = np.hypot(*(np.mgrid[:128, :128] - np.argwhere(whole).mean(0)[:, None, None]))
            self.assertGreater(brown.sum(), 100, form)
            self.assertGreater(peel.sum(), 300, form)
            self.assertLess(away[brown].mean(), away[whole].mean(), form)
            self.assertGreater(away[peel].mean(), away[whole].mean(), form)

    def test_what_takes_a_shape_fills_its_outline(self):
        plain = (self.drawn(self.named("heart")) < 240).any(-1)
        for thing in ("watermelon", "cookie", "frog"):
            bent = (self.drawn(self.shaped(thing, "heart")) < 240).any(-1)
            self.assertGreater((bent & plain).sum() / (bent | plain).sum(), 0.95, thing)

    def test_shapes_are_those_with_an_outline_of_their_own(self):
        self.assertAlmostEqual(1, sum(FORMS.values()))
        composer = Composer(CACHE, 14, kinds={"shape": 1.0})
        seen = {composer.concepts[composer.describe(index)[2].items[1].concept].en for index in range(400)}
        self.assertEqual(set(FORMS), seen)

    def test_more_shapes_leave_the_other_kinds_their_shares_of_the_rest(self):
        more = kinds(0.2)
        self.assertAlmostEqual(1, sum(more.values()))
        self.assertAlmostEqual(0.2, more["shape"])
        self.assertAlmostEqual(KIND_SHARE["one"] / KIND_SHARE["pair"], more["one"] / more["pair"])

    def test_a_rose_and_a_balloon_have_one_drawing_in_every_look(self):
        sprites = self.composer.painter.sprites
        for name in ("rose", "balloon"):
            number = self.composer.numbers[name]
            for look in ("3d", "flat"):
                np.testing.assert_array_equal(sprites.look(number, "cartoon"), sprites.look(number, look))

    def test_siblings_differ_in_the_thing_alone(self):
        siblings = Siblings(CACHE, 13)
        for group in (1, 3, 5, 7):
            scenes = [siblings.describe(i) for i in range(group * GROUP, (group + 1) * GROUP)]
            self.assertEqual(1, len({(language, replace(scene, items=(), say_style=False)) for _, language, scene in scenes}))
            self.assertEqual(1, len({scene.items[0].look for _, _, scene in scenes}))
            self.assertGreater(len({scene.items[0].concept for _, _, scene in scenes}), GROUP // 2)
        for index in (0, 5, 2 * GROUP):
            self.assertEqual(Composer(CACHE, 13).describe(index), siblings.describe(index))
        for index in range(600):
            self.assertFalse(any(map(is_held, combinations(siblings.describe(index)[2], siblings.concepts))))

    def test_a_bus_keeps_its_windows(self):
        plain, painted = self.drawn(self.named("bus")), self.drawn(self.named("bus", "purple"))
        window = (plain[..., 2] > 200) & (plain[..., 0] < 140)
        self.assertGreater(window.sum(), 300)
        self.assertLess(np.abs(painted - plain)[window].mean(), 6)

    def test_stained_glass_keeps_the_colours_of_a_thing(self):
        glass = self.drawn(self.named("owl", style="stained glass"))
        brown, cream = (glass @ [1, 1, 1] < 330) & (glass[..., 0] > glass[..., 2] + 20), (glass[..., 0] > 200) & (glass[..., 2] < 190)
        self.assertGreater(brown.sum(), 1500)
        self.assertGreater(cream.sum(), 800)

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
