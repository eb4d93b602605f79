"""A training of music as an order: all that is needed to repeat it without the page."""

from __future__ import annotations

from core.jobs import Order
from core.recipes import music
from core.recipes.music.settings import MusicSettings
from core.runs import home
from ui.music_choice import PAGE, Chosen

LEARN = "music-learn"
AROUND_SECONDS = 5  # reading before, judging after


def order_of(chosen: Chosen, settings: MusicSettings) -> Order:
    """Return the order to learn the chosen music with these settings."""
    return Order(
        function="core.recipes.music:train",
        kind=PAGE,
        title=chosen.source.name,
        source=chosen.source,
        settings=settings.record(),
        command=music.command(chosen.source, settings, home()),
    )


def cost_seconds(settings: MusicSettings) -> int:
    """Return about how long a training takes, from its start to its verdict."""
    return settings.seconds + AROUND_SECONDS
