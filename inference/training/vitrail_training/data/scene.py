"""What a picture shows, before it is worded or drawn."""

from dataclasses import dataclass

from .language import Look

KINDS = ("one", "count", "many", "pair", "shape", "made")
RELATIONS = ("and", "left of", "right of", "on", "under", "in front of", "inside")


@dataclass(frozen=True)
class Item:
    """One thing and how it looks."""

    concept: int
    look: Look = Look()


@dataclass(frozen=True)
class Scene:
    """One or two things, how many or how arranged, in a style, before a background."""

    kind: str
    items: tuple[Item, ...]
    number: int = 1
    relation: str = ""
    style: str = "3d"
    say_style: bool = False
    background: str = ""  # a colour, a place, or nothing
    gradient: bool = False
