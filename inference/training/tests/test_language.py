"""Names inflect as a speaker would write them."""

import unittest

from vitrail_training.data import language as grammar
from vitrail_training.data.concepts import Concept, russian_gender
from vitrail_training.data.language import Look


def thing(en="", de="", de_gender="n", de_plural="", ru="", zh="", category="thing") -> Concept:
    return Concept("x", category, en, de, de_gender, de_plural, ru, russian_gender(ru) if ru else "m", zh)


class English(unittest.TestCase):
    def test_articles(self):
        self.assertEqual("an apple", grammar.en_one(thing("apple")))
        self.assertEqual("a unicorn", grammar.en_one(thing("unicorn")))
        self.assertEqual("an hourglass", grammar.en_one(thing("hourglass")))
        self.assertEqual("an orange cat", grammar.en_one(thing("cat"), Look("orange")))
        self.assertEqual("a big blue owl", grammar.en_one(thing("owl"), Look("blue", "big")))
        self.assertEqual("red jeans", grammar.en_one(thing("jeans"), Look("red")))
        self.assertEqual("bread", grammar.en_one(thing("bread")))

    def test_plurals(self):
        for one, many in {
            "cat": "cats", "cherry": "cherries", "fox": "foxes", "wolf": "wolves", "cup of tea": "cups of tea", "bus": "buses",
            "tomato": "tomatoes", "watch": "watches", "monkey": "monkeys", "computer mouse": "computer mice", "old woman": "old women",
            "sweet potato": "sweet potatoes", "man with a turban": "men with a turban", "person in bed": "people in bed",
            "bow and arrow": "bows and arrows", "statue of liberty": "statues of liberty", "fly": "flies", "ox": "oxen",
        }.items():  # fmt: skip
            self.assertEqual(many, grammar.en_plural(one))


class German(unittest.TestCase):
    strawberry = thing(de="Erdbeere", de_gender="f", de_plural="Erdbeeren")
    lion = thing(de="Löwe", de_gender="m", de_plural="Löwen")
    bear = thing(de="Bär", de_gender="m", de_plural="Bären")

    def test_adjectives_follow_the_gender(self):
        self.assertEqual("eine blaue Erdbeere", grammar.de_one(self.strawberry, Look("blue")))
        self.assertEqual("ein großer roter Löwe", grammar.de_one(self.lion, Look("red", "big")))
        self.assertEqual("ein grünes Haus", grammar.de_one(thing(de="Haus"), Look("green")))
        self.assertEqual("ein rosa Haus", grammar.de_one(thing(de="Haus"), Look("pink")))

    def test_dative(self):
        self.assertEqual("einer blauen Erdbeere", grammar.de_dative(self.strawberry, Look("blue")))
        self.assertEqual("einem Löwen", grammar.de_dative(self.lion))
        self.assertEqual("einem Bären", grammar.de_dative(self.bear))
        self.assertEqual("einem Astronauten", grammar.de_dative(thing(de="Astronaut", de_gender="m")))
        self.assertEqual("", grammar.de_dative(thing(de="Glas Milch")))

    def test_plural(self):
        self.assertEqual("blaue Erdbeeren", grammar.de_many(self.strawberry, Look("blue")))
        self.assertEqual("", grammar.de_many(thing(de="Kran", de_gender="m")))


class Russian(unittest.TestCase):
    def test_gender(self):
        for word, gender in {"кошка": "f", "яблоко": "n", "дом": "m", "очки": "p", "мышь": "f", "летучая мышь": "f"}.items():
            self.assertEqual(gender, russian_gender(word), word)

    def test_adjectives_follow_the_gender(self):
        self.assertEqual("синяя кошка", grammar.ru_bare(thing(ru="кошка"), Look("blue")))
        self.assertEqual("красное яблоко", grammar.ru_bare(thing(ru="яблоко"), Look("red")))
        self.assertEqual("большой чёрный дом", grammar.ru_bare(thing(ru="дом"), Look("black", "big")))
        self.assertEqual("синие очки", grammar.ru_bare(thing(ru="очки"), Look("blue")))

    def test_genitive_and_counts(self):
        for word, genitive in {"кошка": "кошки", "лев": "льва", "медведь": "медведя", "яблоко": "яблока", "рыба": "рыбы",
                               "солнце": "солнца", "земля": "земли", "киви": "киви", "щенок": "щенка", "пловец": "пловца",
                               "пожарный": "пожарного", "супергерой": "супергероя", "судья": "судьи"}.items():  # fmt: skip
            self.assertEqual(genitive, grammar.ru_genitive(thing(ru=word)), word)
        self.assertEqual("две синие кошки", grammar.ru_count(2, thing(ru="кошка"), Look("blue")))
        self.assertEqual("два синих кита", grammar.ru_count(2, thing(ru="кит"), Look("blue")))
        self.assertEqual("три яблока", grammar.ru_count(3, thing(ru="яблоко")))
        self.assertEqual("", grammar.ru_count(2, thing(ru="очки")))


class Chinese(unittest.TestCase):
    def test_measures_and_colours(self):
        self.assertEqual("一只蓝色的猫", grammar.zh_one(thing(zh="猫", category="animal"), Look("blue")))
        self.assertEqual("两颗草莓", grammar.zh_one(thing(zh="草莓"), number="两"))
        self.assertEqual("红苹果", grammar.zh_bare(thing(zh="苹果"), Look("red"), short=True))


if __name__ == "__main__":
    unittest.main()
