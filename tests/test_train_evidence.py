"""What is learnt and what is measured stay apart; the questions that the project carries are in order."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.squad import Question, SquadData
from eval.train_evidence import HELD_OUT, divided, kept_articles
from eval.training_data import (
    Example,
    from_squad,
)

ROOT = Path(__file__).parent.parent

# Learning and measuring apart


def paragraphs_of(titles: Sequence[str], language: str) -> SquadData:
    """Two paragraphs for each article; the first word of a paragraph is its article's title."""
    texts = [f"{title} {number} {language} is here." for title in titles for number in range(2)]
    articles = tuple(number // 2 for number in range(len(texts)))
    asked = tuple(
        Question(
            f"{language}: where is {text[:-9]}?", number, ((text.index(language), text.index(language) + 2),)
        )
        for number, text in enumerate(texts)
    )
    return SquadData(tuple(texts), articles, asked, tuple(titles))


SQUAD = paragraphs_of(["Alma", HELD_OUT[0], "Oral", HELD_OUT[1]], "sq")
XQUAD_TITLES = ["One", "Alma", "Two", HELD_OUT[1], "Three", "Four", "Five"]
XQUAD, XQUAD_RU = (paragraphs_of(XQUAD_TITLES, language) for language in ("en", "ru"))


def article(text: str) -> str:
    return text.split()[0]


def test_every_other_article_that_squad_lacks_is_kept_to_measure_on() -> None:
    assert [XQUAD_TITLES[number] for number in kept_articles(SQUAD, XQUAD)] == ["Two", "Four"]


def test_no_article_is_both_learnt_and_measured_on() -> None:
    natural = [
        Example(f"nq {title}", title.replace("_", " "), f"{title} nq is here.", ((0, 1),))
        for title in ("A book", *HELD_OUT, "Two")
    ]
    other_words = [Example(f"ow {e.title}", e.title, e.text, ()) for e in [*from_squad(SQUAD), *natural]]
    data = divided(SQUAD, natural, XQUAD, XQUAD_RU, other_words)
    learnt = {article(example.text) for example in data.train}
    measured = {name: {article(e.text) for e in examples} for name, examples in data.held_out.items()}
    assert measured == {
        "SQuAD 2.0": set(HELD_OUT),
        "paraphrases": set(HELD_OUT),
        "XQuAD": {"Two", "Four"},
        "XQuAD, asked in Russian": {"Two", "Four"},
    }
    assert learnt == {"A", "Alma", "Oral", "One", "Three", "Five"}


def test_what_is_learnt_is_asked_in_both_languages_of_passages_in_both() -> None:
    data = divided(SQUAD, [], XQUAD, XQUAD_RU)
    about = [(e.question[:2], e.text.split()[2]) for e in data.train if article(e.text) == "Five"]
    assert Counter(about) == {("en", "en"): 2, ("ru", "en"): 2, ("en", "ru"): 2, ("ru", "ru"): 2}
    assert {e.question[:2] for e in data.held_out["XQuAD"]} == {"en"}
    assert {e.question[:2] for e in data.held_out["XQuAD, asked in Russian"]} == {"ru"}
    for examples in (data.train, *data.held_out.values()):
        for example in examples:
            assert [example.text[a:b] for a, b in example.answers] == [example.text.split()[2]]
            assert example.question.split()[3] == article(example.text)


# The questions in other words that the project carries

LINES = (ROOT / "eval" / "paraphrases.jsonl").read_text("utf-8").splitlines()
RECORDS: list[dict[str, Any]] = [json.loads(line) for line in LINES]
SQUAD_TITLES = {
    "Normans", "Computational_complexity_theory", "Huguenot", "Steam_engine", "1973_oil_crisis",
    "European_Union_law", "Packet_switching", "Harvard_University", "Yuan_dynasty", "Scottish_Parliament",
    "Islamism", "French_and_Indian_War",
}  # fmt: skip


def wrong(is_right: Callable[[dict[str, Any]], object]) -> list[int]:
    """The lines of the file for which something does not hold."""
    return [number for number, record in enumerate(RECORDS, start=1) if not is_right(record)]


def test_every_line_has_a_question_and_an_answer_just_if_it_is_said() -> None:
    assert len(RECORDS) > 1000
    assert wrong(lambda r: r.keys() == {"id", "kind", "lang", "question", "answer"}) == []
    assert wrong(lambda r: all(isinstance(v, str) and v == v.strip() for v in r.values())) == []
    assert wrong(lambda r: r["kind"] in ("said", "none") and r["lang"] in ("en", "ru", "kk")) == []
    assert wrong(lambda r: bool(r["answer"]) == (r["kind"] == "said")) == []
    assert wrong(lambda r: any(c.isalpha() for c in r["question"])) == []
    assert len({(r["id"], r["question"]) for r in RECORDS}) == len(RECORDS)
    assert {(r["kind"], r["lang"]) for r in RECORDS} == {
        (k, n) for k in ("said", "none") for n in ("en", "ru", "kk")
    }


def test_every_line_is_about_squad_or_natural_questions_and_none_about_the_five_articles() -> None:
    assert wrong(lambda r: re.fullmatch(r"[^/]+/(?:0|[1-9]\d*)", r["id"])) == []
    titles = {r["id"].rpartition("/")[0] for r in RECORDS}
    assert titles <= SQUAD_TITLES | {"NQ"}
    assert set(HELD_OUT) <= titles
    files = [path.name for path in (ROOT / "seeds").glob("*.txt")]
    assert len(files) == 5
    assert wrong(lambda r: not any(name in line for name in files for line in (r["id"], r["question"]))) == []


KAZAKH = set("әғқңөұүһі")


def cyrillic(text: str) -> bool:
    """Whether most of its Latin and Cyrillic letters are Cyrillic."""
    letters = Counter("Ѐ" <= c <= "ӿ" for c in text.lower() if "a" <= c <= "z" or "Ѐ" <= c <= "ӿ")
    return letters[True] > letters[False]


def test_every_question_is_in_the_language_that_its_line_says() -> None:
    assert wrong(lambda r: cyrillic(r["question"]) == (r["lang"] != "en")) == []
    assert wrong(lambda r: r["lang"] != "ru" or not KAZAKH & set(r["question"].lower())) == []
    kazakh = [r["question"] for r in RECORDS if r["lang"] == "kk"]
    plain = [question for question in kazakh if not KAZAKH & set(question.lower())]
    assert len(plain) <= len(kazakh) / 100, plain
