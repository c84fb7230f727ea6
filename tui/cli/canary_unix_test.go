//go:build unix

package cli_test

import (
	"encoding/base64"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var copiedOut = regexp.MustCompile(`\x1b\]52;[a-z]*;([A-Za-z0-9+/=]*)`)

// TestNoScreenShowsAKey goes over every screen of a sale whose records hold both
// keys, copies what is marked and saves what can be saved: no frame that was drawn, no
// file and no clipboard holds a key.
func TestNoScreenShowsAKey(t *testing.T) {
	t.Parallel()
	for _, clipboards := range []bool{false, true} {
		t.Run(map[bool]string{false: "through the terminal", true: "to tmux and the desktop"}[clipboards], func(t *testing.T) {
			t.Parallel()
			c := startCanaries(t)
			s, drawn := c.onScreen(t, clipboards)
			tourOfCanaries(s, saleOf(t, c.Server, "healthy-renewals"), saleOf(t, c.Server, "coupon-is-promotion-code"), clipboards)
			frames := textOf(t, drawn)
			for _, sent := range copiedOut.FindAllStringSubmatch(frames, -1) {
				text, err := base64.StdEncoding.DecodeString(sent[1])
				if found := c.sings(string(text)); err != nil || found != "" {
					t.Errorf("copied: %v, %s", err, found)
				}
			}
			if copied := copiedOut.MatchString(frames); copied == clipboards {
				t.Errorf("copied through the terminal: %v", copied)
			}
			if found := c.sings(frames); found != "" {
				t.Errorf("drawn: %s", found)
			}
			kinds := map[string]bool{}
			for _, file := range filesUnder(t, s.home) {
				kinds[filepath.Ext(file)] = true
				if found := c.sings(textOf(t, file)); found != "" {
					t.Errorf("in %s: %s", filepath.Base(file), found)
				}
			}
			if !kinds[".markdown"] || !kinds[".json"] || !kinds[".fpcase"] || kinds[".copied"] != clipboards {
				t.Errorf("saved: %v", kinds)
			}
			c.enough(t)
		})
	}
}

// onScreen opens the sale from a shell, and has tmux keep all that is ever drawn.
func (c *canaries) onScreen(t *testing.T, clipboards bool) (_ *screenTest, drawn string) {
	t.Helper()
	bin := t.TempDir()
	env := []string{
		unlimited, "STRIPE_API_KEY=" + c.StripeKey, "FIRSTPROMOTER_API_KEY=" + c.FirstPromoterKey, "FIRSTPROMOTER_ACCOUNT_ID=" + c.AccountID,
		"FPDOCTOR_STRIPE_API_BASE=" + c.StripeBase, "FPDOCTOR_FIRSTPROMOTER_API_BASE=" + c.FirstPromoterBase,
		"PATH=" + bin + ":" + os.Getenv("PATH"),
	}
	if clipboards {
		env = append(env, insideTmux, "DISPLAY=:99")
	}
	s := onScreen(t, "150x140", env, aShell)
	for _, name := range []string{"xclip", "xsel", "wl-copy", "pbcopy"} {
		helper := "#!/bin/sh\nexit 1\n"
		if clipboards {
			helper = "#!/bin/sh\n{ cat; echo; } >>" + quoted(filepath.Join(s.home, "a.copied")) + "\n"
		}
		if err := os.WriteFile(filepath.Join(bin, name), []byte(helper), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	drawn = filepath.Join(t.TempDir(), "drawn")
	s.until("bash")
	s.tmux("pipe-pane", "cat >"+quoted(drawn))
	return s, drawn
}

// tourOfCanaries goes everywhere from the walk of a buyer with several payments and of
// a sale, copies and saves.
func tourOfCanaries(s *screenTest, paid, sale string, clipboards bool) {
	s.Helper()
	copied := func() {
		s.Helper()
		s.keys("y")
		s.wait("something copied", func(screen string) bool {
			return regexp.MustCompile("Copied the|Sent the|Nothing is marked|is not for here").MatchString(flat(screen))
		})
		if held, err := exec.Command("tmux", "-L", s.server, "show-buffer").Output(); err == nil && clipboards {
			s.append("tmux.copied", held)
		}
	}
	s.text("fpdoctor " + paid)
	s.keys("Enter")
	s.until("1 Connected")
	s.gone("Esc stop")
	s.through("$", "› Payments", copied)
	s.keys("/")
	s.until("Which sale did not turn")
	s.text(sale)
	s.keys("Enter")
	s.until("6 Coupon ✗ fail")
	s.gone("Esc stop")
	for item := 1; item <= 6; item++ {
		s.keys(strconv.Itoa(item))
		s.until("▸ " + strconv.Itoa(item))
		copied()
	}
	for tabs, form := range []string{"masked", "amounts", "clear"} {
		s.keys("S")
		s.until("One small file with all")
		for range tabs {
			s.keys("Tab")
		}
		s.keys("C-a", "C-k")
		s.text(filepath.Join(s.home, form+".fpcase"))
		s.keys("Enter")
		if form == "clear" {
			s.until("Save it all the same?")
			s.keys("+")
		}
		s.gone("One small file with all")
	}
	s.through("d", "Compare Timeline Raw", func() {
		copied()
		s.keys("t")
		s.until("● now")
		copied()
		s.keys("J", "E")
		s.until("fold")
		copied()
	})
	s.through("e", "Markdown", func() {
		for _, form := range []string{"Short", "Text", "Markdown", "JSON"} {
			copied()
			s.keys("w")
			s.until("Save as")
			s.keys("C-a", "C-k")
			s.text(filepath.Join(s.home, "report."+strings.ToLower(form)))
			s.keys("Enter")
			s.until("Saved")
			before := s.body()
			s.keys("Tab")
			s.wait("the next form", func(string) bool { return s.body() != before })
		}
	})
	for _, over := range [][]string{
		{"t", "What happened when, on both sides"}, {"c", "From the click to the commission"}, {"?", "Keys on this screen"},
		{"K", "Whose keys?"}, {"W", "› Watch"},
	} {
		s.through(over[0], over[1], copied)
	}
	s.through("A", "Every lead whose sale is missing", func() {
		s.until("missing or open")
		s.gone("so far")
		copied()
	})
	s.keys("/")
	s.until("LEADS THAT LOOK AS IF")
	s.keys("C-c")
	s.until("report was saved")
}

// through opens a screen by a key, does something there, and takes Esc until it is gone.
func (s *screenTest) through(key, shows string, there func()) {
	s.Helper()
	s.keys(key)
	s.until(shows)
	there()
	s.keys("Escape")
	stopping := true // the first Esc stops what runs
	s.wait("the screen before "+shows, func(screen string) bool {
		if stopping && strings.Contains(screen, "Stopped") {
			stopping = false
			s.keys("Escape")
		}
		return !strings.Contains(flat(screen), shows)
	})
}

// append adds to a file of the test's home.
func (s *screenTest) append(name string, text []byte) {
	s.Helper()
	f, err := os.OpenFile(filepath.Join(s.home, name), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		s.Fatal(err)
	}
	_, err = f.Write(text)
	if err := errors.Join(err, f.Close()); err != nil {
		s.Fatal(err)
	}
}
