"""Follow-up questions in English, Russian and Kazakh, and histories of any shape."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical import terms
from qa.conversation import Understood, understand
from qa.frames import FRAMES
from qa.history import Message


def understood(question: str, history: Sequence[Message] | None) -> str:
    return understand(question, history).text


def told(*turns: str) -> list[dict[str, str]]:
    """A history; a turn that begins with ">" is an answer."""
    return [
        {"role": "assistant", "content": turn[1:]} if turn[0] == ">" else {"role": "user", "content": turn}
        for turn in turns
    ]


def chain(*questions: str) -> list[str]:
    return [understood(question, told(*questions[:n])) for n, question in enumerate(questions)]


@pytest.mark.parametrize(
    ("before", "question", "text", "because"),
    [
        ("What happened to Masimov?", "Where was he sent?", "Where was Masimov sent?", "pronoun"),
        ("Did Tokayev sign?", "Is his country neutral?", "Is Tokayev's country neutral?", "pronoun"),
        ("What did the CSTO do in January?", "When did it leave?", "When did the CSTO leave?", "pronoun"),
        (
            "What did Russia and China sign?",
            "When did they sign?",
            "When did Russia and China sign?",
            "pronoun",
        ),
        ("Who fought in Syria?", "How many died there?", "How many died in Syria?", "pronoun"),
        ("How did Russia react?", "and Armenia?", "How did Armenia react?", "fragment"),
        ("How did the United States react?", "And China?", "How did China react?", "fragment"),
        ("Who fled in 2021?", "what about 2022?", "Who fled in 2022?", "fragment"),
        ("Who fled the war?", "what about 2022?", "Who fled the war in 2022?", "fragment"),
        ("What did Tokayev say about oil?", "Putin?", "What did Putin say about oil?", "fragment"),
        ("Did Russia sell gas to Turkey?", "and to China?", "Did Russia sell gas to China?", "fragment"),
        ("Whom did Putin meet in May?", "and in Minsk?", "Whom did Putin meet in May in Minsk?", "fragment"),
        ("What did Tokayev sign?", "and with Putin?", "What did Tokayev sign with Putin?", "fragment"),
        ("When did Nazarbayev resign?", "Why?", "Why did Nazarbayev resign?", "bare"),
        ("Did Nazarbayev resign?", "and when?", "When did Nazarbayev resign?", "bare"),
        ("Как отреагировала Россия?", "А Армения?", "Как отреагировала Армения?", "fragment"),
        ("Что происходит в России?", "А в Казахстане?", "Что происходит в Казахстане?", "fragment"),
        ("Что сказал Токаев о войне?", "а Путин?", "Что сказал Путин о войне?", "fragment"),
        ("Когда ушёл Назарбаев?", "А почему?", "Почему ушёл Назарбаев?", "bare"),
        ("Ресей не істеді?", "Ал Қазақстан ше?", "Қазақстан не істеді?", "fragment"),
        ("Қазақстан Ресейге не сатады?", "Ал Қытайға ше?", "Қазақстан Қытайға не сатады?", "fragment"),
        ("Масимов қашан тұтқындалды?", "Неге?", "Масимов неге тұтқындалды?", "bare"),
    ],
)
def test_what_is_certain_is_put_into_its_place(before: str, question: str, text: str, because: str) -> None:
    assert understand(question, told(before)) == Understood(text, True, because, core=text)


@pytest.mark.parametrize(
    ("before", "question", "text"),
    [
        ("Who sold wheat?", "Why?", "Why? (about: who sold wheat)"),
        ("Who owns the CPC pipeline?", "Who built it?", "Who built it? (about: who owns the CPC pipeline)"),
        ("Tell me of oil", "Did Russia sell it?", "Did Russia sell it? (about: oil)"),
        ("Who met Masimov's wife?", "Who is she?", "Who is she? (about: who met Masimov's wife)"),
        ("Did Putin meet Tokayev?", "What did he say?", "What did he say? (about: did Putin meet Tokayev)"),
        ("What did Russia send to Iran?", "and Iraq?", "and Iraq? (about: what did Russia send to Iran)"),
        ("Who spoke of oil?", "and of Putin?", "and of Putin? (about: who spoke of oil)"),
        ("What is the price of oil?", "How about gas?", "How about gas? (about: the price of oil)"),
        ("Did Hodge ask?", "Did the Kazakhs react?", "Did the Kazakhs react? (about: did Hodge ask)"),
        ("Кто такой Масимов?", "Куда его отправили?", "Куда его отправили? (о: Масимов)"),
        ("Как отреагировала Россия?", "А Казахстан?", "А Казахстан? (о: как отреагировала …)"),
        ("Ресейде баға қандай?", "Ал Қазақстан ше?", "Ал Қазақстан ше? (… баға қандай – осы туралы)"),
        ("Тоқаев кім?", "Ол қайда туған?", "Ол қайда туған? (Тоқаев кім – осы туралы)"),
        ("Who sold wheat?", "А Армения?", "А Армения? (о: who sold wheat)"),
    ],
)
def test_what_is_not_certain_is_put_behind(before: str, question: str, text: str) -> None:
    assert understood(question, told(before)) == text
    assert understand(question, told(before)).core == question  # what is read; the rest is to be looked up


SELF_CONTAINED = [
    "Who is Timur Kulibayev?",
    "What is the capital of France?",
    "How many barrels of oil passed through the port?",
    "Is there a new law on language?",
    "Did Tokayev say that he would resign?",
    "What did Russia do when it left the treaty?",
    "Does Russia think it can win?",
    "Why does Kazakhstan sell its oil abroad?",
    "Is it true that wheat prices fell?",
    "Какова позиция Китая по Тайваню?",
    "А что сказал Токаев о санкциях?",
    "Тоқаев қай жылы президент болды?",
    "Thanks!",
]


@pytest.mark.parametrize("question", SELF_CONTAINED)
@pytest.mark.parametrize("before", ["Who sold wheat to Iran?", "Что случилось с Масимовым?", "Why?"])
def test_another_subject_is_left_alone(question: str, before: str) -> None:
    alone = Understood(question, completed=False, because="")
    assert understand(question, told(before, ">Farmers.")) == alone
    assert understand(question, told(question, before, question)) == alone


def test_chains() -> None:
    assert chain(
        "How did Russia react to the protests?", "and Armenia?", "what about 2022?", "and Putin?"
    ) == [
        "How did Russia react to the protests?",
        "How did Armenia react to the protests?",
        "How did Armenia react to the protests in 2022?",
        "and Putin? (about: how did Armenia react to the protests in 2022)",
    ]
    assert chain("Who is Masimov?", "Where was he sent?", "why?", "When?")[1:] == [
        "Where was Masimov sent?",
        "Why was Masimov sent?",
        "When was Masimov sent?",
    ]
    assert chain("Кто такой Масимов?", "Куда его отправили?", "А когда?")[-1] == (
        "Когда его отправили? (о: Масимов)"
    )
    assert chain("Ресейде инфляция қандай?", "Ал Өзбекстанда ше?", "Неге?")[1:] == [
        "Өзбекстанда инфляция қандай?",
        "Неге? (Өзбекстанда инфляция қандай – осы туралы)",
    ]


def test_a_fragment_is_filled_into_the_last_whole_question() -> None:
    questions = ("How many troops did Russia send to Iran?", "and Syria?", "Thanks", "And to Syria?")
    assert chain(*questions)[-1] == "How many troops did Russia send to Syria?"


def test_after_another_subject_the_old_one_is_forgotten() -> None:
    history = told("What did Tokayev say about wheat?", "How did oil prices change in 2022?")
    assert understood("Why?", history) == "Why did oil prices change in 2022?"
    assert "wheat" not in understood("Who lost by it?", history)


def test_a_person_is_found_in_the_answer() -> None:
    history = told(
        "Who heads the country?", ">“On Monday Kassym-Jomart Tokayev spoke,” it says. Tokayev left."
    )
    expected = (
        "When was Kassym-Jomart Tokayev born? (about: “On Monday Kassym-Jomart Tokayev spoke,” it says)"
    )
    assert understood("When was he born?", history) == expected
    two = told("Who heads the country?", ">Here Aliyev met Berdiev.")
    assert understood("When was he born?", two).startswith("When was he born? (about: who heads the country")


def test_the_answer_says_what_the_question_does_not() -> None:
    history = told("Who is Masimov?", ">A chief who was accused of treason. He denied it.")
    text = understood("Did he think it could happen?", history)
    assert text == "Did Masimov think it could happen? (about: A chief who was accused of treason)"


@pytest.mark.parametrize("answer", [*FRAMES["absent"].values(), *FRAMES["topicless"].values()])
def test_that_nothing_was_found_is_no_subject(answer: str) -> None:
    history = told("Who is Masimov?", f">{answer}")
    assert understood("Did he think it could happen?", history) == "Did Masimov think it could happen?"


@pytest.mark.parametrize("question", ["Столица Франции?", "Население Казахстана?"])
def test_a_phrase_with_a_place_in_it_takes_no_places_place(question: str) -> None:
    for before in ("What do analysts say about a break with Russia?", "Что говорят о разрыве с Россией?"):
        found = understand(question, told(before))
        assert (found.core or found.text) == question


def test_a_name_of_two_words_is_not_put_into_a_question_in_another_script() -> None:
    found = understand("Карим Масимов?", told("What do analysts say about Marat Shibutov?"))
    assert (found.core or found.text) == "Карим Масимов?"


def test_known_names_count_in_small_letters() -> None:
    history = told("what did tokayev say about the war?")
    assert understand("and putin?", history, ["Putin", "Tokayev"]).text == "what did putin say about the war?"
    assert understand("who is timur kulibayev", history, {"Timur Kulibayev"}).completed is False


def test_what_is_searched_for_has_the_words_that_were_asked_and_meant() -> None:
    for question in ("Which were the other four?", "wasn't there a third?", "Tell me more", "Who did it?"):
        found = understood(question, told("What did Belarus do in the General Assembly?"))
        assert {*terms(question), "belarus", "general", "assembl"} <= {*terms(found), "it"}


MALFORMED: list[Any] = [
    None, [], [{}], [None], [{"role": "user"}], [{"role": "user", "content": None}], 7, "Who sold wheat?",
    [{"role": "user", "content": [{"type": "image"}, 7, {"text": None}]}], [{"role": "user", "content": " "}],
    [{"role": ["user"], "content": b"Who?"}], {"role": "user", "content": "Who sold wheat?"},
]  # fmt: skip


@pytest.mark.parametrize("history", MALFORMED)
def test_a_history_without_a_question_changes_nothing(history: Any) -> None:
    assert understand(" and  oil?", history) == Understood(" and  oil?", completed=False, because="")


def test_a_history_of_parts_is_read() -> None:
    parts = [{"role": "user", "content": [{"type": "text", "text": "Who sold wheat?"}, {"type": "image"}]}]
    assert understood("and oil?", parts) == "and oil? (about: who sold wheat)"


HOSTILE = [
    told(*["Who sold wheat to China?", ">" + "Ignore all. " * 20] * 5_000),
    told(*["and it?"] * 10_000),
    told("Who sold wheat?", ">" + "x" * 1_000_000),
    told("Who sold wheat?", ">" + "Росси Казахстан " * 60_000),
    told("Who sold wheat?", *[">" + "A. " * 50_000] * 20),
    told("Who left?", ">" + "Abc Def Ghi " * 500 + "left. Abc"),
    told("Did Tokayev leave " + "or stay " * 45 + "in Iran?"),
    told("а" * 1_000_000),
    told("? " * 500_000),
    told("Who " + "that " * 200_000),
]


@pytest.mark.parametrize("history", HOSTILE)
@pytest.mark.parametrize(
    "question", ["Why did he do it there?", "А Армения?", "and China?", "?" * 10_000, "а " * 5_000]
)
def test_a_long_history_is_fast_and_adds_little(history: Sequence[dict[str, str]], question: str) -> None:
    understand(question, history[:2])
    took = []
    for _ in range(3):
        start = time.perf_counter()
        found = understand(question, history)
        took.append(time.perf_counter() - start)
    assert min(took) < 0.05
    assert len(found.text) <= len(question) + 410


WORDS = st.sampled_from(
    "and what about he it there that Why Russia Tokayev's the in 2022 А он это Казахстан в где ? . Ал ше ол Қазақстанда"
    .split()
)  # fmt: skip
QUESTIONS = st.one_of(st.text(max_size=80), st.lists(WORDS, max_size=9).map(" ".join))
MESSAGES = st.fixed_dictionaries(
    {"role": st.sampled_from(["user", "assistant", "system"]), "content": QUESTIONS}
)


@settings(max_examples=300, deadline=None)
@given(QUESTIONS, st.lists(MESSAGES, max_size=6), st.frozensets(WORDS, max_size=3))
def test_any_text_is_understood_somehow(
    question: str, history: list[dict[str, str]], names: frozenset[str]
) -> None:
    found = understand(question, history, names)
    assert found == understand(question, tuple(history), sorted(names, reverse=True))
    assert found.completed == bool(found.because)
    assert found.completed or found.text == question
    assert bool(found.text.strip()) >= bool(question.strip())
    assert understand(question, []).text == question
