package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"time"
)

// A process begins its life with the peak memory of the one that starts it, so
// one that holds a million truths cannot measure others. Every measurement
// therefore goes through a second, small process of this program.
const measuredChild = "measured-child"

// taken is what the small process reports.
type taken struct {
	Wall, CPU time.Duration
	Memory    float64
	Failed    string
}

// child runs name with args and writes what it took to a file.
func child(report, name string, args []string) error {
	cmd := exec.Command(name, args...)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	start := time.Now()
	err := cmd.Run()
	t := taken{Wall: time.Since(start)}
	if err != nil {
		t.Failed = err.Error()
	}
	if p := cmd.ProcessState; p != nil {
		t.CPU, t.Memory = p.UserTime()+p.SystemTime(), peakMemory(p)
	}
	raw, err := json.Marshal(t)
	if err != nil {
		return err
	}
	return os.WriteFile(report, raw, 0o600)
}

func readTaken(report string) (taken, error) {
	var t taken
	raw, err := os.ReadFile(report)
	if err != nil {
		return t, fmt.Errorf("no measurement was written: %w", err)
	}
	if err := json.Unmarshal(raw, &t); err != nil {
		return t, err
	}
	if t.Failed != "" {
		return t, errors.New(t.Failed)
	}
	return t, nil
}
