#!/usr/bin/env bash
# go-osc52 v2.0.1 has a form of its clipboard sequence for tmux (Tmux(), which wraps it in
# tmux's passthrough) and a plain one. One would expect the tmux form to be the one that
# works inside tmux. With tmux 3.3a it is the other way round: with set-clipboard on, the
# plain form reaches tmux's buffer, and the wrapped one does not, as allow-passthrough is
# off by default; with the default of set-clipboard (external) neither does.
# Needs: go, apt-get and dpkg-deb on Debian 12 (tmux is unpacked, not installed).
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
chmod 755 .
apt-get download -q tmux=3.3a-3 libutempter0=1.2.1-3 libevent-core-2.1-7=2.1.12-stable-8 >/dev/null 2>&1
for package in *.deb; do dpkg-deb -x "$package" unpacked; done
libs=$(dirname "$(find "$dir/unpacked" -name 'libutempter.so*' | head -n 1)")
libs=$libs:$(dirname "$(find "$dir/unpacked" -name 'libevent_core*.so*' | head -n 1)")

mkdir probe
cd probe
printf 'module probe\ngo 1.24\n' >go.mod
cat >main.go <<'GO'
package main

import (
	"fmt"
	"os"

	"github.com/aymanbagabas/go-osc52/v2"
)

func main() {
	if os.Args[1] == "wrapped" {
		fmt.Print(osc52.New("by the wrapped form").Tmux())
	} else {
		fmt.Print(osc52.New("by the plain form"))
	}
}
GO
GOFLAGS=-mod=mod go get github.com/aymanbagabas/go-osc52/v2@v2.0.1 2>/dev/null
GOFLAGS=-mod=mod go build -o ../copy .
cd ..
export LD_LIBRARY_PATH=$libs
"$dir/unpacked/usr/bin/tmux" -V
(cd probe && go list -m github.com/aymanbagabas/go-osc52/v2)

# copied SET-CLIPBOARD FORM: what tmux's buffer holds after one copy in a server of its own.
copied() {
	local tmux=("$dir/unpacked/usr/bin/tmux" -S "$dir/$1-$2" -f /dev/null)
	"${tmux[@]}" new-session -d -x 80 -y 24 'exec sh'
	"${tmux[@]}" set-option -s set-clipboard "$1"
	"${tmux[@]}" send-keys "$dir/copy $2; ${tmux[*]} wait-for -S copied" Enter
	"${tmux[@]}" wait-for copied
	"${tmux[@]}" show-buffer 2>/dev/null || echo "nothing"
	"${tmux[@]}" kill-server
}
for setting in external on; do
	for form in wrapped plain; do
		echo "set-clipboard $setting, $form: $(copied "$setting" "$form")"
	done
done | tee seen
diff seen - <<'SEEN' && echo "as found"
set-clipboard external, wrapped: nothing
set-clipboard external, plain: nothing
set-clipboard on, wrapped: nothing
set-clipboard on, plain: by the plain form
SEEN
