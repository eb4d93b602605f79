"""The process: warm up, own the jobs, guard every answer, serve the screen.

Started by `streamlit run app.py`. The screen's script is `ui/router.py` and not this file, because
a folder `pages/` beside the entry script would be answered, on the first deep link of a fresh
server, without the router.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from core.jobs import job_manager
from core.warmup import warm_up
from ui.errors import on_script_error
from ui.security import SecurityHeaders

logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, Any]]:
    """Import everything before the first visit, and stop the jobs when the server is told to end.

    Imports happen here and not in a worker's thread: two threads that import torch and plotly at
    once meet half-made modules.
    """
    warm_up()
    jobs = job_manager()
    try:
        yield {"jobs": jobs}
    finally:
        await asyncio.to_thread(jobs.close)


async def health(_request: Request) -> JSONResponse:
    """Answer that the server is up; nothing else is told."""
    return JSONResponse({"status": "ok"})


app = st.App(
    "ui/router.py",
    lifespan=lifespan,
    routes=[Route("/healthz", health)],
    middleware=[
        Middleware(SecurityHeaders),
        # Streamlit checks the name on its websocket alone; uploads and media need it as much
        Middleware(TrustedHostMiddleware, allowed_hosts=st.get_option("server.allowedHosts")),
    ],
    on_script_error=on_script_error,
)
