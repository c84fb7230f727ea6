package cli

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"

	"github.com/atotto/clipboard"
)

// copyOut puts a text on the clipboards that tell whether they took it, and names
// those that did, as they stand after "copied to".
func copyOut(ctx context.Context, text string) []string {
	var places []string
	if copyToSystem(ctx, text) {
		places = append(places, "the system clipboard")
	}
	if copyToTmux(ctx, text) {
		places = append(places, "tmux’s buffer")
	}
	return places
}

// copyToSystem reports whether the clipboard of the person's desktop took a text.
// Over ssh the helpers of macOS and Windows reach another computer's; those of X11
// and Wayland fail by themselves where no desktop is in reach.
func copyToSystem(ctx context.Context, text string) bool {
	remote := os.Getenv("SSH_CONNECTION") != "" || os.Getenv("SSH_TTY") != ""
	if clipboard.Unsupported || remote && (runtime.GOOS == "darwin" || runtime.GOOS == "windows") {
		return false
	}
	taken := make(chan bool, 1)
	go func() { taken <- clipboard.WriteAll(text) == nil }() // its helpers know no context
	select {
	case ok := <-taken:
		return ok
	case <-ctx.Done():
		return false
	}
}

// copyToTmux reports whether the tmux around the program took a text into its
// buffer. It passes it on to the terminal outside too, where tmux can (from 3.2
// on): https://man.openbsd.org/tmux#load-buffer. An escape sequence of the
// program's own tmux would drop at its defaults.
func copyToTmux(ctx context.Context, text string) bool {
	server := os.Getenv("TMUX")
	if server == "" {
		return false
	}
	path, err := exec.LookPath("tmux")
	if err != nil {
		return false
	}
	for _, args := range [][]string{{"load-buffer", "-w", "-"}, {"load-buffer", "-"}} {
		cmd := exec.CommandContext(ctx, path, args...)
		cmd.Env = []string{"TMUX=" + server, "TMUX_PANE=" + os.Getenv("TMUX_PANE")} // and no keys
		cmd.Stdin = strings.NewReader(text)
		if cmd.Run() == nil {
			return true
		}
	}
	return false
}
