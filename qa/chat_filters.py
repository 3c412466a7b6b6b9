"""The chat's way to limit questions to some sources and dates, and to choose the language of the frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from index.errors import QAError
from qa import page
from qa.corpora import Corpora, Corpus
from qa.frames import FRAMES
from qa.within import Within
from qa.words import article_name

if TYPE_CHECKING:
    from qa.chat_session import Session
    from qa.frames import Language

_QUIET = {"show_progress": "hidden", "api_visibility": "private", "queue": False}
_LANGUAGES = (("As the question", ""), ("English", "en"), ("Русский", "ru"), ("Қазақша", "kk"))
_TITLE = "Sources and dates"


@dataclass(frozen=True, slots=True)
class Filters:
    """The components.

    Attributes:
        sources, after, before: what people set.
        state: what is said of it.
    """

    sources: Any
    after: Any
    before: Any
    state: Any

    @property
    def parts(self) -> list[Any]:
        """Those that opening a link sets, in the order of `limited`."""
        return [self.sources, self.after, self.before, self.state]


def choices(corpus: Corpus) -> list[tuple[str, str]]:
    """The articles to choose from: what they are called, and their files."""
    return [(article_name(article)[:120], article.source) for article in corpus.assistant.articles]


def state_html(corpus: Corpus, within: Within | None) -> str:
    """How many articles answer."""
    articles = corpus.assistant.articles
    left = sum(within.admits(article) for article in articles) if within else len(articles)
    said = f"{left:,} of {len(articles):,} articles may answer."
    return f'<p class="qa-notice" role="status" id="qa-within"{"" if within else " hidden"}>{said}</p>'


def limit(corpora: Corpora, session: Session, sources: Sequence[str], after: str, before: str) -> str:
    """Limit a tab's questions; what is said then. While they cannot be used, nothing is asked."""
    try:
        corpus = corpora[session.corpus]
        within = Within.of([str(source) for source in sources or ()], str(after or ""), str(before or ""))
    except QAError as error:
        session.problem = str(error)
        return page.notice_html(session.problem) + kept_html(corpora, session)
    session.problem = ""
    session.way = replace(session.way, within=within)
    return state_html(corpus, within)


def kept_html(corpora: Corpora, session: Session) -> str:
    """What limits a tab's questions now; nothing where its articles are no longer open."""
    try:
        return state_html(corpora[session.corpus], session.way.within)
    except QAError:
        return ""


def limited(gr: Any, corpora: Corpora, session: Session, within: Within | None) -> tuple[Any, ...]:
    """Limit a tab's questions as a link says: new values for the parts of `Filters`.

    Sources that are gone stay in the limit, so that nothing else answers in their place.
    """
    session.way, session.problem = replace(session.way, within=within), ""
    corpus, asked = corpora[session.corpus], within or Within()
    known = [source for source in asked.sources if source in corpus.articles]
    days = (day.isoformat() if day else "" for day in (asked.after, asked.before))
    return gr.Dropdown(value=known), *days, state_html(corpus, within)


def add_filters(gr: Any, session: Any, corpora: Corpora) -> Filters:
    """The components that limit questions.

    Args:
        gr: Gradio.
        session: the component with the tab's `Session`.
        corpora: what is open.
    """
    first = corpora[""]
    with gr.Accordion(_TITLE, open=False, elem_id="qa-filters"):
        sources = gr.Dropdown(
            choices(first), value=[], multiselect=True, label="Only these articles", filterable=True
        )
        with gr.Row():
            after = gr.Textbox(label="Published from", placeholder="2021 or 2021-03-15", max_lines=1)
            before = gr.Textbox(label="Published until", placeholder="2022", max_lines=1)
            language = gr.Dropdown(_LANGUAGES, value="", label="Language around the quotes", filterable=False)
    # Outside, so that a limit is seen when this is closed.
    state = gr.HTML(state_html(first, None), apply_default_css=False, js_on_load=None, elem_id="qa-limit")

    def changed(session: Session, sources: Sequence[str], after: str, before: str) -> str:
        return limit(corpora, session, sources, after, before)

    def spoken(session: Session, chosen: str) -> None:
        known = chosen if chosen in FRAMES["absent"] else ""
        session.way = replace(session.way, language=cast("Language", known) if known else None)

    typed = [session, sources, after, before]
    for part, event in (
        (sources, "change"),
        (after, "blur"),
        (after, "submit"),
        (before, "blur"),
        (before, "submit"),
    ):
        getattr(part, event)(changed, typed, state, **_QUIET)
    language.change(spoken, [session, language], None, **_QUIET)
    return Filters(sources, after, before, state)
