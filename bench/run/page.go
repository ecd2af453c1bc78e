package main

import (
	"fmt"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

// figure is one number that the project promised, beside what was measured.
type figure struct {
	what     string
	required string // as people read it
	measured string
	holds    bool
}

// atLeast and atMost make figures of shares and of seconds.
func atLeast(what string, measured, required float64, unit string) figure {
	return figure{what, "≥ " + short(required) + unit, precise(measured) + unit, measured >= required}
}

func atMost(what string, measured, required float64, unit string) figure {
	return figure{what, "≤ " + short(required) + unit, precise(measured) + unit, measured <= required}
}

// under is atMost with the limit itself too much.
func under(what string, measured, limit float64, unit string) figure {
	return figure{what, "< " + short(limit) + unit, precise(measured) + unit, measured < limit}
}

func short(x float64) string { return strconv.FormatFloat(x, 'f', -1, 64) }

// precise shows four places of a share and less of larger numbers. It is cut,
// not rounded, so that 0.99796 never reads 0.998.
func precise(x float64) string {
	switch {
	case x < 2:
		return fmt.Sprintf("%.4f", float64(int(x*1e4))/1e4)
	case x < 1000:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

func (f figure) verdict() string {
	if f.holds {
		return "holds"
	}
	return "**falls short**"
}

// page is the whole of RESULTS.md.
func page(m machine, sections []*section) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# Results\n\nWritten by `make bench`; what is measured and how is in [README.md](README.md).\n\n%s\n", m)
	b.WriteString("\n## Required figures\n\n| figure | required | measured | |\n|---|---|---|---|\n")
	n := 0
	for _, s := range sections {
		for _, f := range s.figures {
			fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", f.what, f.required, f.measured, f.verdict())
			n++
		}
	}
	if n == 0 {
		b.WriteString("| none was measured | | | |\n")
	}
	for _, s := range sections {
		fmt.Fprintf(&b, "\n## %s\n\n%s\n", s.title, strings.TrimSpace(s.text.String()))
	}
	return b.String()
}

// machine is where and when.
type machine struct {
	date, processor string
	load            string // average over the last minute before the start
}

func machineNow() machine {
	return machine{date: time.Now().Format("2006-01-02"), processor: processorName(), load: firstWord("/proc/loadavg")}
}

func (m machine) String() string {
	s := fmt.Sprintf("%s, %s/%s, %d processors (%s), %s, %s.", m.date, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), m.processor, memoryTotal(), runtime.Version())
	if m.load != "" {
		s += fmt.Sprintf(" Load at the start %s: with more than a little, others used the machine and times are too long.", m.load)
	}
	return s + "\nTimes are of whole processes, from file to file; compare ratios, not seconds of different machines."
}

func processorName() string { return field("/proc/cpuinfo", "model name", "unknown processor") }

func memoryTotal() string {
	words := strings.Fields(field("/proc/meminfo", "MemTotal", ""))
	if len(words) == 0 {
		return "unknown memory"
	}
	kib, err := strconv.ParseFloat(words[0], 64)
	if err != nil {
		return "unknown memory"
	}
	return fmt.Sprintf("%.0f GiB", kib/(1<<20))
}

// field finds "name : value" in a file of the system.
func field(path, name, otherwise string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return otherwise
	}
	for line := range strings.Lines(string(raw)) {
		if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return otherwise
}

func firstWord(path string) string {
	raw, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	word, _, _ := strings.Cut(string(raw), " ")
	return word
}
