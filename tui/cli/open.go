package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"
)

// openLink opens a web link in the person's browser.
func openLink(ctx context.Context, link string) error {
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
	cmd := exec.Command(path, append(args, link)...) //nolint:noctx // it outlives the key press
	if err := cmd.Start(); err != nil {
		return errors.New("the browser could not be started; copy the link instead")
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	select {
	case err := <-ended:
		if err != nil {
			return errors.New("no browser opened; copy the link instead")
		}
	case <-time.After(openerMoment): // it waits for the browser
	case <-ctx.Done():
	}
	return nil
}

// openerMoment is how long an opener is given to say that nothing opened; xdg-open
// without a browser or with a dead display ends within 80 ms.
const openerMoment = time.Second

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
