"""Serve the small page as the real app is served: with the same headers on every answer."""

from __future__ import annotations

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from ui.security import SecurityHeaders


async def health(_request: Request) -> JSONResponse:
    """Answer that the server is up."""
    return JSONResponse({"status": "ok"})


app = st.App(
    "page.py", routes=[Route("/healthz", health)], middleware=[Middleware(SecurityHeaders)]
)
