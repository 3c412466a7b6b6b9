"""Names across scripts: "Токаева" in a question is "Tokayev" in an article.

A name is compared by how it sounds: its consonants in Latin letters, alike ones made one, with one mark
for all vowels between two of them. In Russian and Kazakh an ending may follow.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

_TO_LATIN = str.maketrans(
    {
        "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "ж": "z", "з": "z", "к": "k", "қ": "k", "л": "l",
        "м": "m", "н": "n", "ң": "n", "п": "p", "р": "r", "с": "s", "т": "t", "ф": "f", "х": "h", "һ": "h",
        "ц": "s", "ч": "s", "ш": "s", "щ": "s",
    }
)  # fmt: skip
_LATIN = (
    ("kh", "h"),
    ("zh", "z"),
    ("sh", "s"),
    ("ch", "s"),
    ("ts", "s"),
    ("ph", "f"),
    ("x", "ks"),
    ("q", "k"),
    ("w", "v"),
    ("c", "k"),
    ("j", "z"),
)
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_VOWELS = re.compile(r"[aeiouyáàâäãåéèêëíìîïóòôöõúùûüаеёиоуыэюяйәіөұү]+")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_NAME = re.compile(rf"(?<=[^\W_][ ,] |[^\W_]{{2}} )(?=[^\W\d_]){_WORD.pattern}")
"""A word that does not begin a sentence."""

_WHOLE = 3
"""Sounds of a name that is found by all of them …"""

_BEFORE_ENDING = 4
_ENDING = 4
"""… and of one behind which a case's ending of at most so many may stand."""


def skeleton(name: str) -> str:
    """The consonants of a name in Latin letters, the alike ones made one: "Токаев" is "tkv"."""
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^bdfghklmnprstvz]", "", _latin(name)))


def sounds(name: str) -> str:
    """The same with "a" for all vowels, and one sound for h and k: "Қазақстан" is "kazakstan"."""
    marked = _VOWELS.sub("a", _latin(name).replace("h", "k"))
    return re.sub(r"(.)\1+", r"\1", re.sub(r"[^abdfgklmnprstvz]", "", marked))


def _latin(name: str) -> str:
    text = name.casefold().translate(_TO_LATIN)
    for written, sound in _LATIN:
        text = text.replace(written, sound)
    return text


class Names:
    """The names in texts, to be found by those of a question in another script.

    Args:
        texts: sentences; a name is what has a capital letter inside one.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        found = {word for text in texts for word in _NAME.findall(text) if word[0].isupper()}
        self._by_sounds: dict[tuple[bool, str], list[str]] = defaultdict(list)
        for word in sorted(found):
            self._by_sounds[_is_cyrillic(word), sounds(word)].append(word)

    def alike(self, word: str) -> list[str]:
        """The names in the other script that sound as a word does, but for a case's ending."""
        heard, other = sounds(word), not _is_cyrillic(word)
        for length in range(len(heard), max(len(heard) - _ENDING, _BEFORE_ENDING) - 1, -1):
            if length >= _WHOLE and (found := self._by_sounds.get((other, heard[:length]))):
                return found
        return []

    def bridges(self, question: str) -> dict[str, str]:
        """The words of a question that are names of the articles in another script, and these names."""
        words = _WORD.findall(question)
        capital = any(word[0].isupper() for word in words[1:])
        named = (word for word in words if word[0].isupper() or not capital)
        return {word: " ".join(found) for word in named if (found := self.alike(word))}


def bridged(text: str, bridges: Mapping[str, str]) -> str:
    """A text with the articles' names in place of those in another script."""
    return _WORD.sub(lambda match: bridges.get(match.group(), match.group()), text) if bridges else text


def _is_cyrillic(word: str) -> bool:
    return _CYRILLIC.search(word) is not None
