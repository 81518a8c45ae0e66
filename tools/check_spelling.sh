#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# codespell over what is tracked, but for data; tools/words.txt lists words that are right here.
set -euo pipefail
cd "$(dirname "$0")/.."
git ls-files -z -- '*.[ch]' '*.py' '*.sh' '*.md' '*.scd' '*.build' '*.sql' Makefile \
    ':!tests/data' ':!tests/unit/text' |
    xargs -0 -r codespell --ignore-words tools/words.txt
