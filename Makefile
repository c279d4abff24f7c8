# The commands of the house; `make help` lists them. Each installs what is missing, builds what has changed,
# and does its job.
BUILD ?= build
JOBS ?= $(shell nproc)
PYTHON = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help setup configure build test demo bench bench-billion nightly format tidy install clean

help: ## lists the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: ## installs what is missing: Debian packages, and PyPI wheels into .venv
	@cmake/setup.sh

configure: setup
	@[ -f $(BUILD)/build.ninja ] || cmake --preset release -B $(BUILD)

build: configure ## builds build/twinbill
	@ninja -C $(BUILD) -j $(JOBS) twinbill

test: configure ## builds everything and runs the tests
	@ninja -C $(BUILD) -j $(JOBS) all all_verify_interface_header_sets
	@ctest --test-dir $(BUILD) -j $(JOBS) --output-on-failure --no-label-summary -LE 'nightly|bench'

demo: build ## shows the program at work on a real report
	@rm -rf $(BUILD)/demo
	@$(BUILD)/twinbill demo --out $(BUILD)/demo

bench: build ## measures against the named rivals; writes build/bench.json and docs/benchmarks.md (ONLY="NAME...")
	@ninja -C $(BUILD) -j $(JOBS) twinbill_bench_programs
	@$(PYTHON) tests/bench/run_bench.py --build $(BUILD) $(foreach name,$(ONLY),--only $(name))

bench-billion: build ## replays a billion events (38 GB of disk; generating them takes half an hour)
	@$(PYTHON) tests/bench/replay_billion.py --build $(BUILD)

nightly: configure ## runs the slow tests: clang-tidy over the whole tree, long sweeps
	@ninja -C $(BUILD) -j $(JOBS)
	@ctest --test-dir $(BUILD) -j $(JOBS) --output-on-failure --no-label-summary -L nightly

format: setup ## formats the sources
	@git ls-files -z --cached --others --exclude-standard '*.h' '*.cc' | xargs -0 .venv/bin/clang-format -i

tidy: configure ## checks the rules of the house, and clang-tidy over the changed files
	@ctest --test-dir $(BUILD) -j $(JOBS) --output-on-failure --no-label-summary -R '^tidy\.' -E 'clang_tidy'
	@/usr/bin/python3 tests/tidy/run_clang_tidy.py --root . --build $(BUILD) --tool .venv/bin/clang-tidy --jobs $(JOBS)

install: build ## installs below PREFIX (default /usr/local)
	@cmake --install $(BUILD) --prefix $(or $(PREFIX),/usr/local)

clean: ## removes what was built
	@rm -rf $(BUILD)
