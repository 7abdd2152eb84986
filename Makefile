# The two commands: `make run` builds and serves, `make test` runs every test. `make help` lists the others.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
LISTEN ?= 127.0.0.1:5000
DATA ?= ./data
# More options for the server: make run ARGS='--log-format json'
ARGS ?=

BUILD_PACKAGES := libmd4c-html0-dev libmd4c-dev pkg-config
TEST_PACKAGES := curl python3 python3-venv
BENCH_PACKAGES := nginx-light redis-server redis-tools wrk gcc python3
BINARY := .build/release/halserver
RELEASE := swift build -c release --static-swift-stdlib -Xlinker -s --product halserver

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

.PHONY: clean
clean: ## remove what was built; the data stays
	rm -rf .build
