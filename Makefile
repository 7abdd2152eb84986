# The two commands: `make run` builds and serves, `make test` runs every test. `make help` lists the others.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PREFIX ?= /usr/local
LISTEN ?= 127.0.0.1:5000
DATA ?= ./data
# More options for the server: make run ARGS='--log-format json'
ARGS ?=

BUILD_PACKAGES := libmd4c-html0-dev libmd4c-dev libssl-dev zlib1g-dev libzstd-dev pkg-config
TEST_PACKAGES := aria2 curl e2fsprogs gcc libc6-dev libfaketime lynx python3 python3-venv shellcheck \
	strace systemd util-linux w3m wget zstd
BROWSER_PACKAGES := chromium chromium-driver
# What measuring needs, and the peers; one that cannot be had is left out of the tables.
BENCH_PACKAGES := gcc python3 wrk
BENCH_PEERS := golang-go nats-server nginx-light postgresql python3-venv redis-server redis-tools
BINARY := .build/release/halserver
# Exclusive access is checked in the debug build, with which all tests run: the checks are a tenth of an append.
# The linker of the toolchain packs relocations (glibc 2.36 or newer), exports nothing, and leaves out the tables for
# unwinding, which Swift never does: together a fifth of the size. Benchmarks/RESULTS.md has each step.
SMALL := -Xswiftc -use-ld=lld -Xlinker -z -Xlinker pack-relative-relocs -Xlinker --no-export-dynamic \
	-Xlinker --no-eh-frame-hdr -Xlinker -T -Xlinker Sources/no-unwinding.ld
RELEASE := swift build -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked \
	-Xlinker -s $(SMALL) --product halserver

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

# What make test gives to the fuzzer; make fuzz tries `recovery` as well, which was not tried long enough yet.
FUZZED := chunked-body face fields forms json multipart records request-head target

.PHONY: test
test: toolchain venv ## run every test
	$(call install,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Examples
	python3 -B -m unittest discover --quiet --start-directory Benchmarks
	swift build --build-tests
	SWIFT_BACKTRACE=enable=no swift test --skip-build
	Tests/fuzz 10 $(FUZZED)

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

# How often the night is gone through, for how many hours at most (0: no limit), which part of its figures is
# taken, and which promises: make torture ROUNDS=3 HOURS=8 SEED=7; make torture SHARE=5 ONLY=P2,P3
ROUNDS ?= 1
HOURS ?= 0
SHARE ?= 100
ONLY ?=

.PHONY: torture
torture: build ## try every promise with the figures of a night (hours); needs root and a machine of its own
	$(call install,$(TEST_PACKAGES))
	swift build -c release --static-swift-stdlib -Xswiftc -enforce-exclusivity=unchecked --product CrashStates
	python3 -B Tests/EndToEndTests/Durability/Scripts/torture.py $(BINARY) Resources .build/torture \
		--judge .build/release/CrashStates --seed $(SEED) --rounds $(ROUNDS) --hours $(HOURS) \
		--share $(SHARE) --only '$(ONLY)'

# How long each target of the fuzzer is tried: make fuzz SECONDS=600
.PHONY: fuzz
fuzz: toolchain ## try bytes from outside, each kind for SECONDS, with AddressSanitizer
	$(call install,$(BUILD_PACKAGES))
	Tests/fuzz $(SECONDS)

.PHONY: check-sanitizers
check-sanitizers: toolchain venv ## run every test under AddressSanitizer and ThreadSanitizer
	$(call install,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	Tests/sanitize address
	Tests/sanitize thread

.PHONY: coverage
coverage: toolchain venv ## say how much of each target the tests run
	$(call install,$(BUILD_PACKAGES) $(TEST_PACKAGES))
	swift build --build-tests --enable-code-coverage --scratch-path .build/coverage
	SWIFT_BACKTRACE=enable=no swift test --skip-build --enable-code-coverage \
		--scratch-path .build/coverage --skip EndToEndTests --skip TidyTests
	Tests/coverage .build/coverage/debug/codecov/HALServer.json $(ARGS)

.PHONY: format
format: toolchain ## put the sources into the common form
	swift format --in-place --recursive --parallel Package.swift Sources Tests Examples

# The peers are tried one by one, so that one which this system lacks does not hide the others.
.PHONY: bench-peers
bench-peers:
	$(call install,$(BENCH_PACKAGES))
	@for package in $(BENCH_PEERS); do \
		dpkg-query -W -f '$${Status}' "$$package" 2>/dev/null | grep -q 'ok installed' && continue; \
		if [ "$$(id -u)" -eq 0 ]; then \
			apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq \
				--no-install-recommends "$$package" >/dev/null || echo "note: no $$package"; \
		else \
			echo "note: a peer is missing: sudo apt-get install -y --no-install-recommends $$package"; \
		fi; \
	done

.PHONY: bench
bench: build bench-peers ## measure beside nginx, Redis, PostgreSQL and others: 12 minutes
	python3 -B Benchmarks/run $(ARGS)

.PHONY: bench-long
bench-long: build bench-peers ## measure how the cost grows with the store: 45 minutes at most
	python3 -B Benchmarks/run --long --seconds 6 $(ARGS)

.PHONY: install
install: build ## install the server below PREFIX (/usr/local)
	install -D -m 755 $(BINARY) $(DESTDIR)$(PREFIX)/bin/halserver
	ln -sfn halserver $(DESTDIR)$(PREFIX)/bin/httpstream
	ln -sfn halserver $(DESTDIR)$(PREFIX)/bin/http-upload-server
	install -D -m 755 setup_systemd.sh $(DESTDIR)$(PREFIX)/share/halserver/setup_systemd.sh
	for file in $$(cd Resources && find docs explorer -type f); do \
		install -D -m 644 "Resources/$$file" "$(DESTDIR)$(PREFIX)/share/halserver/$$file"; \
	done

.PHONY: clean
clean: ## remove what was built; the data stays
	rm -rf .build
