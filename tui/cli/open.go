package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
)

// openLink opens a web link in the person's browser.
func openLink(_ context.Context, link string) error {
	if !strings.HasPrefix(link, "https://") {
		return errors.New("only web links are opened")
	}
	name, args := opener(runtime.GOOS)
	if runtime.GOOS != "windows" && runtime.GOOS != "darwin" && os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
		return errors.New("there is no desktop here to open it on; copy the link instead")
	}
	path, err := exec.LookPath(name)
	if err != nil {
		return errors.New("no program to open links was found; copy the link instead")
	}
	// The opener may wait for the browser, so its end is not waited for here.
	cmd := exec.Command(path, append(args, link)...) //nolint:noctx // it outlives the key press
	if err := cmd.Start(); err != nil {
		return errors.New("the browser could not be started; copy the link instead")
	}
	return cmd.Process.Release()
}

// opener is the program of a system that opens a link.
func opener(goos string) (string, []string) {
	switch goos {
	case "darwin":
		return "open", nil
	case "windows":
		return "rundll32", []string{"url.dll,FileProtocolHandler"}
	}
	return "xdg-open", nil
}
