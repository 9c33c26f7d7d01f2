#!/usr/bin/env bash
# Makes the pictures of the README anew. It needs Debian's chromium.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

go build -o "$work/explore" ./cmd/explore
"$work/explore" -protocol raft -mutant weak-vote -o "$work" >/dev/null || [ $? = 1 ]
"$work/explore" render "$work"/raft-weak-vote-*.itf.json -o "$work/trace.html"
chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
	--window-size=1280,860 --virtual-time-budget=2000 --screenshot=docs/page.png "file://$work/trace.html" 2>/dev/null
