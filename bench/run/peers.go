package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// environment makes bench/.venv/<name> with the pinned versions of one tool,
// once, and returns its Python. Tools do not share one: their needs conflict.
func (b *bench) environment(name string) (string, error) {
	requirements, err := filepath.Abs(filepath.Join(b.peers, "requirements-"+name+".txt"))
	if err != nil {
		return "", err
	}
	want, err := os.ReadFile(requirements)
	if err != nil {
		return "", fmt.Errorf("no list of versions: %w", err)
	}
	dir := filepath.Join(filepath.Dir(filepath.Dir(requirements)), ".venv", name)
	python := filepath.Join(dir, "bin", "python")
	if runtime.GOOS == "windows" {
		python = filepath.Join(dir, "Scripts", "python.exe")
	}
	stamp := filepath.Join(dir, "requirements.txt")
	if have, err := os.ReadFile(stamp); err == nil && string(have) == string(want) {
		return python, nil
	}
	system, err := systemPython()
	if err != nil {
		return "", err
	}
	if _, err := b.measure(system, "-m", "venv", "--clear", dir); err != nil {
		return "", fmt.Errorf("no virtual environment: %w", err)
	}
	if _, err := b.measure(python, "-m", "pip", "install", "--quiet", "--no-input", "-r", requirements); err != nil {
		return "", fmt.Errorf("the pinned versions could not be installed: %w", err)
	}
	return python, os.WriteFile(stamp, want, 0o644)
}

func systemPython() (string, error) {
	for _, name := range []string{"python3", "python"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", errors.New("there is no Python to run the peers with")
}
