package main

import "runtime/debug"

// revision is the state of the source the Makefile built; a build that is not
// from the Makefile is known by what the compiler wrote into it.
var revision string

// programVersion is what the binary was built from: a released version, else a
// revision of the source, else "devel".
func programVersion() string {
	info, ok := debug.ReadBuildInfo()
	if ok && info.Main.Version != "" && info.Main.Version != "(devel)" {
		return info.Main.Version
	}
	if revision != "" {
		return revision
	}
	if ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" && len(s.Value) >= 12 {
				return s.Value[:12]
			}
		}
	}
	return "devel"
}
