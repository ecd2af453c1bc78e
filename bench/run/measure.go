package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/pprof"
	"strings"
	"time"
)

// usage is what a process took.
type usage struct {
	wall, cpu time.Duration
	memory    float64 // peak resident memory, GiB; 0 where the system does not tell
	output    string  // the end of what it said
}

func (u usage) seconds() string { return fmt.Sprintf("%.2f s", u.wall.Seconds()) }

func (u usage) gib() string {
	if u.memory == 0 {
		return "unknown"
	}
	return fmt.Sprintf("%.2f GiB", u.memory)
}

// busy is how many processors the process kept busy on average. Much fewer than
// it has threads tells that others used the machine, or that it waited.
func (u usage) busy() string { return fmt.Sprintf("%.1f", u.cpu.Seconds()/max(u.wall.Seconds(), 1e-9)) }

// columns are wall, processors and memory as cells of a table.
func (u usage) columns() string { return u.seconds() + " | " + u.busy() + " | " + u.gib() }

// quanyuan runs the built binary.
func (b *bench) quanyuan(args ...string) (usage, error) { return b.measure(b.bin, args...) }

// measure runs a process to its end. The end of its output is shown when it fails.
func (b *bench) measure(name string, args ...string) (usage, error) {
	ctx, cancel := context.WithTimeout(b.ctx, b.limit)
	defer cancel()
	self, err := os.Executable()
	if err != nil {
		return usage{}, err
	}
	report := filepath.Join(b.dir, "measured.json")
	os.Remove(report)
	cmd := exec.CommandContext(ctx, self, append([]string{measuredChild, report, name}, args...)...)
	cmd.Env = append(os.Environ(), "QUANYUAN_LANG=en")
	ownGroup(cmd)
	out, err := cmd.CombinedOutput()
	var t taken
	if err == nil {
		t, err = readTaken(report)
	}
	if ctx.Err() == context.DeadlineExceeded {
		err = fmt.Errorf("stopped after %s (-limit)", b.limit)
	}
	u := usage{wall: t.Wall, cpu: t.CPU, memory: t.Memory, output: tail(string(out), 400)}
	if err != nil {
		err = fmt.Errorf("`%s` failed: %w%s", strings.Join(append([]string{filepath.Base(name)}, baseNames(args)...), " "), err, fenced(tail(b.anonymous(string(out)), 1500)))
	}
	return u, err
}

func fenced(s string) string {
	if s == "" {
		return ""
	}
	return "\n\n```\n" + s + "\n```"
}

// anonymous takes this machine's folders out of a text that is kept.
func (b *bench) anonymous(s string) string {
	for _, dir := range []string{b.dir, filepath.Dir(b.bin), workingFolder()} {
		if len(dir) > 1 {
			s = strings.ReplaceAll(s, dir+string(filepath.Separator), "")
		}
	}
	return s
}

func workingFolder() string {
	dir, _ := os.Getwd()
	return dir
}

func baseNames(args []string) []string {
	out := make([]string, len(args))
	for i, a := range args {
		if out[i] = a; strings.ContainsRune(a, filepath.Separator) {
			out[i] = filepath.Base(a)
		}
	}
	return out
}

func tail(s string, n int) string {
	s = strings.TrimSpace(s)
	if len(s) > n {
		s = s[len(s)-n:]
		if i := strings.IndexByte(s, '\n'); i >= 0 {
			s = s[i+1:]
		}
	}
	return s
}

// profiled runs a measurement inside this program, with a processor profile
// beside it when one is wanted.
func (b *bench) profiled(name string, do func() error) error {
	if b.profiles == "" {
		return do()
	}
	f, err := os.Create(filepath.Join(b.profiles, name+".pprof"))
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}
