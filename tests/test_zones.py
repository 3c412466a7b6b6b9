"""What each part of an article is: the five articles, and articles of other shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.articles import Article, read_corpus
from index.metadata import Known, Metadata, Published
from index.stated import stated_metadata
from index.zones import find_zones

SEEDS = Path(__file__).parent.parent / "seeds"


def article(text: str, title: str | None = None) -> Article:
    known = Metadata(title=Known(title, "supplied")) if title else Metadata()
    return Article("a.txt", text, "", metadata=known)


def kinds(text: str, title: str | None = None) -> list[tuple[str, str]]:
    """Kind and first words of each zone."""
    return [(z.kind, text[z.start : z.end][:24]) for z in find_zones(article(text, title))]


# Everything in the five articles that is not their own text, from the beginning of each zone.
NOT_TEXT = {
    "000": [
        ("title", "‘If Kazakhstan and Russia suddenly ceased to be allies…’"),
        ("caption", "Vladimir Putin of Russia and Nursultan Nazarbayev of Kazakhstan"),
        ("caption", "Vladimir Putin meeting with Nursultan Nazarbayev, the President of Kazakhstan"),
        ("navigation", "International, More"),
        ("navigation", "Read More:"),
        ("byline", "Edited by: A. N."),
        ("appeal", "Dear readers! Since you’ ve made it to this point, we have a favor to ask."),
        ("tags", "Tags: , , , , , , , ,"),
        ("byline", "1. Avatar zorbatheturk says:"),
        ("comment", "At some point ruSSia is just gonna have to fade out of the picture…"),
        ("byline", "2. Avatar Murf says:"),
        ("comment", "If they need a counter balance to China then they will to start looking"),
        ("comment", "Putin’s Russia is a fading power and will sell them out to China with a smile."),
        ("byline", "3. Avatar Ihor Dawydiak says:"),
        ("comment", "And what about a Donbas type of scenario?"),
        ("byline", "1. Avatar Alex George says:"),
        ("comment", "It would be a major threat to China’s silk road initiative."),
        ("comment", "I think it is more likely China would intervene diplomatically before"),
        ("byline", "1. Avatar Ihor Dawydiak says:"),
        ("comment", "True enough. At this juncture in time it would not be in the Kremlin’s interests"),
    ],
    "001": [
        ("title", "Kazakhstan’s Realignment: Away From Russia, Closer to China, & Yielding to the West"),
        ("navigation", "Previous"),
        ("navigation", "Previous"),
        ("navigation", "Kyrgyzstan’s Shifting Politics: A Heavy Blow for Russian Influence"),
        ("navigation", "Next"),
        ("navigation", "Next"),
        ("navigation", "Azerbaijan’s Cautious Neutrality over Russia’s War in Ukraine"),
    ],
    "002": [
        ("title", "Kazakh-Russian Relations in the Context of the War in Ukraine"),
        ("navigation", "Recent Features"),
        ("navigation", "Features\xa0|\xa0Diplomacy\xa0|\xa0Central Asia"),
        ("title", "Kazakh-Russian Relations in the Context of the War in Ukraine"),
        ("deck", "Does Kazakhstan owe Russia a “debt” for Moscow’s help in January? And what should"),
        ("title", "Kazakh-Russian Relations in the Context of the War in Ukraine"),
        ("caption", "Demonstrators with Ukrainian national flags and posters reading “No war!” gather"),
        ("byline", "Credit: AP Photo/Vladimir Tretyakov"),
    ],
    "003": [],
    "004": [
        ("list", "• Despite Moscow’s desire to maintain some degree of influence over Astana,"),
        ("list", "• President Nazarbayev has, in the past, done well to balance relations"),
        ("list", "• Internally, government reshuffles and anti-corruption crusades appear"),
        ("heading", "The Russian Umbilical Cord"),
        ("heading", "Integration With Russia: A Failing Equation"),
        ("heading", "...Furthered Scuppered by the China Factor"),
        ("heading", "A New Road Spearheaded by a Post-Nazarbayev Generation"),
        ("heading", "The Waning of Russia’s Near Abroad Influence"),
    ],
}


@pytest.mark.parametrize("number", NOT_TEXT)
def test_every_part_of_the_five_articles_is_in_its_zone(number: str) -> None:
    (seed,) = (a for a in read_corpus(SEEDS).articles if a.source.startswith(number))
    found = [(z.kind, seed.text[z.start : z.end]) for z in find_zones(seed) if z.kind != "body"]
    assert [kind for kind, _ in found] == [kind for kind, _ in NOT_TEXT[number]]
    for (_, text), (_, beginning) in zip(found, NOT_TEXT[number], strict=True):
        assert text.startswith(beginning)


def test_comments_of_the_first_article_carry_their_authors() -> None:
    (seed,) = (a for a in read_corpus(SEEDS).articles if a.source.startswith("000"))
    authors = [z.author for z in find_zones(seed) if z.kind == "comment"]
    assert authors == ["zorbatheturk", "Murf", "Murf", "Ihor Dawydiak", "Alex George", "Alex George",
                       "Ihor Dawydiak"]  # fmt: skip


PROSE = "The ministry said on Monday that the harvest had been better than in any year since 2011."
MORE = "Farmers in the north disagreed, and pointed to the price of fuel, which had doubled."


def test_markdown_with_headings_list_image_and_link() -> None:
    text = (
        f"# A better harvest\n\n![A field](field.png)\n\n{PROSE}\n\n## What farmers say\n\n{MORE}\n\n"
        f"- {PROSE}\n- {MORE}\n\n---\n\n[Home](https://example.org)\n"
    )
    assert [kind for kind, _ in kinds(text)] == [
        "title", "caption", "body", "heading", "body", "list", "list", "separator", "navigation"
    ]  # fmt: skip


def test_a_blog_post_with_a_comments_heading_and_dates() -> None:
    text = (
        f"A better harvest\nBy Jane Doe\nPublished: 14 September 2022\n\n{PROSE}\n\n{MORE}\n\n"
        "Filed under: farming, prices\n\n2 Comments\n\nAnna wrote on May 3, 2021 at 10:15:\n\n"
        "I do not believe it.\n\nReply\n\nBen says:\n\nNeither do I.\n"
    )
    assert kinds(text) == [
        ("title", "A better harvest"),
        ("byline", "By Jane Doe"),
        ("byline", "Published: 14 September "),
        ("body", PROSE[:24]),
        ("body", MORE[:24]),
        ("tags", "Filed under: farming, pr"),
        ("navigation", "2 Comments"),
        ("byline", "Anna wrote on May 3, 202"),
        ("comment", "I do not believe it."),
        ("navigation", "Reply"),
        ("byline", "Ben says:"),
        ("comment", "Neither do I."),
    ]
    zones = find_zones(article(text))
    assert [z.author for z in zones if z.kind == "comment"] == ["Anna", "Ben"]
    published = stated_metadata(article(text), zones).published
    assert (str(published.start), published.basis) == ("2022-09-14", "stated")


def test_a_quotation_introduced_by_a_name_is_no_comment() -> None:
    text = f"A better harvest\n\n{PROSE}\n\nJane Doe says:\n\n“{MORE}”\n\nBen Roe says:\n\n“{PROSE}”\n"
    assert "comment" not in {kind for kind, _ in kinds(text)}


def test_a_section_called_discussion_is_no_comment() -> None:
    text = f"A better harvest\n\n{PROSE}\n\nDiscussion\n\n{MORE}\n\n{PROSE}\n"
    assert [kind for kind, _ in kinds(text)] == ["title", "body", "heading", "body", "body"]


@pytest.mark.parametrize(
    "text",
    [
        "Please donate today to keep us online.",
        "Sign up for our weekly newsletter and never miss a story!",
        "If you enjoyed this article, please consider becoming a member. Your support matters.",
        "Дорогие читатели! Поддержите нас: подпишитесь на наш канал.",
    ],
)
def test_what_asks_something_of_the_reader_is_an_appeal(text: str) -> None:
    found = kinds(f"{PROSE}\n\n{MORE}\n\n{text}\n")
    assert found[-1][0] == "appeal"


@pytest.mark.parametrize(
    "text",
    [
        "Kuwait said that it would donate 3 million dollars to the victims of the flood.",
        "The company has 2 million subscribers, and a subscription costs 9 euros a month.",
        "Dear to many readers, the newspaper closed in 2019 after a hundred years.",
        "Ministers follow the market closely, and support for our allies is not in doubt.",
    ],
)
def test_what_tells_of_gifts_and_readers_is_no_appeal(text: str) -> None:
    assert kinds(f"{PROSE}\n\n{text}\n\n{MORE}\n")[1][0] == "body"


def test_hard_wrapped_text_is_joined_to_paragraphs() -> None:
    text = (
        "The ministry said on Monday that the harvest had been better than\nin any year since 2011, and that "
        "prices\nwould not rise before the spring, whatever\nhappened on the markets abroad or at\nhome, "
        "where fuel had doubled in price.\n\nFarmers in the north disagreed and pointed\nto the drought.\n"
    )
    assert [kind for kind, _ in kinds(text)] == ["body", "body"]


def test_a_title_that_is_known_is_found_again_and_its_repeats() -> None:
    text = f"Home\n\nA better harvest\n\nA better harvest\n\n{PROSE}\n\n{MORE}\n"
    assert [kind for kind, _ in kinds(text, "A better harvest")][:3] == ["navigation", "title", "title"]


LINES = st.sampled_from(
    [PROSE, MORE, "A better harvest", "Tags: a, b", "By Jane Doe", "1. Avatar Ann says:", "2. Avatar Bo says:",
     "Read more:", "• " + PROSE, "## Markets", "Please donate today.", "…", "3 Comments", "ruSSia lol",
     "\u202eright to left\u202c", "e\u0301 combining", "👩‍🌾 emoji", "", "", "\ufeff", "\xa0"]
)  # fmt: skip


@given(st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\u2028"])), max_size=30))
def test_zones_are_ordered_disjoint_and_hold_every_visible_character(
    lines: list[tuple[str, str]],
) -> None:
    text = "".join(line + end for line, end in lines)
    zones = find_zones(article(text))
    covered: set[int] = set()
    last = 0
    for zone in zones:
        assert last <= zone.start < zone.end <= len(text)
        last = zone.end
        covered.update(range(zone.start, zone.end))
    invisible = "\ufeff\u200b\u2060"
    assert all(i in covered or c.isspace() or c in invisible for i, c in enumerate(text))


def test_a_short_sentence_is_text_and_no_heading_or_navigation() -> None:
    text = f"A better harvest\n\n{PROSE}\n\nNobody knew why.\n\n{MORE}\n\nHe resigned.\n"
    assert [kind for kind, _ in kinds(text)] == ["title", "body", "body", "body", "body"]


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        (
            "Comments\n\nLisa K.\nThey never run on time, in my view.\n\nGunnar\n15 May 2024\nI knew it.",
            ["Lisa K.", "Gunnar"],
        ),
        ("3 comments\n\nGunnar1961\n15 May 2024 at 09:13\nThey knew it all.", ["Gunnar1961"]),
        (
            "Комментарии (2)\n\nМарина Л., 13.03.2023 в 10:22\nУ меня не вышло, увы.\n\nОлег:\nА у меня вышло.",
            ["Марина Л.", "Олег"],
        ),
    ],
)
def test_comments_of_other_pages(lines: str, authors: list[str]) -> None:
    text = f"A better harvest\n\n{PROSE}\n\n{MORE}\n\n{lines}\n"
    zones = find_zones(article(text))
    assert [z.author for z in zones if z.kind == "comment"] == authors
    assert stated_metadata(article(text), zones).published == Published()


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("14 May 2024, 08:12 | Updated 15 May 2024", "2024-05-14"),
        ("12 марта 2023 г.", "2023-03-12"),
        ("Published on September 3rd, 2021", "2021-09-03"),
        ("2021-09-03", "2021-09-03"),
    ],
)
def test_a_date_line_is_read(line: str, day: str) -> None:
    text = f"A better harvest\n\n{line}\n\nPhoto: A. Berg\n\n{PROSE}\n\n{MORE}\n"
    zones = find_zones(article(text))
    assert [z.kind for z in zones] == ["title", "byline", "byline", "body", "body"]
    assert str(stated_metadata(article(text), zones).published.start) == day


def test_tables_and_footnoted_paragraphs_can_be_cited() -> None:
    text = f"A better harvest\n\n{PROSE}\n\n| Oberau | 412 | 380 |\n|---|---|---|\n| Bern | 1 | 2 |\n\nSupplies came by crane and by boat.[3]\n\n{MORE}\n"
    assert [kind for kind, _ in kinds(text)] == ["title", "body", "list", "separator", "list", "body", "body"]
