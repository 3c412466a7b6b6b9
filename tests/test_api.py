"""What programs get from ``qa chat``: the Python API's JSON, by plain HTTP, Gradio's client and an MCP client."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from gradio_client import Client
from mcp import ClientSession

from qa import Assistant
from qa.sources import describe
from qa.within import Within
from tests import api_parts
from tests.api_parts import ARTICLES, AUTH, FOLLOWING, QUESTION, post, run, said, tool, with_mcp

place = api_parts.place
assistant = api_parts.assistant
servers = api_parts.servers

# ---- HTTP ----


def test_http_answers_with_the_json_of_the_python_api(servers: dict[str, str], assistant: Assistant) -> None:
    url = servers["alone"]
    answer = assistant.ask(QUESTION).to_dict()
    assert answer["citations"]
    assert run(url, "ask", QUESTION, None) == answer
    assert run(url, "ask", "And closed?", FOLLOWING) == assistant.ask("And closed?", FOLLOWING).to_dict()
    assert (
        run(url, "ask", "Who is the queen of Mars?") == assistant.ask("Who is the queen of Mars?").to_dict()
    )
    assert run(url, "retrieve", QUESTION, 3) == [hit.to_dict() for hit in assistant.retrieve(QUESTION, 3)]
    assert run(url, "retrieve", QUESTION) == [hit.to_dict() for hit in assistant.retrieve(QUESTION)]
    assert run(url, "sources") == [describe(article) for article in assistant.articles]


def test_parameters_can_be_named(servers: dict[str, str], assistant: Assistant) -> None:
    event = post(servers["alone"], "call/v2/retrieve", {"question": QUESTION}).json()["event_id"]
    news = httpx.get(f"{servers['alone']}gradio_api/call/retrieve/{event}", timeout=60).text
    assert news.startswith("event: complete\ndata: ")
    hits = [hit.to_dict() for hit in assistant.retrieve(QUESTION)]
    assert json.loads(news.partition("data: ")[2]) == [hits]


def test_gradios_client_gets_the_same(
    servers: dict[str, str], assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client reports home even when it is told not to, unless the hub is known to be out of reach."""
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    options: Any = {"verbose": False, "download_files": False, "analytics_enabled": False}
    client = Client(servers["shared"], httpx_kwargs={"auth": AUTH, "timeout": 60}, **options)
    assert set(client.view_api(return_format="dict")["named_endpoints"]) == {"/ask", "/retrieve", "/sources"}
    assert client.predict(QUESTION, api_name="/ask") == assistant.ask(QUESTION).to_dict()
    hits = [hit.to_dict() for hit in assistant.retrieve(QUESTION, 2)]
    assert client.predict(question=QUESTION, k=2, api_name="/retrieve") == hits
    assert client.predict(api_name="/sources") == [describe(article) for article in assistant.articles]
    with pytest.raises(Exception, match=r"The question is empty\. Ask something in words\."):
        client.predict("?!", api_name="/ask")
    client.close()


def test_quotes_stand_where_they_say(servers: dict[str, str]) -> None:
    citations = run(servers["alone"], "ask", QUESTION)["citations"]
    hits = run(servers["alone"], "retrieve", QUESTION, 100)
    assert citations
    assert hits
    for found in (*citations, *hits):
        text = ARTICLES[found["source"]]
        assert text[found["start"] : found["end"]] == found.get("quote", found.get("text"))


def test_questions_can_be_limited_to_sources_and_days(servers: dict[str, str], assistant: Assistant) -> None:
    url, one = servers["alone"], assistant.articles[0].source
    within = Within.of([one])
    assert run(url, "ask", QUESTION, None, [one]) == assistant.ask(QUESTION, within=within).to_dict()
    hits = [hit.to_dict() for hit in assistant.retrieve(QUESTION, 5, within=within)]
    assert run(url, "retrieve", QUESTION, 5, [one]) == hits
    assert {hit["source"] for hit in hits} == {one}
    asked = {"question": QUESTION, "sources": [one]}
    assert json.loads(said(tool(url, "ask", asked))) == run(url, "ask", QUESTION, None, [one])


@pytest.mark.parametrize(
    ("limits", "says"),
    [
        (["report.txt"], "report.txt"),
        ("report.txt", "no list of articles' names"),
        ([1], "no list of articles' names"),
        ([None, "soon"], "'soon' is no day"),
        ([None, 5], "2021-03-15"),
        ([None, "2022", "2021"], "No article can be published"),
    ],
)
def test_limits_that_are_none_are_said_in_words(servers: dict[str, str], limits: Any, says: str) -> None:
    data = [QUESTION, None, *(limits if limits[0] is None else [limits])]
    answer = post(servers["alone"], "run/ask", {"data": data})
    assert answer.status_code >= 400
    assert says in answer.json()["error"]


# ---- MCP ----


def test_an_mcp_client_finds_three_described_tools(servers: dict[str, str]) -> None:
    tools = {found.name: found for found in with_mcp(servers["alone"], ClientSession.list_tools).tools}
    assert set(tools) == {"ask", "retrieve", "sources"}
    assert tools["ask"].inputSchema["required"] == ["question"]
    assert tools["retrieve"].inputSchema["properties"]["k"]["default"] == 10
    assert list(tools["ask"].inputSchema["properties"]) == [
        "question",
        "history",
        "sources",
        "after",
        "before",
    ]
    for found in tools.values():
        assert found.description
        assert "Returns: " in found.description
        assert all(field["description"] for field in found.inputSchema["properties"].values())


def test_tools_answer_with_the_json_of_the_python_api(servers: dict[str, str], assistant: Assistant) -> None:
    url = servers["alone"]
    asked = {"question": "And closed?", "history": FOLLOWING}
    answer = assistant.ask("And closed?", FOLLOWING).to_dict()
    assert json.loads(said(tool(url, "ask", asked))) == answer
    hits = [hit.to_dict() for hit in assistant.retrieve(QUESTION, 1)]
    assert json.loads(said(tool(url, "retrieve", {"question": QUESTION, "k": 1}))) == hits
    described = [describe(article) for article in assistant.articles]
    assert json.loads(said(tool(url, "sources", {}))) == described


@pytest.mark.parametrize(
    "path", ["mcp/sse", "mcp/schema", "mcp/messages/", "mcp/http", "mcp/%3C/gradio_api/mcp"]
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_of_the_mcp_server_one_address_is_open(servers: dict[str, str], method: str, path: str) -> None:
    answer = httpx.request(method, f"{servers['alone']}gradio_api/{path}", timeout=60)
    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["GET", "DELETE", "HEAD"])
def test_the_mcp_server_has_no_page(servers: dict[str, str], method: str) -> None:
    assert httpx.request(method, f"{servers['alone']}gradio_api/mcp/", timeout=60).status_code == 405
