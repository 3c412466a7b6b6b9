"""Zones to sentences, as offsets.

A rule-based splitter of our own: the libraries at hand either rewrite the text and search for
their sentences afterwards, or break at "St. Petersburg" and inside brackets
(tests/test_sentences.py compares). It never changes a character; a sentence is ``text[start:end]``.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from index.blocks import trim

MAX_SENTENCE = 1000
"""Longest sentence in code points; a longer run without an end is cut at white space."""

# A terminator with the closing marks that belong to it. Those of Chinese, Japanese, Hindi and
# Urdu need no white space after them.
_END = re.compile(r"""(?:[.!?…]+["'”’»)\]*_]*(?:\[\^?\d{1,3}\])*(?=\s|$)|[。！？।۔]+["'”’»」』）)\]]*)""")
_MARKER = re.compile(r"(?:(?:[-*+•●▪◦‣–—>|]|#{1,6}|\(?\d{1,3}[.)])\s+)+(?=\S)")
_NEXT = re.compile(r"""\s*[\s"'“‘«„(\[*_—–-]*(\w?)(\w*\.?)""")
_LAST_TOKEN = re.compile(r"[^\s(\[\"'“‘«„—–]+$")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+$")
_OPENING, _CLOSING = "([", ")]"
_BRACKET_REACH = 400

# Abbreviations after which a sentence goes on, whatever follows.
_BEFORE_NAME = frozenset(
    """mr mrs ms dr prof rev fr hon st ste gen col lt maj capt cmdr adm sgt pvt sen rep gov pres mt ft
    vs cf eg ie e.g i.e viz al approx est fig figs eq no nos vol pp p sec art arts ch ed eds
    г-н г-жа им ул пл просп пер д-р проф акад ген полк св см ср напр т.е т.н т.к рис стр гл ст
    тыс млн млрд трлн руб коп""".split()
)
# Abbreviations that also stand last: the next word decides.
_MAY_END = frozenset(
    """inc ltd co corp llc plc bros jr sr etc a.m p.m u.s u.n u.k e.u u.s.s.r d.c ph.d b.a m.a
    jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun
    т.д т.п др гг г в вв н.э р.х ж жж т.б""".split()
)
# Of those, the ones that a capital letter ends, whatever word it begins.
_THEN_CAPITAL = frozenset("etc inc a.m p.m т.д т.п др".split())
# Words that begin a sentence and hardly ever follow an abbreviation inside one.
_STARTERS = frozenset(
    """the a an this that these those it its he she they we i you his her their our my there here
    in on at by for from with without of to as if when while after before since although though
    but and or yet so however moreover meanwhile also then now thus therefore instead still
    what who how why where which not no some many most few all both each such another others
    в на по с к о об при для это эта этот эти он она они оно мы вы я но и а однако также если
    когда после до как что кто так тогда теперь все всё""".split()
)


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Offsets of the sentences of ``text[start:end]``, in order.

    List bullets, heading and quotation marks of Markdown at the beginning are left out.
    Runs longer than `MAX_SENTENCE` are cut.
    """
    marker = _MARKER.match(text, start, end)
    begin = marker.end() if marker else start
    depth = _Brackets(text, end)
    for match in _END.finditer(text, begin, end):
        stop = match.end()
        if depth.open_at(begin, stop) or not _ends(text, begin, match, end):
            continue
        yield from _bounded(text, *trim(text, begin, stop))
        begin = stop
        depth.restart(stop)
    yield from _bounded(text, *trim(text, begin, end))


class _Brackets:
    """Whether a position lies inside a bracket that is closed again soon after."""

    def __init__(self, text: str, end: int) -> None:
        self._text, self._end, self._seen = text, end, -1
        self._stack: list[str] = []

    def restart(self, position: int) -> None:
        self._stack.clear()
        self._seen = position

    def open_at(self, begin: int, position: int) -> bool:
        for i in range(max(begin, self._seen), position):
            character = self._text[i]
            if character in _OPENING:
                self._stack.append(_CLOSING[_OPENING.index(character)])
            elif self._stack and character == self._stack[-1]:
                self._stack.pop()
        self._seen = position
        reach = min(self._end, position + _BRACKET_REACH)
        return bool(self._stack) and self._text.find(self._stack[-1], position, reach) >= 0


def _ends(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Whether the terminator that ``match`` found ends a sentence."""
    after = _NEXT.match(text, match.end(), end)
    first, rest = (after[1], after[2]) if after else ("", "")
    if match.end() >= end or not first:
        return True
    if first.islower():
        return False
    mark = match[0]
    if mark.startswith(("...", "…")):
        return not _inside_quotation(text, begin, match.start())
    if mark != ".":
        return True
    token_match = _LAST_TOKEN.search(text[max(begin, match.start() - 40) : match.start()])
    token = token_match[0] if token_match else ""
    return not _abbreviated(token, first, rest, match.start() - len(token) <= begin)


def _abbreviated(token: str, first: str, rest: str, stands_first: bool) -> bool:
    """Whether the full stop after ``token`` belongs to it rather than to the sentence."""
    word = token.lower()
    following = (first + rest).lower()  # with its own full stop, if it is an abbreviation
    following = following if len(following) == 2 else following.rstrip(".")
    if word in _BEFORE_NAME:
        return not (word in ("no", "st", "p", "sec", "art", "ch", "ed") and following in _STARTERS)
    if word in _MAY_END or _INITIALS.match(token + "."):
        if len(token) == 1 and token.islower() and word not in _MAY_END:
            return False
        return following not in _STARTERS and word not in _THEN_CAPITAL
    return stands_first and token.rstrip(")").isdigit()


def _inside_quotation(text: str, begin: int, position: int) -> bool:
    """Whether a quotation that began in this sentence is still open."""
    said = text[max(begin, position - 2 * MAX_SENTENCE) : position]
    curly = said.count("“") > said.count("”") or said.count("«") > said.count("»")
    single = len(re.findall(r"(?<!\w)‘", said)) > len(re.findall(r"’(?!\w)", said))
    return curly or single


def _bounded(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """``(start, end)``, cut into pieces of at most `MAX_SENTENCE`; nothing when it is empty."""
    while end - start > MAX_SENTENCE:
        limit = start + MAX_SENTENCE
        cut = max((text.rfind(mark, start + MAX_SENTENCE // 2, limit) + 1 for mark in (";", " ")), default=0)
        cut = cut or _between_characters(text, start, limit)
        yield trim(text, start, cut)
        start, end = trim(text, cut, end)
    if start < end:
        yield start, end


def _between_characters(text: str, start: int, position: int) -> int:
    """The last place up to ``position`` that does not part a character from its marks."""
    for cut in range(position, max(start, position - 64), -1):
        joined = text[cut - 1] == "\u200d" or text[cut] in "\u200d\ufe0f\r\n"
        if not joined and not unicodedata.combining(text[cut]) and unicodedata.category(text[cut]) != "Mn":
            return cut
    return position
