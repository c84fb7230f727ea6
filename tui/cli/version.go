package cli

import "runtime/debug"

// version is set by the release build (-ldflags "-X fpdoctor/tui/cli.version=v1.2.3").
var version string

// Version is the program's version: the release's, else the module's, else the
// commit it was built from.
func Version() string {
	if version != "" {
		return version
	}
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "dev"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	commit, dirty := "", ""
	for _, s := range info.Settings {
		switch s.Key {
		case "vcs.revision":
			commit = s.Value[:min(12, len(s.Value))]
		case "vcs.modified":
			if s.Value == "true" {
				dirty = ", changed"
			}
		}
	}
	if commit == "" {
		return "dev"
	}
	return "dev (" + commit + dirty + ")"
}
