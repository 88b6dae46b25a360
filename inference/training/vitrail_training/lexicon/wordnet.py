"""Princeton WordNet's nouns, as its database files list them (wndb(5WN)): what is called the same, and what is a kind of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# lexicographer files (lexnames(5WN)) in which the senses of a category's things are looked for
SENSES = {
    "animal": {5}, "nature": {5, 17, 19, 20}, "food": {13, 20}, "building": {6, 15}, "vehicle": {6}, "ship": {6}, "aircraft": {6},
    "thing": {6, 8, 13, 17, 25}, "face": set(), "person": set(),
}  # fmt: skip
DEPTH = {"animal": 5}  # how far down kinds are looked for; the rest 2
RANK = 3  # a thing's sense is among the first of its word


@dataclass(frozen=True)
class Synset:
    """What has one meaning."""

    file: int
    words: tuple[str, ...]
    kinds: tuple[int, ...]  # offsets of its hyponyms


class WordNet:
    """The nouns of a database."""

    def __init__(self, folder: Path) -> None:
        self.senses: dict[str, list[int]] = {}
        self.other: set[str] = set()  # what is an adjective or an adverb too
        self.synsets: dict[int, Synset] = {}
        for line in (folder / "index.noun").read_text(encoding="utf-8").splitlines():
            if line[0] != " ":
                fields = line.split()
                self.senses[fields[0].replace("_", " ")] = [int(offset) for offset in fields[-int(fields[2]) :]]
        for part in ("adj", "adv"):
            lines = (folder / f"index.{part}").read_text(encoding="utf-8").splitlines()
            self.other |= {line.split(" ", 1)[0] for line in lines if line[0] != " "}
        for line in (folder / "data.noun").read_text(encoding="utf-8").splitlines():
            if line[0] != " ":
                self.read(line)

    def read(self, line: str) -> None:
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        words = tuple(word.replace("_", " ") for word in fields[4 : 4 + 2 * count : 2])
        pointers = fields[5 + 2 * count :]
        kinds = tuple(int(pointers[at + 1]) for at in range(0, len(pointers) - 3, 4) if pointers[at] == "~")
        self.synsets[int(fields[0])] = Synset(int(fields[1]), words, kinds)

    def sense(self, word: str, files: set[int]) -> int | None:
        """The commonest sense of a word in one of the files."""
        found = [offset for offset in self.senses.get(word, [])[:RANK] if self.synsets[offset].file in files]
        return found[0] if found else None

    def kinds(self, word: str, category: str) -> Iterator[tuple[int, str]]:
        """Steps down and a word: one for the same thing (0) or for a kind of it, where that is the word's commonest meaning."""
        start = self.sense(word, SENSES[category])
        edge, seen = ([start] if start is not None else []), set()
        for depth in range(DEPTH.get(category, 2) + 1):
            following = []
            for offset in edge:
                synset = self.synsets[offset]
                seen.add(offset)
                following += [kind for kind in synset.kinds if kind not in seen]
                for name in synset.words:
                    is_word = name == name.lower() and name.isalpha() and len(name) > 3 and name not in self.other
                    if is_word and self.senses[name][0] == offset:
                        yield depth, name
            edge = following
