#!/usr/bin/env bash
# Makes the pictures of the README anew. It needs Debian's chromium and tmux, and
# a monospaced font with the box-drawing characters (fonts-dejavu-core).
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
work=$(mktemp -d)
export TMUX_TMPDIR=$work LC_ALL=C.UTF-8 TERM=xterm-256color
unset TMUX NO_COLOR
server=
trap '[ -z "$server" ] || kill "$server"; tmux kill-server 2>/dev/null || true; rm -rf "$work"' EXIT

# shot FILE WIDTH HEIGHT URL takes a picture of a page.
shot() {
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
		--window-size="$2,$3" --virtual-time-budget=5000 --screenshot="$1" "$4" 2>/dev/null
}

go build -o "$work/explore" ./cmd/explore
"$work/explore" -protocol raft -mutant weak-vote -o "$work" >/dev/null || [ $? = 1 ]
"$work/explore" render "$work"/raft-weak-vote-*.itf.json -o "$work/trace.html"
shot docs/page.png 1280 860 "file://$work/trace.html"

# The terminal, as tmux has it, becomes a page: its colours are SGR sequences.
columns=118 lines=32
tmux -f /dev/null -u new-session -d -x $columns -y $lines "'$work/explore' inspect '$work'/raft-weak-vote-*.itf.json"
for _ in $(seq 100); do
	tmux capture-pane -p | grep -q '^? help' && break
	sleep 0.1
done
tmux capture-pane -p | grep -q '^✕ VIOLATED' || { echo "explore inspect shows nothing" >&2; exit 1; }
{
	cat <<'HTML'
<!doctype html><meta charset="utf-8"><style>
body { margin: 0; background: #1b1d23 }
pre { margin: 0; padding: 14px 16px; font: 15px/18px "DejaVu Sans Mono", monospace; color: #d7dae0 }
.b { font-weight: bold; color: #fff } .f { color: #7f8694 } .r { background: #d7dae0; color: #1b1d23 }
.c31 { color: #ff6b68 } .c32 { color: #7fd67f } .c33 { color: #ffcb54 } .c34 { color: #7db4ff } .c36 { color: #5fd7d7 }
</style><pre>
HTML
	tmux capture-pane -p -e -N | awk '
		function set(list,   n, i, p) {
			n = split(list, p, ";")
			for (i = 1; i <= n; i++) {
				if (p[i] == 0) { bold = faint = reverse = colour = "" }
				else if (p[i] == 1) bold = "b "
				else if (p[i] == 2) faint = "f "
				else if (p[i] == 7) reverse = "r "
				else if (p[i] == 39) colour = ""
				else if (p[i] >= 30 && p[i] <= 37) colour = "c" p[i]
			}
		}
		{
			gsub(/\017/, ""); gsub(/&/, "\\&amp;"); gsub(/</, "\\&lt;")
			n = split($0, part, "\033\\[")
			for (i = 1; i <= n; i++) {
				text = part[i]
				if (i > 1) { at = index(text, "m"); set(substr(text, 1, at - 1)); text = substr(text, at + 1) }
				if (text != "") printf "<span class=\"%s%s%s%s\">%s</span>", bold, faint, reverse, colour, text
			}
			print ""
		}'
	echo '</pre>'
} >"$work/terminal.html"
shot docs/terminal.png $((columns * 9 + 40)) $((lines * 18 + 28)) "file://$work/terminal.html"

# The page, live.
"$work/explore" serve -addr 0 "$work"/raft-weak-vote-*.itf.json >"$work/url" &
server=$!
until [ -s "$work/url" ]; do sleep 0.1; done
shot docs/live.png 1280 860 "$(sed 's/ .*//' "$work/url")#@10"
