# One command from a fresh clone to a running chat: `make chat`. See CONTRIBUTING.md for what each target does.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.NOTPARALLEL:
.DEFAULT_GOAL := help

VENV := .venv
PINCITE := $(VENV)/bin/pincite
PIP := $(VENV)/bin/python -m pip --disable-pip-version-check
HASHED := $(PIP) install -q --no-deps --require-hashes -r
UV := $(VENV)/uv/bin/uv
PORT ?= 7860
VERSION := $(shell sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
LIBRARY ?= $(or $(PINCITE_INDEX),library)
PASSAGES ?= 10000 100000 1000000
PEERS ?= .bench/peers
OUT := $(or $(OUT),runs/samples-$(shell date +%Y%m%d-%H%M%S))
SAMPLES := $(wildcard eval/samples/documents/*)
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for name in python3.13 python3.12 python3.11 python3; do \
	$$name -c '$(FITS)' 2>/dev/null && echo $$name && break; done)

# apt_install PACKAGE...: install as root where there is apt, else say what to type and fail.
define APT_INSTALL
apt_install() { \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		export DEBIAN_FRONTEND=noninteractive; \
		apt-get install -y -q "$$@" || { apt-get update -q && apt-get install -y -q "$$@"; }; \
	else \
		echo "Missing: $$*. Install it, then run make again:  sudo apt-get install $$*" >&2; return 1; \
	fi; \
}
endef

.PHONY: help install hashes models small samples chat ask eval gate check test bench screenshots browser docs release clean

help:
	@echo "make chat              set everything up and open the web chat"
	@echo "make ask Q=\"...\"       answer one question on the command line"
	@echo "make eval              measure the answers on the sample questions"
	@echo "make gate              the same, held against the pinned floors"
	@echo "make bench             where time goes: answers, indexing (beside other libraries), search up to a million passages"
	@echo "make screenshots       the pictures in docs/images, anew"
	@echo "make check             formatting, lint and types"
	@echo "make test              all tests, the real models included"
	@echo "make docs              the documentation as a site, in build/site"
	@echo "make release           check, test and build version $(VERSION); TAG=yes tags it"
	@echo "make install, clean    set up only; remove caches and build leftovers"

install: $(VENV)/.installed

# Every stamp is written last, so a step that failed or was interrupted runs again.
$(VENV)/.made:
	@python="$(PYTHON)"; \
	if ! "$${python:-false}" -c '$(FITS)'; then \
		echo "Python 3.11, 3.12 or 3.13 is needed; name one with PYTHON=... or:  sudo apt-get install python3" >&2; \
		exit 1; \
	fi; \
	$(APT_INSTALL); \
	"$$python" -c 'import ensurepip' 2>/dev/null || \
		apt_install "$$("$$python" -c 'import sys; print("python%d.%d-venv" % sys.version_info[:2])')"; \
	echo "creating $(VENV) with $$python"; \
	"$$python" -m venv $(VENV)
	@touch $@

# llama-cpp-python comes as source and goes first: its build is the long step, and pip keeps what was built.
$(VENV)/.llama: $(VENV)/.made constraints.txt hashes.txt
	@$(APT_INSTALL); command -v c++ g++ clang++ >/dev/null || { \
		echo "llama-cpp-python is compiled here and needs a C++ compiler."; apt_install g++; }
	@version=$$(sed -n 's/^llama_cpp_python==//p' constraints.txt); \
	if $(PIP) show llama_cpp_python 2>/dev/null | grep -qx "Version: $$version"; then \
		echo "llama-cpp-python $$version is installed"; \
	elif $(PIP) cache list llama_cpp_python 2>/dev/null | grep -q -- "-$$version-"; then \
		echo "llama-cpp-python $$version was compiled before: taking it from pip's cache"; \
	else \
		echo "compiling llama-cpp-python $$version: 6 to 7 minutes on two cores, once"; \
	fi
	@$(HASHED) <(sed -n '/^llama-cpp-python==/,/[^\\]$$/p' hashes.txt) || { \
		echo "llama-cpp-python could not be installed. If the log above ends in the compiler: is there 2 GB of free" \
		"memory and disk space? CMAKE_ARGS is passed on to its build. Then run make again: all else is kept." >&2; \
		exit 1; }
	@touch $@

# What is pinned is installed by its hash; then torch, whose builds have hashes of their own, and this project.
$(VENV)/.installed: $(VENV)/.llama constraints.txt hashes.txt pyproject.toml
	@echo "installing the pinned packages"
	@$(HASHED) hashes.txt
	@$(PIP) install -q -c constraints.txt -e '.[write,embedders,ocr]'
	@touch $@

$(VENV)/.dev: $(VENV)/.installed hashes-dev.txt
	@echo "installing the development tools"
	@$(HASHED) hashes-dev.txt
	@$(PIP) install -q -c constraints.txt -e '.[dev,milvus,write,embedders,ocr]'
	@touch $@

models: install
	@$(PINCITE) models pull >/dev/null  # its progress bar goes to stderr

samples: install models $(LIBRARY)/.samples

# How documents are parted is in index/adding/indexing.py: an update may bring another way than the library was made in.
$(LIBRARY)/.samples: $(SAMPLES) index/adding/indexing.py
	@$(PINCITE) add --index "$(LIBRARY)" eval/samples/documents
	@$(PINCITE) rebuild --outdated --index "$(LIBRARY)"
	@touch "$@"

chat: samples
	@$(PINCITE) chat --index "$(LIBRARY)" --port $(PORT)

# The question goes through the environment, untouched: quotes and dollars in it mean nothing to make or the shell.
unexport Q
ask: export QUESTION := $(value Q)
ask: samples
	@if [ -z "$$QUESTION" ]; then echo 'usage: make ask Q="When does the tram run?"' >&2; exit 2; fi
	@$(PINCITE) ask --index "$(LIBRARY)" -- "$$QUESTION"

eval: models
	@echo "results go to $(OUT); to continue a run that was stopped: make eval OUT=$(OUT)"
	@$(PINCITE) eval eval/samples/questions.jsonl --out "$(OUT)"

gate: models
	@$(PINCITE) eval eval/samples/questions.jsonl --out "$(OUT)"
	@$(PINCITE) eval gate "$(OUT)" eval/samples/floors.json

# What is built for the benchmarks stays in .bench for the next time; PEERS= leaves the other libraries out.
bench: samples
	@$(VENV)/bin/python -m eval.bench.answers "$(LIBRARY)" --busy
	@$(VENV)/bin/python -m eval.bench.indexing eval/samples/documents $(if $(PEERS),--peers "$(PEERS)")
	@$(VENV)/bin/python -m eval.bench.search --passages $(PASSAGES) --folder .bench/libraries

screenshots: samples $(VENV)/.dev browser
	@$(APT_INSTALL); { test -n "$$(fc-list Inter)" && test -n "$$(fc-list P052)"; } 2>/dev/null || \
		apt_install fonts-inter fonts-urw-base35 || echo "Without Inter and P052 the pictures have this machine's fonts."
	@$(VENV)/bin/python -m ui.screenshots "$(LIBRARY)" docs/images

check: $(VENV)/.dev
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy

docs: $(VENV)/.dev
	@NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --strict -f docs/site/mkdocs.yml

# What is committed is built, as package managers do it: the wheel from the source distribution.
release: check docs
	@test -z "$$(git status --porcelain)" || { echo "Commit first: what is built is what is committed." >&2; exit 1; }
	@test -z "$$(git tag -l v$(VERSION))" || { echo "v$(VERSION) is tagged: a release more needs a version more." >&2; exit 1; }
	@grep -Eq '^## \[$(VERSION)\] - [0-9]{4}-[0-9]{2}-[0-9]{2}$$' CHANGELOG.md || \
		{ test -z "$(TAG)" && echo "To be tagged, $(VERSION) needs its date in CHANGELOG.md." >&2; }
	$(MAKE) gate test
	@rm -rf build/tree build/dist build/try && mkdir -p build/tree build/dist
	@git archive HEAD | tar -x -C build/tree
	@cd build/tree && ../../$(VENV)/bin/python -W ignore -c 'import setuptools.build_meta as b; b.build_sdist("../dist")' >/dev/null
	@$(PIP) wheel -q --no-deps --no-build-isolation -w build/dist build/dist/pincite-$(VERSION).tar.gz
	@$(PIP) install -q --no-deps --no-index --target build/try build/dist/pincite-$(VERSION)-*.whl
	@cd build/try && PYTHONPATH=. ../../$(VENV)/bin/python bin/pincite --version | grep -qx "pincite $(VERSION)"
	@if [ "$(TAG)" = yes ]; then git tag -a -m "Pincite $(VERSION)" v$(VERSION); fi
	@ls -l build/dist; sha256sum build/dist/*

# After a change of constraints.txt.
hashes: $(VENV)/.made
	@test -x $(UV) || { $(VENV)/bin/python -m venv $(VENV)/uv && $(VENV)/uv/bin/pip install -q uv; }
	@pinned() { grep -v '^torch==' | $(UV) pip compile -q --no-deps --generate-hashes --universal \
		--python-version 3.11 --no-header --no-annotate - -o "$$1" >/dev/null; }; \
	sed '/^# development/,$$d' constraints.txt | pinned hashes.txt; \
	sed '1,/^# development/d' constraints.txt | pinned hashes-dev.txt

# The tests of llama.cpp itself use the small generator.
small: install
	@$(PINCITE) models pull qwen2.5-coder-0.5b-instruct >/dev/null

test: $(VENV)/.dev models small browser
	$(VENV)/bin/python -m pytest -ra -n 2 --dist loadfile --no-loadscope-reorder $(ARGS) </dev/null

browser:
	@$(APT_INSTALL); command -v chromium chromium-browser google-chrome >/dev/null || apt_install chromium || \
		echo "No Chromium: the tests marked browser are skipped."

clean:
	rm -rf build .bench *.egg-info .mypy_cache .pytest_cache .ruff_cache .hypothesis
	find qa index ui eval tests -name __pycache__ -prune -exec rm -rf {} +
