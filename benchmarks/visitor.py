"""A visitor without a browser: speaks Streamlit's own websocket, so that ten of them cost little.

What the server does for it is what it does for a browser: it keeps the messages that may be kept
and names them when it asks again, and asks for a fragment at the fragment's own pace.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import perf_counter

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect

DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
LONGEST_SECONDS = 60.0


class Visitor:
    """One tab on one page.

    Parameters
    ----------
    socket : ClientConnection
    page : str
        The last part of the page's address.
    query : str
        The address after the question mark.
    """

    def __init__(self, socket: ClientConnection, page: str, query: str = "") -> None:
        self.socket, self.page, self.query = socket, page, query
        self.polls: dict[str, float] = {}
        self.kept: set[str] = set()

    async def rerun(self, fragment: str = "") -> float:
        """Ask for the whole page or for one of its fragments; return the seconds until the end.

        Raises
        ------
        RuntimeError
            If the script fails.
        TimeoutError
            If the server is silent for a minute.
        """
        asked = BackMsg()
        state = asked.rerun_script
        state.page_name, state.query_string = self.page, self.query
        state.fragment_id, state.is_auto_rerun = fragment, bool(fragment)
        state.cached_message_hashes.extend(self.kept)
        began = perf_counter()
        await self.socket.send(asked.SerializeToString())
        async with asyncio.timeout(LONGEST_SECONDS):
            while not self._is_end(ForwardMsg.FromString(await self._received())):
                pass
        return perf_counter() - began

    async def _received(self) -> bytes:
        said = await self.socket.recv(decode=False)
        assert isinstance(said, bytes)  # noqa: S101 -- decode=False
        return said

    def _is_end(self, said: ForwardMsg) -> bool:
        kind = said.WhichOneof("type")
        if said.metadata.cacheable and said.hash:
            self.kept.add(said.hash)
        if kind == "auto_rerun":
            self.polls[said.auto_rerun.fragment_id] = said.auto_rerun.interval
        elif kind == "delta" and said.delta.new_element.WhichOneof("type") == "exception":
            raise RuntimeError(said.delta.new_element.exception.message)
        return kind == "script_finished" and said.script_finished in DONE

    async def poll(self, seconds: float) -> list[float]:
        """Ask for each fragment that wants it once a second; return the seconds each took."""
        taken = []
        end = perf_counter() + seconds
        while perf_counter() < end:
            began = perf_counter()
            for fragment in list(self.polls):
                taken.append(await self.rerun(fragment))
            await asyncio.sleep(max(0.0, began + 1 - perf_counter()))
        return taken


@asynccontextmanager
async def visiting(url: str, page: str, query: str = "") -> AsyncIterator[Visitor]:
    """Open a page as a browser would, and leave it at the end."""
    address = url.replace("http", "ws", 1) + "/_stcore/stream"
    async with connect(address, max_size=None, compression=None) as socket:
        visitor = Visitor(socket, page, query)
        await visitor.rerun()
        yield visitor
