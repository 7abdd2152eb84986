# The two commands: `make run` builds and serves, `make test` runs every test. `make help` lists the others.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
LISTEN ?= 127.0.0.1:5000
DATA ?= ./data
# More options for the server: make run ARGS='--log-format json'
ARGS ?=

BUILD_PACKAGES := libmd4c-html0-dev libmd4c-dev zlib1g-dev libzstd-dev pkg-config
TEST_PACKAGES := curl lynx python3 python3-venv w3m zstd
BROWSER_PACKAGES := chromium chromium-driver
BENCH_PACKAGES := nginx-light redis-server redis-tools wrk gcc python3
BINARY := .build/release/halserver
# Exclusive access is checked in the debug build, with which all tests run: the checks are a tenth of an append.
RELEASE := swift build -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked \
	-Xlinker -s --product halserver

# $(call install,packages): installs what is missing as root; otherwise says what to type, and stops.
define install
	@missing=(); \
	for package in $(1); do \
		dpkg-query -W -f '$${Status}' "$$package" 2>/dev/null | grep -q 'ok installed' \
			|| missing+=("$$package"); \
	done; \
	if [ "$${#missing[@]}" -gt 0 ]; then \
		if [ "$$(id -u)" -eq 0 ]; then \
			apt-get update -qq; \
			DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
				"$${missing[@]}" >/dev/null; \
		else \
			echo "Packages are missing. Please type, and try again:"; \
			echo "  sudo apt-get install -y --no-install-recommends $${missing[*]}"; \
			exit 1; \
		fi; \
	fi
endef

.PHONY: help
help: ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /make \1\t/' | expand -t 20

.PHONY: toolchain
toolchain:
	@command -v swift >/dev/null || { echo "Swift 6.3 or newer is needed: https://www.swift.org/install/"; exit 1; }

.PHONY: run
run: build ## build in release mode and serve on 127.0.0.1:5000 with the data in ./data
	exec $(BINARY) serve --listen $(LISTEN) --data $(DATA) $(ARGS)

.PHONY: build
build: toolchain ## build the server in release mode
	$(call install,$(BUILD_PACKAGES))
	$(RELEASE)

.PHONY: test
test: toolchain venv ## run every test
	$(call install,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Examples
	swift build --build-tests
	SWIFT_BACKTRACE=enable=no swift test --skip-build

# The Python environment of the tests, made anew when its requirements change.
VENV := .build/venv
.PHONY: venv
venv: $(VENV)/requirements.txt ## make the Python environment of the tests

$(VENV)/requirements.txt: Tests/requirements.txt
	$(call install,$(TEST_PACKAGES))
	rm -rf $(VENV)
	python3 -m venv $(VENV)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check -r $<
	cp $< $@

.PHONY: check-long
check-long: check-explorer check-openapi check-metrics ## what takes longer than make test

# All that the browser's driver needs is listed, so that pip resolves nothing.
VENV_BROWSER := .build/venv-browser
$(VENV_BROWSER)/requirements.txt: Tests/requirements-browser.txt
	$(call install,$(TEST_PACKAGES))
	rm -rf $(VENV_BROWSER)
	python3 -m venv $(VENV_BROWSER)
	$(VENV_BROWSER)/bin/pip install --quiet --disable-pip-version-check --no-deps -r $<
	cp $< $@

.PHONY: check-explorer
check-explorer: toolchain $(VENV_BROWSER)/requirements.txt ## use the web pages in a real browser; pictures in .build/explorer
	$(call install,$(BUILD_PACKAGES) $(BROWSER_PACKAGES))
	swift build --product halserver
	$(VENV_BROWSER)/bin/python -B Tests/EndToEndTests/Clients/explorer_browser.py \
		.build/debug/halserver Resources .build/explorer

# The same for the checks that take longer.
VENV_LONG := .build/venv-long
$(VENV_LONG)/requirements.txt: Tests/requirements-long.txt
	$(call install,$(TEST_PACKAGES))
	rm -rf $(VENV_LONG)
	python3 -m venv $(VENV_LONG)
	$(VENV_LONG)/bin/pip install --quiet --disable-pip-version-check -r $<
	cp $< $@

# How long the description is tried, and from which seed: make check-openapi SECONDS=60 SEED=7
SECONDS ?= 120
SEED ?= 3

.PHONY: check-openapi
check-openapi: toolchain $(VENV_LONG)/requirements.txt ## try for two minutes whether the description is true
	$(call install,$(BUILD_PACKAGES))
	swift build --product halserver
	$(VENV_LONG)/bin/python -B Tests/EndToEndTests/Clients/openapi_fuzz.py \
		.build/debug/halserver Resources $(SECONDS) $(SEED)

.PHONY: check-metrics
check-metrics: build ## ask Prometheus' own tool about the metrics
	$(call install,prometheus curl)
	Tests/check-metrics $(BINARY)

.PHONY: format
format: toolchain ## put the sources into the common form
	swift format --in-place --recursive --parallel Package.swift Sources Tests Examples

.PHONY: bench
bench: build ## measure beside nginx and Redis, and write Benchmarks/RESULTS.md
	$(call install,$(BENCH_PACKAGES))
	Benchmarks/run $(ARGS)

.PHONY: install
install: build ## install the server below PREFIX (/usr/local)
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/halserver
	install -d $(DESTDIR)$(PREFIX)/share/halserver/docs
	install -m 644 Resources/docs/*.md $(DESTDIR)$(PREFIX)/share/halserver/docs
	install -d $(DESTDIR)$(PREFIX)/share/halserver/explorer
	install -m 644 Resources/explorer/* $(DESTDIR)$(PREFIX)/share/halserver/explorer

.PHONY: clean
clean: ## remove what was built; the data stays
	rm -rf .build
