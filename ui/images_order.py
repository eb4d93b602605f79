"""A training of pictures as an order: all that is needed to repeat it without the page."""

from __future__ import annotations

from core.jobs import Order
from core.recipes import images
from core.recipes.images.settings import ImageSettings
from core.runs import Source
from ui.images_choice import PAGE

LEARN = "images-learn"
AROUND_SECONDS = 3  # reading before, judging after


def order_of(source: Source, settings: ImageSettings) -> Order:
    """Return the order to learn a set with these settings."""
    return Order(
        function="core.recipes.images:train",
        kind=PAGE,
        title=source.name,
        source=source,
        settings=settings.record(),
        command=images.command(source, settings),
    )


def cost_seconds(settings: ImageSettings) -> int:
    """Return about how long a training takes, from its start to its verdict."""
    return settings.seconds + AROUND_SECONDS
