# SPDX-License-Identifier: Apache-2.0
# Thin: all the work is Meson's, or a script's in tools/.  `make` alone builds.
.PHONY: build setup demo check check-fast check-nightly check-peers bench bench-growth format clean

export PKG_CONFIG_PATH := $(CURDIR)/.deps/pkgconfig$(if $(PKG_CONFIG_PATH),:$(PKG_CONFIG_PATH))
export PATH := $(CURDIR)/.deps/venv/bin:$(PATH)

build: setup ## build/joinder and both libraries
	@tools/configure.sh build
	@ninja -C build product

setup: ## what the build stands on; a second run does nothing
	@tools/setup.sh

demo: build ## the synthetic nation, joined; the three cases followed; ./joinder-demo/report.html
	build/joinder demo

check: ## everything that must hold before a change lands (15 minutes at most)
	@tools/setup.sh check
	@tools/check.py full

check-fast: ## unit tests, layers, format (30 seconds)
	@tools/setup.sh check
	@tools/check.py fast

check-nightly: ## thread sanitizer, valgrind, fuzzing, coverage, a bare Debian 12
	@tools/setup.sh nightly
	@tools/check.py nightly

check-peers: ## the same work by Splink beside us, and equal results
	@tools/setup.sh peers
	@tools/check.py peers

bench: build ## programs in bench/, then Splink and RapidFuzz beside us; ROWS=1000000 RUNS=3
	@tools/setup.sh peers
	@ninja -C build bench/bench_graph bench/bench_text bench/bench_kernels bench/bench_predict
	@meson test -C build --benchmark --verbose
	@.deps/peers/bin/python bench/peers/compare.py --rows $(or $(ROWS),1000000) \
		--runs $(or $(RUNS),3) --json build/bench-peers.json

bench-growth: build ## predict on 0.1, 1 and 10 million records, joinder alone; 5 GB, some minutes
	@tools/setup.sh peers
	@ninja -C build bench/bench_predict
	@.deps/peers/bin/python bench/peers/growth.py

format: ## put every C file into form
	@tools/setup.sh check
	@tools/format.sh

clean: ## remove what was built; .deps stays
	rm -rf build build-*
