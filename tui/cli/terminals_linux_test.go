//go:build terminals

package cli_test

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"golang.org/x/sys/unix"
	"golang.org/x/term"
)

// These tests draw in real terminals on an X server without a screen. They need
// Xvfb and the terminals, and so a tag; .ci/run installs all and runs them.
//
//	go test -tags terminals ./tui/cli -run TestRealTerminal
//
// PICTURES names a folder for the pictures.

func init() { programs["realterminal"] = realTerminal }

// TestRealTerminals: in terminals as installed every text can be read, and no
// row is wider than the terminal counts.
func TestRealTerminals(t *testing.T) {
	const size = "100x30"
	font := []string{"-fa", "DejaVu Sans Mono", "-fs", "10", "-geometry", size}
	xterm := func(more ...string) []string {
		return append(append([]string{"xterm"}, font...), append(more, "-e")...)
	}
	for _, c := range []struct {
		name    string
		env     []string
		command []string // the program follows
		ascii   bool     // the frame is to be in ASCII
	}{
		{name: "xterm", command: xterm()},
		{name: "xterm-black", command: xterm("-bg", "black", "-fg", "white")},
		{name: "xterm-256", command: xterm("-tn", "xterm-256color")},
		{name: "xterm-cjk", command: xterm("-cjk_width"), ascii: true},
		{name: "gnome-terminal", command: []string{"dbus-run-session", "--", "gnome-terminal", "--wait", "--geometry", size, "--"}},
		{name: "mlterm-ja", env: []string{"LANG=ja_JP.UTF-8"}, command: []string{"mlterm", "-g", size, "-e"}, ascii: true},
		{name: "tmux-in-xterm", command: append(xterm(), "tmux", "-f", "/dev/null", "-L", "fpdoctor-pictures", "new-session")},
	} {
		t.Run(c.name, func(t *testing.T) {
			looksRight(t, c.name, c.ascii, func(dir string, env []string) {
				program := exec.Command(c.command[0], append(c.command[1:], "realterminal", dir, "--demo", typo(t))...)
				program.Env = append(env, c.env...)
				runs(t, program)
			})
		})
	}
}

// TestRealTerminalInABrowser does the same in xterm.js, which draws the terminals
// of many programs. XTERMJS names the folder of its package.
func TestRealTerminalInABrowser(t *testing.T) {
	looksRight(t, "xterm.js", false, func(dir string, env []string) {
		ours, theirs, err := openTerminal(100, 30)
		if err != nil {
			t.Fatal(err)
		}
		program := exec.Command("realterminal", dir, "--demo", typo(t))
		program.Env = append(env, "TERM=xterm-256color", "COLORTERM=truecolor")
		program.Stdin, program.Stdout, program.Stderr = theirs, theirs, theirs
		page := httptest.NewServer(terminalPage(ours, func() { runs(t, program) }))
		t.Cleanup(page.CloseClientConnections)
		browser := exec.Command("chromium", "--no-sandbox", "--test-type", "--no-first-run", "--disable-gpu", "--user-data-dir="+filepath.Join(dir, "chromium"),
			"--window-position=0,0", "--window-size=1100,780", "--app="+page.URL)
		browser.Env = env
		runs(t, browser)
	})
}

// terminalPage serves xterm.js, joined to our end of a pseudo-terminal. Once it is
// there the program starts.
func terminalPage(ours *os.File, start func()) http.Handler {
	const page = `<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="js/css/xterm.css"><body style="margin:0"><div id="here"></div>
<script src="js/lib/xterm.js"></script><script>
const term = new Terminal({cols: 100, rows: 30, fontFamily: "DejaVu Sans Mono", fontSize: 14, theme: {background: "#ffffff", foreground: "#000000"}})
term.open(document.getElementById("here"))
let sent = Promise.resolve()
term.onData(data => { sent = sent.then(() => fetch("typed", {method: "POST", body: data})) })
new EventSource("drawn").onmessage = e => term.write(Uint8Array.from(atob(e.data), c => c.charCodeAt(0)))
</script>`
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		_, _ = io.WriteString(w, page)
	})
	mux.Handle("GET /js/", http.StripPrefix("/js/", http.FileServer(http.Dir(os.Getenv("XTERMJS")))))
	mux.HandleFunc("POST /typed", func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(ours, r.Body) })
	mux.HandleFunc("GET /drawn", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		start()
		for s := range chunks(ours) {
			fmt.Fprintf(w, "data: %s\n\n", base64.StdEncoding.EncodeToString([]byte(s)))
			w.(http.Flusher).Flush()
		}
	})
	return mux
}

// looksRight has a terminal run realTerminal in each of the scenes. It gets the
// folder to talk with that through, and the environment.
func looksRight(t *testing.T, name string, wantASCII bool, start func(dir string, env []string)) {
	t.Helper()
	x := startX(t)
	dir := t.TempDir()
	start(dir, []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_RUNTIME_DIR=" + dir, "XDG_CONFIG_HOME=" + dir, "TMPDIR=" + dir,
		"GSETTINGS_BACKEND=memory", "NO_AT_BRIDGE=1", "LANG=C.UTF-8", "LOCPATH=" + os.Getenv("LOCPATH"), "DISPLAY=" + x.display,
	})
	for _, s := range scenes {
		await(t, filepath.Join(dir, s.name+".drawn"))
		picture := x.picture(t)
		keepPicture(t, name+"-"+s.name, picture)
		legible(t, s.name, picture)
		touch(filepath.Join(dir, s.name+".pictured"), "")
	}
	rows := strings.Split(await(t, filepath.Join(dir, "rows")), "\n")
	if n := len(scenes) * 29; len(rows) < n { // tmux keeps a row for itself
		t.Errorf("only %d rows were drawn: %q", len(rows), rows)
	}
	for _, row := range rows {
		if strings.HasPrefix(row, "wrapped") {
			t.Errorf("%s", row)
		}
	}
	if ascii := !strings.ContainsAny(strings.Join(rows, ""), "│─✓"); ascii != wantASCII {
		t.Errorf("the frame is in ASCII: %v, and should be: %v", ascii, wantASCII)
	}
}

// scenes are the main screens: what is typed to come there, Esc and a key in one,
// and what stands on them.
var scenes = []struct{ name, keys, words string }{
	{"walk", "", "WHAT TO DO"}, {"details", "d", "Compare"}, {"chain", "\x1bc", "From the click to the commission"},
	{"report", "\x1be", "save"}, {"help", "\x1b?", "Keys on this screen"}, {"list", "\x1b/", "Which sale"},
}

// realTerminal stands between a terminal and fpdoctor, and passes on what each
// says to the other. When the walk is drawn it waits for the picture; then it has
// the terminal count how wide each row is. Its arguments are a folder to talk
// with the test through, and fpdoctor's.
func realTerminal() {
	dir := os.Args[1]
	if err := relay(dir, os.Args[2:]); err != nil {
		touch(filepath.Join(dir, "rows"), "wrapped? "+err.Error())
		os.Exit(1)
	}
}

func relay(dir string, args []string) error {
	if _, err := term.MakeRaw(0); err != nil {
		return err
	}
	w, h, err := term.GetSize(0)
	if err != nil {
		return err
	}
	ours, theirs, err := openTerminal(w, h)
	if err != nil {
		return err
	}
	program := exec.Command("fpdoctor", args...)
	program.Stdin, program.Stdout, program.Stderr = theirs, theirs, theirs
	program.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := program.Start(); err != nil {
		return err
	}
	_ = theirs.Close()
	typed, drawn := chunks(os.Stdin), chunks(ours)
	// pass passes on until there is nothing more for a while.
	pass := func(words string) (all string, err error) {
		limit := time.After(patience)
		for {
			quiet := time.After(300 * time.Millisecond)
			select {
			case s := <-typed:
				_, err = ours.WriteString(s)
			case s, open := <-drawn:
				if all += s; !open {
					return all, io.ErrUnexpectedEOF
				}
				_, err = os.Stdout.WriteString(s)
			case <-quiet:
				if strings.Contains(all, words) {
					return all, nil
				}
			case <-limit:
				return all, fmt.Errorf("no %q in %q", words, all)
			}
			if err != nil {
				return all, err
			}
		}
	}
	var frames []string
	for _, s := range scenes {
		_, _ = ours.WriteString(s.keys)
		if _, err := pass(s.words); err != nil {
			return err
		}
		touch(filepath.Join(dir, s.name+".drawn"), "")
		if err := exists(filepath.Join(dir, s.name+".pictured")); err != nil {
			return err
		}
		// Another size and back: then all of the frame is drawn at once.
		var frame string
		for _, width := range []int{w - 1, w} {
			if err := unix.IoctlSetWinsize(int(ours.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: uint16(h), Col: uint16(width)}); err != nil {
				return err
			}
			if frame, err = pass(s.words); err != nil {
				return err
			}
		}
		frames = append(frames, frame[strings.LastIndex(frame, "\x1b[H")+len("\x1b[H"):])
	}
	_, _ = ours.WriteString("\x03")
	for range drawn {
	}
	_ = program.Wait()
	var report strings.Builder
	for _, row := range strings.Split(strings.Join(frames, "\r\n"), "\r\n") {
		row = strings.TrimRight(ansi.Strip(row), "\r")
		_, _ = os.Stdout.WriteString("\x1b[2J\x1b[H" + row + "\x1b[6n")
		at, err := cursor(typed)
		switch {
		case err != nil:
			return err
		case at != 1:
			fmt.Fprintf(&report, "wrapped into %d rows: %q\n", at, row)
		default:
			report.WriteString(row + "\n")
		}
	}
	touch(filepath.Join(dir, "rows"), report.String())
	return nil
}

// cursor waits for the terminal's report on the row that the cursor is in.
func cursor(typed <-chan string) (row int, err error) {
	limit := time.After(patience)
	for all := ""; ; {
		if m := regexp.MustCompile(`\x1b\[(\d+);\d+R`).FindStringSubmatch(all); m != nil {
			return strconv.Atoi(m[1])
		}
		select {
		case s := <-typed:
			all += s
		case <-limit:
			return 0, fmt.Errorf("no report of the cursor in %q", all)
		}
	}
}

// chunks are what is read from a file as it comes; closed at its end.
func chunks(f *os.File) <-chan string {
	out := make(chan string, 1000)
	go func() {
		defer close(out)
		buf := make([]byte, 16<<10)
		for {
			n, err := f.Read(buf)
			if err != nil {
				return
			}
			out <- string(buf[:n])
		}
	}()
	return out
}

// touch writes a file as a whole.
func touch(file, text string) {
	if err := os.WriteFile(file+".part", []byte(text), 0o600); err == nil {
		_ = os.Rename(file+".part", file)
	}
}

// await waits for a file and gives what is in it.
func await(t *testing.T, file string) string {
	t.Helper()
	if err := exists(file); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// exists waits for a file to be there.
func exists(file string) error {
	for began := time.Now(); time.Since(began) < patience; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(file); err == nil {
			return nil
		}
	}
	return fmt.Errorf("%s never came", filepath.Base(file))
}

// runs starts a program, which ends with the test at the latest.
func runs(t *testing.T, program *exec.Cmd) {
	t.Helper()
	program.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = syscall.Kill(-program.Process.Pid, syscall.SIGTERM)
		_ = program.Wait()
	})
}

// xServer is an X server that draws into a file.
type xServer struct{ display, file string }

func startX(t *testing.T) xServer {
	t.Helper()
	dir := t.TempDir()
	number, numberTo, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	x := exec.Command("Xvfb", "-screen", "0", "1200x800x24", "-fbdir", dir, "-displayfd", "3", "-nolisten", "tcp", "-noreset")
	x.ExtraFiles = []*os.File{numberTo}
	runs(t, x)
	_ = numberTo.Close()
	b, err := io.ReadAll(io.LimitReader(number, 1))
	for err == nil && !bytes.HasSuffix(b, []byte("\n")) {
		var more [1]byte
		if _, err = number.Read(more[:]); err == nil {
			b = append(b, more[0])
		}
	}
	if err != nil {
		t.Fatalf("Xvfb tells no display: %v", err)
	}
	return xServer{":" + strings.TrimSpace(string(b)), filepath.Join(dir, "Xvfb_screen0")}
}

// picture is what is on the screen when nothing moves any more.
func (x xServer) picture(t *testing.T) *image.RGBA {
	t.Helper()
	var last []byte
	for began := time.Now(); time.Since(began) < patience; time.Sleep(200 * time.Millisecond) {
		now, err := os.ReadFile(x.file)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Equal(now, last) {
			return parseXWD(t, now)
		}
		last = now
	}
	t.Fatal("the screen does not come to rest")
	return nil
}

// parseXWD reads an X window dump of version 7 with 32 bits a pixel, as in
// /usr/include/X11/XWDFile.h.
func parseXWD(t *testing.T, b []byte) *image.RGBA {
	t.Helper()
	field := func(i int) int { return int(binary.BigEndian.Uint32(b[4*i:])) }
	const headerSize, version, width, height, perPixel, perLine, colours = 0, 1, 4, 5, 11, 12, 19
	if field(version) != 7 || field(perPixel) != 32 {
		t.Fatalf("no dump that this test knows: version %d, %d bits a pixel", field(version), field(perPixel))
	}
	pixels := b[field(headerSize)+12*field(colours):]
	out := image.NewRGBA(image.Rect(0, 0, field(width), field(height)))
	for y := range field(height) {
		for x := range field(width) {
			p := pixels[y*field(perLine)+4*x:]
			out.SetRGBA(x, y, color.RGBA{p[2], p[1], p[0], 255})
		}
	}
	return out
}

func keepPicture(t *testing.T, name string, picture image.Image) {
	t.Helper()
	dir := os.Getenv("PICTURES")
	if dir == "" {
		return
	}
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name+".png"), out.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
}

// legible looks at every shape on the picture, a letter or several that touch:
// somewhere it has to stand out from its ground. Lines are too thin to count,
// and a few signs of the same colour may be weak.
func legible(t *testing.T, scene string, picture *image.RGBA) {
	t.Helper()
	const enough, mayBeWeak = 4.4, 0.03 // edges are smoothed, so that few pixels have the full colour
	all, weak := 0, 0
	var where image.Rectangle
	for _, s := range shapes(picture) {
		if s.at.Dx() <= 3 || s.at.Dy() <= 4 || s.at.Dx() > 200 || s.at.Dy() > 40 {
			continue
		}
		if all++; s.contrast < enough {
			weak++
			where = s.at
		}
	}
	if t.Logf("%s: %d shapes, of which %d are weak", scene, all, weak); all < 200 || float64(weak) > mayBeWeak*float64(all) {
		t.Errorf("%s: of %d shapes %d cannot be read, one of them at %v", scene, all, weak, where)
	}
}

// shape is some connected ink, and its greatest contrast to the ground around it.
type shape struct {
	at       image.Rectangle
	contrast float64
}

// shapes finds the ink on a picture: what is no large area of one colour.
func shapes(p *image.RGBA) []shape {
	w, h := p.Rect.Dx(), p.Rect.Dy()
	ground := make([]bool, w*h)
	areas(w, h, false, func(i, k int) bool { return p.RGBAAt(i%w, i/w) == p.RGBAAt(k%w, k/w) }, func(area []int, at image.Rectangle) {
		if len(area) >= 150 && at.Dx() >= 10 && at.Dy() >= 8 {
			for _, i := range area {
				ground[i] = true
			}
		}
	})
	var out []shape
	areas(w, h, true, func(i, k int) bool { return !ground[i] && !ground[k] }, func(area []int, at image.Rectangle) {
		if ground[area[0]] {
			return
		}
		beside := map[color.RGBA]int{}
		for _, i := range area {
			for _, k := range [4]int{i - 1, i + 1, i - w, i + w} {
				if k >= 0 && k < w*h && ground[k] {
					beside[p.RGBAAt(k%w, k/w)]++
				}
			}
		}
		var paper color.RGBA
		for c, n := range beside {
			if n > beside[paper] {
				paper = c
			}
		}
		s := shape{at: at}
		for _, i := range area {
			s.contrast = max(s.contrast, contrast(p.RGBAAt(i%w, i/w), paper))
		}
		out = append(out, s)
	})
	return out
}

// areas finds what hangs together, corner to corner too where these count.
func areas(w, h int, corners bool, same func(i, k int) bool, found func(area []int, at image.Rectangle)) {
	seen := make([]bool, w*h)
	for start := range seen {
		if seen[start] {
			continue
		}
		seen[start] = true
		area := []int{start}
		at := image.Rect(start%w, start/w, start%w+1, start/w+1)
		for next := 0; next < len(area); next++ {
			i := area[next]
			at = at.Union(image.Rect(i%w, i/w, i%w+1, i/w+1))
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					x, y := i%w+dx, i/w+dy
					if x < 0 || y < 0 || x >= w || y >= h || !corners && dx != 0 && dy != 0 {
						continue
					}
					if k := y*w + x; !seen[k] && same(i, k) {
						seen[k] = true
						area = append(area, k)
					}
				}
			}
		}
		found(area, at)
	}
}

// contrast is WCAG 2's: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
func contrast(a, b color.RGBA) float64 {
	luminance := func(c color.RGBA) float64 {
		linear := func(v uint8) float64 {
			if f := float64(v) / 255; f > 0.04045 {
				return math.Pow((f+0.055)/1.055, 2.4)
			}
			return float64(v) / 255 / 12.92
		}
		return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}
