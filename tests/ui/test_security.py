"""The headers: they are on every answer, and they let nothing in that Streamlit does not need."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.types import Message

from ui.security import HEADERS, INDEX, SecurityHeaders, content_security_policy, inline_hashes


def rules_of(policy: str) -> dict[str, list[str]]:
    return {rule.split()[0]: rule.split()[1:] for rule in policy.split("; ")}


def test_hash_of_a_known_script() -> None:
    # echo -n 'alert(1)' | openssl dgst -sha256 -binary | base64
    assert inline_hashes("<p><script>alert(1)</script>") == [
        "'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='"
    ]


def test_streamlits_own_script_is_let_in_and_no_other() -> None:
    page = INDEX.read_text(encoding="utf-8")
    scripts = rules_of(content_security_policy(page))["script-src"]
    assert inline_hashes(page)
    assert set(inline_hashes(page)) < set(scripts)
    assert "'unsafe-inline'" not in scripts
    assert "'unsafe-eval'" not in scripts


def test_nothing_is_asked_from_elsewhere() -> None:
    for sources in rules_of(HEADERS["content-security-policy"]).values():
        assert not any("//" in source or source == "*" for source in sources)


def test_every_answer_carries_the_headers() -> None:
    app = SecurityHeaders(Starlette(routes=[Route("/", lambda _: PlainTextResponse("hello"))]))
    sent: list[Message] = []

    async def ask(path: str) -> None:
        async def receive() -> Message:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": path, "headers": [], "query_string": b""}
        await app(scope, receive, send)

    with ThreadPoolExecutor(1) as elsewhere:  # a browser test may leave its loop in this thread
        for path in ("/", "/nowhere"):
            elsewhere.submit(asyncio.run, ask(path)).result()
    starts = [m for m in sent if m["type"] == "http.response.start"]
    assert [m["status"] for m in starts] == [200, 404]
    for start in starts:
        carried = {name.decode(): value.decode() for name, value in start["headers"]}
        assert HEADERS.items() <= carried.items()
