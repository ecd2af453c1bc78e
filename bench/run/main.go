// Command run measures the figures and writes bench/RESULTS.md.
//
// Every measurement is a whole process of the built binary: wall time and peak
// memory are the operating system's, accuracy is computed here from the truth.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"
)

func main() {
	b := &bench{ctx: context.Background()}
	flag.StringVar(&b.bin, "bin", "bin/quanyuan", "the built binary")
	flag.StringVar(&b.out, "out", "bench/RESULTS.md", "where the results go")
	flag.StringVar(&b.shared, "shared", sharedFolder(), "folder with the named data sets")
	flag.IntVar(&b.persons, "persons", 1_000_000, "size of the large register")
	flag.BoolVar(&b.peers, "peers", true, "measure the peers too (makes a Python environment)")
	only := flag.String("only", "", "measure only the parts named, separated by commas: engine,demo,register,peers")
	flag.Parse()
	var err error
	if b.bin, err = filepath.Abs(b.bin); err != nil {
		log.Fatal(err)
	}
	if b.dir, err = os.MkdirTemp("", "quanyuan-bench-"); err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(b.dir)
	b.head()
	for _, part := range []struct {
		name string
		run  func(*bench) error
	}{{"engine", (*bench).engine}, {"demo", (*bench).demo}, {"register", (*bench).register}, {"peers", (*bench).peer}} {
		if *only != "" && !strings.Contains(","+*only+",", ","+part.name+",") {
			continue
		}
		if err := part.run(b); err != nil {
			b.printf("\n**%s could not be measured:** %v\n", part.name, err)
		}
		if err := os.WriteFile(b.out, []byte(b.text.String()), 0o644); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Print(b.text.String())
}

// bench is a run of measurements.
type bench struct {
	ctx              context.Context
	bin, out, shared string
	dir              string
	persons          int
	peers            bool
	text             strings.Builder
	register1M       string // made once, used by register and peers
}

func (b *bench) printf(format string, args ...any) { fmt.Fprintf(&b.text, format, args...) }

func sharedFolder() string {
	if s := os.Getenv("QUANYUAN_SHARED"); s != "" {
		return s
	}
	return filepath.Join("..", "shared", "data")
}

// head says on what machine and when.
func (b *bench) head() {
	b.printf("# Results\n\nWritten by `make bench` on %s: %s/%s, %d processors, %s, %s.\nTimes are whole processes on one machine; compare ratios, not seconds of different machines.\n",
		time.Now().Format("2006-01-02"), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), processorName(), runtime.Version())
}

func processorName() string {
	raw, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return "unknown processor"
	}
	for _, line := range strings.Split(string(raw), "\n") {
		if name, ok := strings.CutPrefix(line, "model name"); ok {
			return strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(name), ":"))
		}
	}
	return "unknown processor"
}

// usage is what a process took.
type usage struct {
	wall   time.Duration
	memory float64 // peak resident memory, GiB
	output string
}

func (u usage) String() string { return fmt.Sprintf("%.2f s | %.2f GiB", u.wall.Seconds(), u.memory) }

// measure runs a process to its end. Its output is shown when it fails.
func (b *bench) measure(name string, args ...string) (usage, error) {
	cmd := exec.CommandContext(b.ctx, name, args...)
	cmd.Env = append(os.Environ(), "QUANYUAN_LANG=en")
	start := time.Now()
	out, err := cmd.CombinedOutput()
	u := usage{wall: time.Since(start), output: string(out)}
	if err != nil {
		return u, fmt.Errorf("%s %s: %w\n%s", filepath.Base(name), strings.Join(args, " "), err, tail(string(out), 2000))
	}
	if r, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.memory = float64(r.Maxrss) / (1 << 20)
	}
	return u, nil
}

func tail(s string, n int) string {
	if len(s) > n {
		return s[len(s)-n:]
	}
	return s
}
