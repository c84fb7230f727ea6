package cli

import (
	"regexp"
	"runtime/debug"
	"strings"
)

// What the release build sets (-ldflags "-X fpdoctor/tui/cli.version=v1.2.3"): its
// tag, its commit, and the commit's time as RFC 3339 has it.
var version, commit, committed string

// Version is the program's version: the release's, else the module's, else the
// commit it was built from.
func Version() string { return thisBuild().name() }

// build is what a build knows of itself.
type build struct {
	version, commit, committed string
	changed                    bool // there were changes that the commit has not
}

// betweenTags is a version that Go makes up for a commit without a tag, of what is
// told of the commit anyway: https://go.dev/ref/mod#pseudo-versions.
var betweenTags = regexp.MustCompile(`[-.][0-9]{14}-[0-9a-f]{12}(\+|$)|\+dirty$`)

// thisBuild takes what the release build has set, else what Go notes of every build
// in a git checkout: https://pkg.go.dev/runtime/debug#BuildInfo.
func thisBuild() build {
	b := build{version: version, commit: commit, committed: committed}
	info, ok := debug.ReadBuildInfo()
	if !ok || version != "" {
		return b
	}
	if v := info.Main.Version; v != "(devel)" && !betweenTags.MatchString(v) {
		b.version = v
	}
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			b.commit = s.Value
		case "vcs.time":
			b.committed = s.Value
		case "vcs.modified":
			b.changed = s.Value == "true"
		}
	}
	return b
}

func (b build) shortCommit() string { return b.commit[:min(12, len(b.commit))] }

// name is the version in a word, or a word and the commit.
func (b build) name() string {
	switch {
	case b.version != "":
		return b.version
	case b.commit == "":
		return "dev"
	case b.changed:
		return "dev (" + b.shortCommit() + ", changed)"
	}
	return "dev (" + b.shortCommit() + ")"
}

// line is what --version prints: the version, the commit and its day, as far as
// they are known.
func (b build) line() string {
	day, _, _ := strings.Cut(b.committed, "T")
	var more []string
	if b.commit != "" {
		more = append(more, "commit "+b.shortCommit())
	}
	if day != "" {
		more = append(more, day)
	}
	if b.changed {
		more = append(more, "changed since")
	}
	v := b.version
	if v == "" {
		v = "dev"
	}
	if len(more) == 0 {
		return v
	}
	return v + " (" + strings.Join(more, ", ") + ")"
}
