"""The lexicon lists what the captions say and what means the same, once each."""

import json
import tempfile
import unittest
from pathlib import Path
from unittest import mock

from vitrail_training.data import captions
from vitrail_training.data.concepts import LANGUAGES, Concept, russian_gender
from vitrail_training.lexicon import __main__ as exporter
from vitrail_training.lexicon import variety
from vitrail_training.lexicon.wordnet import WordNet


def thing(code: str, en: str, german: str, ru: str, zh: str, category: str = "animal") -> Concept:
    gender, names = german.split(" ", 1)
    de, _, plural = names.partition("/")
    return Concept(code, category, en, de, gender, plural, ru, russian_gender(ru), zh)


DOG = thing("1f415", "dog", "m Hund/Hunde", "собака", "狗")
CAT = thing("1f408", "cat", "f Katze/Katzen", "кошка", "猫")
BREAD = thing("1f35e", "bread", "n Brot/Brote", "хлеб", "面包", "food")
FLAG = thing("1f3c1", "flag, chequered", "f Zielflagge/Zielflaggen", "клетчатый флаг", "方格旗", "thing")
CONCEPTS = [DOG, CAT, BREAD, FLAG]

TABLES = {
    "en": "dog = hound, cat, red dog\ncat = kitty, hound\n[colours]\norange = ginger\n[sizes]\nbig = huge\n[passed over]\nplease\n",
    "de": "Katze = Kater, Mieze\n[colours]\norange = rostrot\n",
    "ru": "кошка = кот\n[colours]\norange = рыжий\n",
    "zh": "狗 = 小狗\n",
}

KEYWORDS = [
    {"hexcode": "1F415", "tags": ["pet", "dog", "x", "best friend"]}, {"hexcode": "1F408", "tags": ["pet"]}, {"hexcode": "1F000", "tags": ["tile"]},
]  # fmt: skip

# The layout of wndb(5WN). The offsets are numbers only: nobody seeks by them.
INDEX = """  1 A licence stands in lines that begin with two blanks.
dog n 1 2 @ ~ 1 1 00000010
hound n 1 1 @ 1 0 00000020
whelp n 1 1 @ 1 0 00000030
blond_dog n 1 1 @ 1 0 00000030
fast n 1 1 @ 1 0 00000030
cat n 2 2 @ ~ 2 1 00000090 00000040
mouser n 1 1 @ 1 0 00000050
gaffe n 2 1 @ 2 0 00000099 00000050
"""
DATA = """  1 A licence stands in lines that begin with two blanks.
00000010 05 n 01 dog 0 001 ~ 00000020 n 0000 | barks
00000020 05 n 01 hound 0 001 ~ 00000030 n 0000 | hunts
00000030 05 n 03 whelp 0 blond_dog 0 fast 0 000 | is young
00000040 05 n 01 cat 0 001 ~ 00000050 n 0000 | purrs
00000050 05 n 02 mouser 0 gaffe 0 000 | hunts mice
00000090 18 n 01 cat 0 000 | a person
00000099 04 n 01 gaffe 0 000 | a blunder
"""


class Lexicon(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.lines = exported(Path(folder.name))

    def found(self, code: str, kind: str, meaning: str) -> set[str]:
        return {word for *head, words in self.lines if head == [code, kind, meaning] for word in words.split(",")}

    def kinds(self, code: str, word: str) -> list[tuple[str, str]]:
        return [(kind, meaning) for language, kind, meaning, words in self.lines if language == code and word in words.split(",")]

    def test_each_line_has_a_language_a_kind_a_meaning_and_words(self):
        kinds = {"thing", "things", "colour", "size", "number", "place", "style", "relation", "filler", "near", "template"}
        for line in self.lines:
            self.assertEqual(4, len(line), line)
            self.assertIn(line[0], LANGUAGES)
            self.assertIn(line[1], kinds)
            self.assertTrue(line[3], line)
        self.assertEqual(set(LANGUAGES), {line[0] for line in self.lines})

    def test_things_are_listed_alone_and_as_several_in_the_words_of_the_captions(self):
        self.assertEqual({"dog", "cat", "flag chequered"}, self.found("en", "thing", ""))
        self.assertTrue({"dogs", "cats"} <= self.found("en", "things", ""))
        self.assertEqual([("things", "")], self.kinds("en", "bread"), "of bread nobody says a")
        self.assertEqual([("thing", "")], self.kinds("de", "Hund"), "German nouns keep their capitals")
        self.assertEqual([("things", "")], self.kinds("de", "Hunde"))
        self.assertEqual([("thing", "")], self.kinds("ru", "собака"))
        self.assertEqual([("thing", "")], self.kinds("zh", "狗"))

    def test_what_the_captions_say_around_things_is_known(self):
        self.assertEqual([("colour", "")], self.kinds("en", "light blue"))
        self.assertEqual([("colour", "")], self.kinds("de", "gelben"))
        self.assertEqual([("number", "")], self.kinds("ru", "три"))
        self.assertEqual([("number", "")], self.kinds("zh", "三只"))
        for code in LANGUAGES:
            for phrases in captions.PLACE_WORDS[code].values():
                for phrase in phrases:
                    self.assertIn(("place", ""), self.kinds(code, phrase if code == "de" else phrase.lower()), phrase)

    def test_a_word_means_what_it_was_listed_as_first(self):
        self.assertEqual([("thing", "")], self.kinds("en", "cat"), "no other word for a dog, though the table says so")
        self.assertEqual([("thing", "dog")], self.kinds("en", "hound"), "of a dog, and not of a cat")
        for code in LANGUAGES:
            listed = [words for language, kind, _, words in self.lines if language == code and kind not in ("near", "template")]
            words = ",".join(listed).lower().split(",")
            self.assertEqual([], sorted(word for word in set(words) if words.count(word) > 1))

    def test_other_words_are_drawn_as_the_thing_in_its_number(self):
        self.assertEqual([("thing", "cat")], self.kinds("en", "kitty"))
        self.assertEqual([("things", "cats")], self.kinds("en", "kitties"))
        self.assertEqual({"Kater", "Mieze"}, self.found("de", "thing", "Katze"))
        self.assertEqual({"кот"}, self.found("ru", "thing", "кошка"))
        self.assertEqual({"小狗"}, self.found("zh", "thing", "狗"))

    def test_a_phrase_that_says_a_colour_of_the_thing_is_no_other_word_for_it(self):
        self.assertEqual([], self.kinds("en", "red dog"))

    def test_a_form_of_a_colour_is_drawn_as_the_same_form(self):
        self.assertIn(("colour", "оранжевая"), self.kinds("ru", "рыжая"))
        self.assertIn(("colour", "оранжевого"), self.kinds("ru", "рыжего"))
        self.assertEqual([("colour", "orange")], self.kinds("en", "ginger"))

    def test_words_that_show_nothing_are_left_out(self):
        self.assertEqual([("filler", "-")], self.kinds("en", "please"))

    def test_kinds_of_a_thing_come_from_wordnet_where_that_is_their_first_meaning(self):
        self.assertEqual([("thing", "dog")], self.kinds("en", "whelp"), "two steps down")
        self.assertEqual([("things", "dogs")], self.kinds("en", "whelps"))
        self.assertEqual([("thing", "cat")], self.kinds("en", "mouser"), "the second sense of cat is the animal")
        self.assertEqual([], self.kinds("en", "gaffe"), "a blunder first")
        self.assertNotIn(("thing", "dog"), self.kinds("en", "fast"), "an adjective, too")
        self.assertEqual([], self.kinds("en", "blond dog"), "several words")

    def test_keywords_of_cldr_say_what_may_have_been_meant(self):
        self.assertEqual([("near", "dog,cat")], self.kinds("en", "pet"))
        self.assertEqual([("thing", "")], self.kinds("en", "dog"), "what is known needs no proposal")
        self.assertEqual([], self.kinds("en", "x"), "a letter")
        self.assertEqual([], self.kinds("en", "best friend"), "several words")

    def test_templates_say_what_they_add_and_keep_the_prompt(self):
        for code in LANGUAGES:
            templates = [(meaning, text) for language, kind, meaning, text in self.lines if (language, kind) == (code, "template")]
            self.assertEqual(len(variety.STYLES) + len(variety.PLACES) + len(variety.BACKGROUNDS) + len(variety.BOTH), len(templates))
            self.assertEqual(len(templates), len({text for _, text in templates}))
            for meaning, text in templates:
                self.assertRegex(meaning, r"^(style|place|style\+place) [1-9]\d*$")
                self.assertEqual(1, text.count("{}"), text)


def exported(folder: Path) -> list[list[str]]:
    """The lexicon of four things, as its lines' fields."""
    for code in LANGUAGES:
        (folder / f"{code}.txt").write_text("# by hand\n" + TABLES[code], encoding="utf-8")
        (folder / code).mkdir()
        (folder / code / "data.json").write_text(json.dumps(KEYWORDS if code == "en" else []), encoding="utf-8")
    (folder / "index.noun").write_text(INDEX, encoding="utf-8")
    (folder / "data.noun").write_text(DATA, encoding="utf-8")
    (folder / "index.adj").write_text("fast a 1 0 1 0 00000200\n", encoding="utf-8")
    (folder / "index.adv").write_text("", encoding="utf-8")
    with mock.patch.object(exporter, "SYNONYMS", folder):
        return [line.split("\t") for line in exporter.lexicon(CONCEPTS, WordNet(folder), folder)]


if __name__ == "__main__":
    unittest.main()
