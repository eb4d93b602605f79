"""Data that needs no file and no network: real series from installed packages, and made ones.

Every table is a text of CSV and every picture a PNG or JPEG, and goes through the same gate as an
upload. Files are read where the package keeps them; importing the package would cost a second.
Music is only listed here: a collection is many files, and `core.vectorizers.corpora` loads it.
"""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import numpy as np

from core.errors import NoSuchSample
from core.vectorizers.bundled_scores import COLLECTIONS
from core.vectorizers.image_sets import SETS
from core.vectorizers.painted import harbour_png
from core.vectorizers.table import ReadOptions, Table, read
from core.words import N_

WALK_SEED, WALK_ROWS, WALK_SPREAD = 20240102, 2_000, 0.01
SINE_ROWS, SINE_PERIOD = 1_000, 50
ARCH = "arch (NCSA)"
STATSMODELS = "statsmodels (BSD-3-Clause)"
SCIKIT_LEARN = "scikit-learn (BSD-3-Clause)"


@dataclass(frozen=True)
class Sample:
    """A built-in data set: its words, where it comes from, and how its bytes are had."""

    name: str
    kind: str
    title: str
    description: str
    licence: str
    source: str
    load: Callable[[], bytes]


def table_sample(name: str, options: ReadOptions | None = None) -> Table:
    """Return a table sample, read as an upload is.

    Raises
    ------
    NoSuchSample
        If there is no table of this name.
    """
    return read(sample_bytes(name), f"{name}.csv", options)


@lru_cache(maxsize=32)
def sample_bytes(name: str) -> bytes:
    """Return the bytes of a sample, as a file of it would hold them.

    Raises
    ------
    NoSuchSample
        If there is no sample of this name that is one file, as a collection is not.
    """
    if name not in SAMPLES:
        raise NoSuchSample(sample=name, known=", ".join(_single_files()))
    return SAMPLES[name].load()


def _single_files() -> list[str]:
    return [name for name in SAMPLES if name not in COLLECTIONS and name not in SETS]


def _many_files(name: str) -> Callable[[], bytes]:
    """Return what refuses to give a collection as one file."""

    def refuse() -> bytes:
        raise NoSuchSample(sample=name, known=", ".join(_single_files()))

    return refuse


def _package_file(package: str, path: str) -> bytes:
    """Return a file of an installed package, unpacked.

    Raises
    ------
    ModuleNotFoundError
        If the package is not installed.
    """
    spec = find_spec(package)  # finds it without importing it
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(name=package)
    data = (Path(spec.submodule_search_locations[0]) / path).read_bytes()
    return gzip.decompress(data) if path.endswith(".gz") else data


def _arch(path: str) -> Callable[[], bytes]:
    return lambda: _package_file("arch", f"data/{path}")


def _statsmodels(path: str) -> Callable[[], bytes]:
    return lambda: _package_file("statsmodels", f"datasets/{path}")


def _photograph(path: str) -> Callable[[], bytes]:
    return lambda: _package_file("sklearn", f"datasets/images/{path}")


def _sea_temperature() -> bytes:
    """Return one row per month, where the package has one row per year."""
    text = _package_file("statsmodels", "datasets/elnino/elnino.csv").decode()
    rows = list(csv.reader(io.StringIO(text)))[1:]
    lines = [
        f"{row[0]}-{month:02d},{value}"
        for row in rows
        for month, value in enumerate(row[1:], start=1)
    ]
    return "\n".join(["Month,Sea temperature", *lines, ""]).encode()


def _series(heading: str, values: np.ndarray) -> bytes:
    return "\n".join([heading, *(f"{value:.9g}" for value in values), ""]).encode()


def _sine() -> bytes:
    return _series("sine", np.sin(2 * np.pi * np.arange(SINE_ROWS) / SINE_PERIOD))


def _random_walk() -> bytes:
    steps = np.random.default_rng(WALK_SEED).normal(0.0, WALK_SPREAD, WALK_ROWS)
    days = np.busday_offset("2016-01-04", np.arange(WALK_ROWS), roll="forward")
    prices = 100 * np.exp(np.cumsum(steps))
    lines = [f"{day},{price:.4f}" for day, price in zip(days, prices, strict=True)]
    return "\n".join(["Date,Close", *lines, ""]).encode()


ALL = (
    Sample(
        "sp500", "table", N_("S&P 500"),
        N_("Daily prices of 500 large companies of the USA, 1999 to 2018."),
        ARCH, "Yahoo Finance, arch.data.sp500", _arch("sp500/sp500.csv.gz"),
    ),
    Sample(
        "nasdaq", "table", N_("NASDAQ Composite"),
        N_("Daily prices of the companies of the NASDAQ exchange, 1999 to 2018."),
        ARCH, "Yahoo Finance, arch.data.nasdaq", _arch("nasdaq/nasdaq.csv.gz"),
    ),
    Sample(
        "vix", "table", N_("VIX"),
        N_("The volatility that options on the S&P 500 expect, daily, 2014 to 2019."),
        ARCH, "FRED, arch.data.vix", _arch("vix/vix.csv.gz"),
    ),
    Sample(
        "wti", "table", N_("Crude oil"),
        N_("Dollars per barrel of West Texas Intermediate, daily, 1986 to 2019."),
        ARCH, "FRED, arch.data.wti", _arch("wti/wti.csv.gz"),
    ),
    Sample(
        "crude", "table", N_("Crude oil, two kinds"),
        N_("Dollars per barrel of Brent and West Texas Intermediate, monthly, 1987 to 2020."),
        ARCH, "World Bank, arch.data.crude", _arch("crude/crude.csv.gz"),
    ),
    Sample(
        "core_cpi", "table", N_("Consumer prices"),
        N_("Consumer prices in the USA without food and energy, monthly, 1957 to 2018."),
        ARCH, "FRED, arch.data.core_cpi", _arch("core_cpi/core-cpi.csv.gz"),
    ),
    Sample(
        "sunspots", "table", N_("Sunspots"),
        N_("Spots counted on the sun, yearly, 1700 to 2008: a cycle of about eleven years."),
        N_("public domain"), f"NOAA, {STATSMODELS}", _statsmodels("sunspots/sunspots.csv"),
    ),
    Sample(
        "co2", "table", N_("Carbon dioxide"),
        N_("Carbon dioxide in the air over Mauna Loa, weekly, 1958 to 2001, in ppm."),
        N_("public domain"), f"Keeling and Whorf, {STATSMODELS}", _statsmodels("co2/co2.csv"),
    ),
    Sample(
        "nile", "table", N_("Nile"),
        N_("Flow of the Nile at Aswan, yearly, 1871 to 1970, in 10⁸ m³."),
        N_("public domain"), f"Cobb 1978, {STATSMODELS}", _statsmodels("nile/nile.csv"),
    ),
    Sample(
        "sea_temperature", "table", N_("Sea temperature"),
        N_("Temperature of the Pacific off Peru (El Niño), monthly, 1950 to 2010, in °C."),
        N_("public domain"), f"NOAA, {STATSMODELS}", _sea_temperature,
    ),
    Sample(
        "sine", "table", N_("Sine"),
        N_("A sine of 50 steps, the first lesson: everything about it can be learnt."),
        N_("generated here"), "core.vectorizers.samples", _sine,
    ),
    Sample(
        "random_walk", "table", N_("Random walk"),
        N_("A price that chance alone moves: nothing about its direction can be learnt."),
        N_("generated here"), "core.vectorizers.samples", _random_walk,
    ),
    Sample(
        "harbour", "image", N_("Harbour"),
        N_("A sailing boat before sunset, drawn by arithmetic, 448 × 320 pixels."),
        N_("generated here"), "core.vectorizers.painted", harbour_png,
    ),
    Sample(
        "palace", "image", N_("Palace"),
        N_("A photograph of the Summer Palace in Beijing, 640 × 427 pixels."),
        N_("CC BY 2.0"), f"danielbuechele (Flickr), {SCIKIT_LEARN}", _photograph("china.jpg"),
    ),
    Sample(
        "flower", "image", N_("Flower"),
        N_("A photograph of a dahlia, 640 × 427 pixels."),
        N_("CC BY 2.0"), f"vultilion (Flickr), {SCIKIT_LEARN}", _photograph("flower.jpg"),
    ),
    *(
        Sample(c.name, "midi", c.title, c.description, c.licence, c.source, _many_files(c.name))
        for c in COLLECTIONS.values()
    ),
    *(
        Sample(s.name, "images", s.title, s.description, s.licence, s.source, _many_files(s.name))
        for s in SETS.values()
    ),
)  # fmt: skip
SAMPLES: Mapping[str, Sample] = {sample.name: sample for sample in ALL}
