"""Where ``qa chat`` listens, for whom, and what it refuses in one line."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from typing import Any

import pytest

import qa.cli
from index.errors import ServeError
from qa import serving
from tests.chat_parts import StandIn


def test_importing_the_chat_loads_nothing_heavy() -> None:
    heavy = "'gradio', 'torch', 'faiss', 'fastapi'"
    code = f"import sys, qa.chat; print([name for name in ({heavy}) if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(ServeError) as raised:
            serving.serve(StandIn(), port=port)  # type: ignore[arg-type]
        with pytest.raises(ServeError):
            serving.check_port("127.0.0.1", port)
    words = "is taken by another program. Name another port with --port."
    assert str(raised.value) == f"127.0.0.1:{port}: {words}"


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("no-such-host.invalid", 0)])
def test_an_impossible_address_is_one_clear_line(host: str, port: int) -> None:
    with pytest.raises(ServeError, match=re.escape(f"{host}:{port}: ")):
        serving.serve(StandIn(), host=host, port=port)  # type: ignore[arg-type]


@pytest.mark.parametrize("host", ["0.0.0.0", "::", ""])
def test_other_machines_are_not_served_without_a_password(host: str) -> None:
    words = "other machines could ask here too. Set a password with --auth user:password"
    for refused in (serving.check_port, lambda *a: serving.serve(StandIn(), host=a[0], port=a[1])):  # type: ignore[arg-type]
        with pytest.raises(ServeError, match=re.escape(words)) as raised:
            refused(host, 0)
        assert "\n" not in str(raised.value)
    serving.check_port(host, 0, insecure=True)
    serving.check_port(host, 0, auth="anna:secret")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_this_machine_needs_no_password(host: str) -> None:
    serving.check_port(host, 0)


def chat_command(monkeypatch: pytest.MonkeyPatch, *arguments: str) -> int | str | None:
    monkeypatch.setattr(sys, "argv", ["qa", "chat", *arguments])
    with pytest.raises(SystemExit) as ended:
        qa.cli.run()
    return ended.value.code


def test_the_command_refuses_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("QA_AUTH", raising=False)
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
    assert chat_command(monkeypatch, "--host", "0.0.0.0", "--port", port) == 2
    said = capsys.readouterr()
    assert re.fullmatch(rf"qa: 0\.0\.0\.0:{port}: other machines [^\n]*--insecure[^\n]*\n", said.err)
    assert said.out == ""
    monkeypatch.setenv("QA_AUTH", "my-secret")
    assert chat_command(monkeypatch, "--port", port) == 2
    assert capsys.readouterr().err.startswith("qa: The password cannot be used.")
    chat_command(monkeypatch, "--help")
    assert "my-secret" not in capsys.readouterr().out


@pytest.mark.parametrize("auth", [(), ("--auth", "bert:other")])
def test_the_command_passes_its_options_on(monkeypatch: pytest.MonkeyPatch, auth: tuple[str, ...]) -> None:
    class Opened(StandIn):
        def warm_up(self) -> None: ...

    served: dict[str, Any] = {}
    monkeypatch.setenv("QA_AUTH", "anna:secret")
    monkeypatch.setattr(qa.cli, "_open", lambda *_: Opened())
    monkeypatch.setattr(serving, "check_port", lambda *_, **options: served.update(options))
    monkeypatch.setattr(serving, "serve", lambda _, **options: served.update(options))
    arguments = ("--host", "0.0.0.0", "--port", "9000", "--root-path", "/articles", "--insecure")
    assert chat_command(monkeypatch, *arguments, *auth) == 0
    named = {name: served[name] for name in ("host", "port", "auth", "root_path", "insecure")}
    assert list(named.values()) == ["0.0.0.0", 9000, (auth or ("", "anna:secret"))[1], "/articles", True]
