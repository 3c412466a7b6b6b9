"""The line at the top of the chat: which articles are open, what has been asked, light or dark."""

from __future__ import annotations

from qa.page import attribute, escape

_MENU = (
    '<div class="qa-menus"><details class="qa-menu" id="qa-talks">'
    '<summary class="qa-quiet">Conversations</summary><div class="qa-menu-list"></div></details>'
    '<button type="button" class="qa-quiet qa-theme" title="Light, dark, or as the system has it">'
    '<span aria-hidden="true">◐</span>Theme: <span class="qa-theme-name">System</span></button></div>'
)


def header_html(corpus: str, count: int, key: str = "", left_out: int = 0) -> str:
    """The header.

    Args:
        corpus: what the open articles are called.
        count: how many there are.
        key: what the page calls them when it asks the server for one.
        left_out: how many files could not be read.
    """
    notes = [f"<bdi>{escape(corpus)}</bdi>"] if corpus else []
    notes += [f"{count:,} article{'' if count == 1 else 's'}"]
    notes += [f"{left_out} left out"] if left_out else []
    return (
        f'<h1>Ask the articles</h1><p class="qa-notes qa-corpus" data-corpus="{attribute(key)}" '
        f'data-name="{attribute(corpus)}">{" · ".join(notes)}</p>{_MENU}'
    )
