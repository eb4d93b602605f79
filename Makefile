# The commands of the house. `make run` and `make test` are all that a newcomer needs.
#
#   make setup   the environment alone: .venv with what runs, pinned
#   make run     the app on http://127.0.0.1:8501
#   make test    every test, with all that tests need
#   make check   the gate: format, lint, types, tests
#   make fix     mend what the tools can mend
#   make bench   speed, accuracy and robustness against their bars (benchmarks/README.md)
#   make i18n    collect the words of the code into the catalogues
#   make lock    pin anew what the pinned packages bring along
#
# To choose: PYTHON (the interpreter that .venv is made from), PORT (of make run), TESTS and
# PYTEST_FLAGS (of make test), BENCHMARKS (of make bench), TORCH_INDEX (an index of torch builds,
# see below).

SHELL := bash
PYTHON ?= python3
PORT ?= 8501
TESTS ?= tests
PYTEST_FLAGS ?=
BENCHMARKS ?= loading dense_training accuracy long_horizon screen kills fuzz_tables music rendering \
  fuzz_midi patches images compare
TORCH_INDEX ?=

BIN := .venv/bin
READY := .venv/ready
READY_TO_TEST := .venv/ready-to-test
TORCH := $(shell sed -n 's/^torch==//p' requirements.txt)
LANGUAGES := zh_TW
CATALOGUES := $(wildcard assets/locale/*/LC_MESSAGES/seqlab.po)

.PHONY: setup run test check fix bench i18n lock catalogues system-packages
.DELETE_ON_ERROR:

setup: $(READY)

# Which torch. The ordinary Linux wheel is a CUDA build: it does not even import without NVIDIA's
# libraries (tried: `pip install --no-deps`, then "libcudnn.so.9: cannot open shared object file"),
# and with them it fills some gigabytes. So a machine with a GPU gets that wheel by its very name
# (===, which no local build answers to), and a machine without one gets the CPU build (+cpu) from
# wherever pip is configured to look, or from TORCH_INDEX. Only where none is offered, which is
# also where the ordinary wheel is small already (macOS), is the ordinary wheel taken there too.
$(READY): requirements.txt constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit( \
	  "SeqLab needs Python 3.11 or newer, and $(PYTHON) is %d.%d. Install one, or name one:" \
	  " make PYTHON=python3.12" % sys.version_info[:2])'
	@test -x $(BIN)/pip || $(PYTHON) -m venv --clear .venv
	@pip="$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt"; \
	index="$(if $(TORCH_INDEX),--extra-index-url $(TORCH_INDEX))"; \
	if $(BIN)/python -c 'from importlib.metadata import version; \
	  assert version("torch").split("+")[0] == "$(TORCH)"' 2>/dev/null; then :; \
	elif nvidia-smi -L >/dev/null 2>&1; then \
	  echo "torch $(TORCH) for CUDA"; $$pip $$index "torch===$(TORCH)"; \
	elif $$pip $$index "torch==$(TORCH)+cpu" 2>/dev/null; then echo "torch $(TORCH) for CPU"; \
	else \
	  echo "torch $(TORCH), the ordinary build: pip is offered no CPU build of it. On Linux this"; \
	  echo "takes gigabytes; TORCH_INDEX=address names an index that has a smaller one."; \
	  $$pip "torch==$(TORCH)"; \
	fi
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(READY_TO_TEST): $(READY) requirements-dev.txt
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

%.mo: %.po | $(READY)
	$(BIN)/pybabel --quiet compile --input-file=$< --output-file=$@

catalogues: $(CATALOGUES:.po=.mo)

run: $(READY) catalogues
	$(BIN)/streamlit run app.py --server.port=$(PORT)

# The browser tests drive Debian's own Chromium; without it they skip and say so.
system-packages:
	@if command -v chromium >/dev/null && fc-list 2>/dev/null | grep -q NotoSansCJK; then :; \
	elif ! command -v apt-get >/dev/null; then \
	  echo "No apt-get here: install Chromium and Noto Sans CJK to run the browser tests."; \
	else \
	  if [ "$$(id -u)" = 0 ]; then as_root=; \
	  elif sudo -n true 2>/dev/null; then as_root="sudo -n"; \
	  else echo "To run the browser tests: sudo apt-get install chromium fonts-noto-cjk"; exit 0; fi; \
	  $$as_root apt-get -qq update && \
	  $$as_root env DEBIAN_FRONTEND=noninteractive \
	    apt-get -qq install -y --no-install-recommends chromium fontconfig fonts-noto-cjk >/dev/null; \
	fi

# Two libraries that each take every core are far slower than one: a test runs on one thread, and
# xdist gives each core a test file of its own.
test: $(READY_TO_TEST) catalogues system-packages
	@OMP_NUM_THREADS=1 $(BIN)/python -m pytest --numprocesses=auto --maxprocesses=4 --dist=loadfile \
	  $(PYTEST_FLAGS) $(TESTS)

# Tests come last, so that pytest's closing line is the last word.
check: $(READY_TO_TEST)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/bandit --quiet --recursive --severity-level medium app.py core ui pages
	$(BIN)/mypy
	@$(MAKE) --no-print-directory test

fix: $(READY_TO_TEST)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# One after the other, all of them, however many bars are missed; the misses are named at the end.
bench: $(READY_TO_TEST) catalogues system-packages
	@missed=; for name in $(BENCHMARKS); do \
	  echo "== $$name"; $(BIN)/python -m benchmarks.$$name || missed="$$missed $$name"; \
	done; test -z "$$missed" || { echo "missed:$$missed"; exit 1; }

# Words are only taken over when they are the very same: a guessed translation is worse than none.
i18n: $(READY)
	$(BIN)/pybabel --quiet extract --mapping-file=assets/locale/babel.cfg --width=100 \
	  --sort-by-file --add-location=file --project=SeqLab --copyright-holder="SeqLab contributors" \
	  --output-file=.venv/seqlab.pot .
	@for language in $(LANGUAGES); do \
	  $(BIN)/pybabel update --init-missing --locale=$$language --domain=seqlab --width=100 \
	    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date \
	    --input-file=.venv/seqlab.pot --output-dir=assets/locale; \
	done

lock: $(READY_TO_TEST)
	@pinned=$$(sed -n 's/^\([A-Za-z_0-9-]*\)==.*/^\1==/p' requirements.txt requirements-dev.txt); \
	{ sed -n '/^#/p' constraints.txt; $(BIN)/pip freeze | grep -v -i -f <(echo "$$pinned"); } \
	  > .venv/constraints.txt
	@mv .venv/constraints.txt constraints.txt

pretrained: setup  ## train again what we ship in assets/pretrained; NAMES="music" for one
	GOMP_SPINCOUNT=100000 $(BIN)/python -m assets.pretrained.train $(NAMES)
