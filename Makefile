# Needs git, make, Node.js 20 or newer and npm; everything else comes from package-lock.json.
# `make` alone lists what there is.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.SUFFIXES:

# npm puts the pinned Node.js there (where package.json pins one for this machine), and the tools, which start
# with the first `node` on PATH. npm itself keeps to the machine's Node.js: it may replace the pinned one.
machine_path := $(PATH)
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)

# npm writes this file last. Newer than the lock file: what the lock file asks for is installed.
installed := node_modules/.package-lock.json
executables := dist/docker-credential-ecr dist/docker-credential-ecr-node
sources := $(shell find src build -type f) package.json tsconfig.json

# Jest's arguments for one project of jest.config.js; the result is kept for .ci/run.
project = --selectProjects $(1) --json --outputFile=dist/test-results/$(1).json
jest = node node_modules/jest/bin/jest.js $(call project,$(1))

# Targets without a description are parts of others.
.PHONY: help install build release check check-types check-style check-shell test test-unit test-integration e2e pictures demo bench docs clean

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## \(.*\)/  make \1\t\2/p' Makefile | expand -t 26

install: $(installed) ## install what package-lock.json names, if it has changed

$(installed): package-lock.json
	@echo npm ci
	@PATH='$(machine_path)' npm ci --include=dev --include=optional --loglevel=error
	@touch $@

build: $(executables) ## make the executables in dist/

dist/docker-credential-ecr: $(installed) $(sources)
	@node build/main.ts bun

dist/docker-credential-ecr-node: $(installed) $(sources)
	@node build/main.ts node

release: $(installed) ## make what people download, in dist/release/; TARGETS=, RELEASE_URL=
	@RELEASE_URL='$(RELEASE_URL)' node build/release.ts $(TARGETS)

check: check-types check-style check-shell ## types, lint rules and format, shell scripts

check-types: $(installed)
	tsc --project .

check-style: $(installed)
	biome check --error-on-warnings

check-shell:
	@scripts/check-shell.sh

test: test-unit test-integration ## build, and run every test that needs no Docker

test-unit: $(installed) ## tests of the modules
	@mkdir -p dist/test-results
	$(call jest,unit)

test-integration: $(executables) ## tests of the executables
	@mkdir -p dist/test-results
	$(call jest,integration) --maxWorkers=2

e2e: $(executables) ## push and pull with Docker, podman and skopeo; root on Debian or Ubuntu
	@mkdir -p dist/test-results
	test/e2e/run.sh node_modules/jest/bin/jest.js --runInBand $(call project,e2e)

docs: $(installed) ## write what docs/ has from the sources: JSON Schemas, manual page
	@node build/config-schema.ts
	@node build/status-schema.ts
	@node build/manual-page.ts

pictures: $(executables) ## make the pictures of docs/ from real terminals; as root, as e2e
	@test/e2e/run.sh scripts/pictures.ts

demo: $(executables) ## the main job against a stand-in of AWS: no account needed
	@node scripts/demo.ts

bench: $(executables) ## measure both executables, and Amazon's helper (PATH or PEER=); RUNS=, ONLY=
	@node scripts/bench.ts

clean: ## remove what was made; node_modules stays
	rm -rf dist coverage
