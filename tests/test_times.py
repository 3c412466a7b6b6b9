"""Times in sentences, what they resolve to, and what kind of answer a question wants."""

from __future__ import annotations

from datetime import date

import pytest

from index.metadata import Published
from qa.times import answer_kind, asks_for_now, find_times, is_expectation

DATES = {
    "day": Published(date(2022, 9, 14), date(2022, 9, 14), "stated"),
    "march": Published(date(2022, 3, 6), date(2022, 3, 31), "inferred"),
    "autumn": Published(date(2022, 9, 1), date(2022, 12, 31), "inferred"),
    "2017": Published(date(2017, 8, 1), date(2017, 12, 31), "inferred"),
    "wide": Published(date(2014, 1, 1), date(2019, 3, 31), "inferred"),
    "open": Published(date(2022, 7, 1), None, "inferred"),
    "unknown": Published(),
}
UNRESOLVED = ""

# sentence | the article's date | phrase | earliest..latest, one end left out where it is open
FOUND = """
The agreement was signed on January 5, 2022, in Almaty. | unknown | on January 5, 2022 | 2022-01-05..2022-01-05
Troops arrived on 5 January 2022. | unknown | on 5 January 2022 | 2022-01-05..2022-01-05
A crowd in Almaty, Kazakhstan, Sunday, March 6, 2022. | march | Sunday, March 6, 2022 | 2022-03-06..2022-03-06
The request was sent to the CSTO on January 5, after three days of protests. | march | on January 5 | 2022-01-05..2022-01-05
The request was sent to the CSTO on January 5, after three days of protests. | wide | on January 5 |
They left about a week later, on January 13. | march | about a week later |
They left about a week later, on January 13. | march | on January 13 | 2022-01-13..2022-01-13
In 2009, the Ministry of Foreign Affairs published a statement. | unknown | In 2009 | 2009-01-01..2009-12-31
(Russian Ministry of Foreign Affairs, May 2009) | unknown | May 2009 | 2009-05-01..2009-05-31
Its wavering position on the 2014 invasion is understood. | autumn | 2014 | 2014-01-01..2014-12-31
As of 2022, the President has distanced Kazakhstan from Russia. | autumn | As of 2022 | 2022-01-01..2022-12-31
One major contract, which was signed in September of this year, was that. | autumn | in September of this year | 2022-09-01..2022-09-30
One major contract, which was signed in September of this year, was that. | wide | in September of this year |
They welcomed President Xi Jinping this past September. | autumn | this past September | 2022-09-01..2022-09-30
A stronger stance particularly since January of this year. | autumn | since January of this year | 2022-01-01..
They did not have a great start at the beginning of this year either. | autumn | at the beginning of this year | 2022-01-01..2022-04-30
It stated prior to the outbreak on 22nd February that it would not. | autumn | on 22nd February | 2022-02-22..2022-02-22
In January, Masimov was dismissed. | autumn | In January | 2022-01-01..2022-01-31
In January, Masimov was dismissed. | open | In January |
In January, Masimov was dismissed. | unknown | In January |
Just two months ago, unprecedented unrest erupted. | march | two months ago | 2022-01-01..2022-01-31
The regions have been beset by unrest since 2014. | march | since 2014 | 2014-01-01..
It came ahead of the February invasion of Ukraine. | march | February | 2022-02-01..2022-02-28
Kazakhstan’s January events were a perfect opportunity. | march | January | 2022-01-01..2022-01-31
It brought the operation to a standstill in mid-June and early July. | day | in mid-June | 2022-06-11..2022-06-20
It brought the operation to a standstill in mid-June and early July. | day | early July | 2022-07-01..2022-07-10
It brought the operation to a standstill in mid-June and early July. | open | early July |
The May 9 Victory Day parade was canceled. | day | May 9 | 2022-05-09..2022-05-09
The creation of the EEU two years ago was a ruse. | 2017 | two years ago | 2015-01-01..2015-12-31
Over the past year trade with the EU has fallen. | 2017 | Over the past year | 2016-08-01..2017-12-31
He discussed closing borders with Russia in November 2016. | 2017 | in November 2016 | 2016-11-01..2016-11-30
Since he replaced Massimov a year ago, he has taken steps. | 2017 | a year ago | 2016-01-01..2016-12-31
last year’s cabinet reshuffle facilitated a shift. | 2017 | last year | 2016-01-01..2016-12-31
last year’s cabinet reshuffle facilitated a shift. | wide | last year |
In August, a military court sentenced the former chief. | 2017 | In August | 2017-08-01..2017-08-31
It will be introducing a new alphabet by the end of the year. | 2017 | by the end of the year | ..2017-12-31
All street signs will switch to Latin by 2025. | 2017 | by 2025 | ..2025-12-31
Speaking in July, he championed the initiative. | 2017 | in July | 2017-07-01..2017-07-31
The economy collapsed in the 1990s. | unknown | in the 1990s | 1990-01-01..1999-12-31
Exports doubled between 2014 and 2016. | unknown | between 2014 and 2016 | 2014-01-01..2016-12-31
He ruled from 1991 to 2019. | unknown | from 1991 to 2019 | 1991-01-01..2019-12-31
The visit took place yesterday. | day | yesterday | 2022-09-13..2022-09-13
The visit took place yesterday. | autumn | yesterday | 2022-08-31..2022-12-30
The works are to begin next spring. | day | next spring | 2023-03-01..2023-05-31
The works are to begin next spring. | march | next spring |
Prices rose last month. | march | last month | 2022-02-01..2022-02-28
Prices rose last week. | day | last week | 2022-09-05..2022-09-11
The minister resigned on Monday. | day | on Monday | 2022-09-12..2022-09-12
The election will be held in June. | march | in June | 2022-06-01..2022-06-30
In contrast to 2014, in January it asked for help. | march | in January |
Its policy over the next two decades held a focus on the region. | day | over the next two decades |
It will need observation over the next six months. | day | over the next six months | 2022-09-14..2023-03-14
The next day, Russian troops readied to deploy. | march | The next day |
Next year the bank opens. | unknown | Next year |
Соглашение подписано 5 января 2022 года. | unknown | 5 января 2022 года | 2022-01-05..2022-01-05
Договор подписали в сентябре этого года. | autumn | в сентябре этого года | 2022-09-01..2022-09-30
Договор подписали в сентябре этого года. | wide | в сентябре этого года |
Протесты начались два месяца назад. | march | два месяца назад | 2022-01-01..2022-01-31
В прошлом году торговля упала. | 2017 | В прошлом году | 2016-01-01..2016-12-31
Он ушёл в отставку в 2019 году. | unknown | в 2019 году | 2019-01-01..2019-12-31
Заявление сделано в мае 2009 года. | unknown | в мае 2009 года | 2009-05-01..2009-05-31
Экономика рухнула в 1990-х годах. | unknown | в 1990-х годах | 1990-01-01..1999-12-31
Алфавит введут к концу года. | 2017 | к концу года | ..2017-12-31
Он правил с 1991 по 2019 год. | unknown | с 1991 по 2019 год | 1991-01-01..2019-12-31
Встреча прошла вчера. | day | вчера | 2022-09-13..2022-09-13
В январе войска вошли в страну. | march | В январе | 2022-01-01..2022-01-31
Выборы состоятся в следующем году. | day | в следующем году | 2023-01-01..2023-12-31
Остановка была в середине июня. | day | в середине июня | 2022-06-11..2022-06-20
Наразылық 2022 жылғы қаңтарда басталды. | unknown | 2022 жылғы қаңтарда | 2022-01-01..2022-01-31
Келісімге 2022 жылғы 5 қаңтарда қол қойылды. | unknown | 2022 жылғы 5 қаңтарда | 2022-01-05..2022-01-05
Биыл сауда өсті. | day | Биыл | 2022-01-01..2022-12-31
Былтыр сауда өсті. | day | Былтыр | 2021-01-01..2021-12-31
Ол 2019 жылы қызметінен кетті. | unknown | 2019 жылы | 2019-01-01..2019-12-31
Екі ай бұрын наразылық басталды. | march | Екі ай бұрын | 2022-01-01..2022-01-31
The bank opened its first branch in late 2015. | unknown | in late 2015 | 2015-09-01..2015-12-31
Parliament will vote on March 20, 2023, officials said. | day | on March 20, 2023 | 2023-03-20..2023-03-20
Three weeks ago the minister flew to Beijing. | day | Three weeks ago | 2022-08-22..2022-08-28
Sales fell during the first half of 2021. | unknown | during the first half of 2021 | 2021-01-01..2021-06-30
The ceasefire lasted from March 3 to March 9, 2022. | unknown | from March 3 to March 9, 2022 | 2022-03-03..2022-03-09
By mid-2023 the plant should be ready. | day | By mid-2023 | ..2023-08-31
The strike began on Tuesday evening. | day | on Tuesday | 2022-09-13..2022-09-13
Inflation peaked last summer. | march | last summer | 2021-06-01..2021-08-31
They met in the early 2000s in Moscow. | unknown | in the early 2000s | 2000-01-01..2003-04-30
Мост закрыли с 10 по 15 мая 2021 года. | unknown | с 10 по 15 мая 2021 года | 2021-05-10..2021-05-15
Компания основана в начале 1990-х. | unknown | в начале 1990-х | 1990-01-01..1993-04-30
Прошлой осенью прошли выборы. | march | Прошлой осенью | 2021-09-01..2021-11-30
Сайлау келесі жылы өтеді. | day | келесі жылы | 2023-01-01..2023-12-31
Жоба 2030 жылға дейін аяқталады. | day | 2030 жылға дейін | ..2030-12-31
"""
# Sentences without any time.
NONE = """
It may rain, and they march on.
Theresa May sat in the front row.
May I ask who joined the March for Justice?
The second man sat for a minute in the sun.
A population of 19 million, and 238 deaths.
It ranks 64th in the world, with 2500 tanks.
The august body met under Resolution 1973.
Karachaganak (13.5%), Tengiz (5%), Zhenis (50%).
He paid $2000 for 1999 shares.
She was person of the year.
The army may march on the capital, and Mr. May sat there in 1,500 seats.
Following ‘Bloody January’, fears were expressed.
Он мог бы прийти, если бы мая не было дома.
"""
Row = tuple[str, Published, str, date | None, date | None]


def rows(table: str) -> list[Row]:
    found = []
    for line in table.strip().splitlines():
        text, dated, phrase, span = (field.strip() for field in line.split("|"))
        first, _, last = span.partition("..")
        ends = [date.fromisoformat(end) if end else None for end in (first, last)]
        found.append((text, DATES[dated], phrase, ends[0], ends[1]))
    return found


@pytest.mark.parametrize(("text", "published", "phrase", "earliest", "latest"), rows(FOUND))
def test_times_are_found_and_resolved(
    text: str, published: Published, phrase: str, earliest: date | None, latest: date | None
) -> None:
    found = {time.phrase: time for time in find_times(text, published)}
    assert phrase in found
    time = found[phrase]
    assert (time.earliest, time.latest) == (earliest, latest)
    assert text[time.start : time.end] == phrase


@pytest.mark.parametrize("text", NONE.strip().splitlines())
def test_other_words_are_no_times(text: str) -> None:
    assert find_times(text, DATES["day"]) == ()


def test_a_year_named_before_leaves_a_month_unknown() -> None:
    before = "Russia invaded Ukraine in 2014."
    (time,) = find_times("In March, it annexed Crimea.", DATES["day"], before)
    assert (time.earliest, time.latest) == (None, None)
    (time,) = find_times("In March, it annexed Crimea.", DATES["day"])
    assert time.earliest == date(2022, 3, 1)


KINDS = """
when | When was the request sent to the CSTO?
when | In what year did Nazarbayev step down?
when | Когда войска вошли в Казахстан?
when | Наразылық қашан басталды?
who | Who was president when the protests began?
who | When Tokayev took office, whom did he replace?
who | Which president visited Kazakhstan in September?
who | Кто президент Казахстана?
who | Қазақстан президенті кім?
how_many | How many people died in January?
how_many | What share of oil exports passes through Russia?
how_many | What is the population of Kazakhstan?
how_many | Сколько человек погибло в январе?
how_many | Қанша адам қаза тапты?
where | Where was the rally held?
where | Где прошёл форум?
where | Форум қайда өтті?
why | Why did Kazakhstan ask the CSTO for help?
why | Почему Казахстан не признал ДНР?
why | Қазақстан неге көмек сұрады?
compare | How do Shibutov and Sultangaliyev differ?
compare | What would China do, according to each analyst?
compare | Compare the views of the two analysts.
compare | Чем отличаются их взгляды?
compare | Екі сарапшының пікірін салыстырыңыз.
other | What happened to the man who led the KNB?
other | What is the CSTO?
other | Что такое ОДКБ?
other | How did Russia respond?
"""


@pytest.mark.parametrize("row", KINDS.strip().splitlines())
def test_kind_of_answer(row: str) -> None:
    kind, question = row.split(" | ")
    assert answer_kind(question) == kind


NOW = """
Who is the president of Kazakhstan?
Who leads the KNB?
Who's the prime minister of Russia?
What is the current policy towards China?
What is the population of Kazakhstan?
How many people does Kazakhstan have?
How much oil does Kazakhstan export?
What share of oil exports passes through Russia?
How are relations with Moscow now?
Кто президент Казахстана?
Какое население Казахстана?
Что сейчас происходит в Казахстане?
Сколько стоит нефть?
Қазақстан президенті кім?
Қазір Қазақстанда не болып жатыр?
"""
NOT_NOW = """
Who was the president of Kazakhstan?
Who was president in 2019?
How many people died in January?
How many people were there in 2019?
What is the CSTO?
Who is Tokayev?
Who said “the current policy is wrong”?
Why did Kazakhstan ask for help?
Who is the author of the 2014 invasion?
Кто был президентом Казахстана?
Кто такой Токаев?
Сколько человек погибло?
Что такое ОДКБ?
Қазақстанның тұңғыш президенті кім болды?
"""


@pytest.mark.parametrize("question", NOW.strip().splitlines())
def test_questions_about_now(question: str) -> None:
    assert asks_for_now(question)


@pytest.mark.parametrize("question", NOT_NOW.strip().splitlines())
def test_questions_that_are_not_about_now(question: str) -> None:
    assert not asks_for_now(question)


EXPECTED = """
The government has announced it will be introducing a new alphabet by the end of the year.
All street signs will switch from Cyrillic to Latin by 2025.
Few analysts expect Nazarbayev, now aged 77, to remain in power.
The next leader of Kazakhstan will most likely be less pro-Russian.
The pipeline is expected to open in June.
Kazakhstan plans to build a nuclear power plant.
By the end of the year the bank is to close.
Ожидается, что завод откроют в июне.
Правительство планирует ввести налог.
Завод келесі жылы ашылады деп күтілуде.
"""
NOT_EXPECTED = """
In the sixteenth century Russia sought to dominate Kazakhstan.
The closing of the borders would have breached the charter.
“What will happen?” he asked.
Will Kazakhstan be willing to leave?
It was a triumph of political will.
If our countries cease to be allies, relations between them will be hostile.
Ukraine only has itself to blame.
It remains highly unlikely that we will see it take Kazakhstan.
How the situation will develop is a matter of some debate.
Reshuffles feed perceptions of an emerging wider plan to establish ties.
He was expected to resign in 2019.
Президент подписал договор.
"""


@pytest.mark.parametrize("text", EXPECTED.strip().splitlines())
def test_expectations(text: str) -> None:
    assert is_expectation(text)


@pytest.mark.parametrize("text", NOT_EXPECTED.strip().splitlines())
def test_other_sentences_are_no_expectations(text: str) -> None:
    assert not is_expectation(text)
