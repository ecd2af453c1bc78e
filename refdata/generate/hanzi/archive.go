package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// packages holds the files of all archives, by the archive's name without
// version and then by path.
type packages map[string]map[string][]byte

func openArchives(dir string) (packages, error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	packs := packages{}
	for _, e := range entries {
		path := filepath.Join(dir, e.Name())
		var files map[string][]byte
		name := e.Name()
		switch {
		case strings.HasSuffix(name, ".whl"):
			files, err = readZip(path)
		case strings.HasSuffix(name, ".tgz"), strings.HasSuffix(name, ".tar.gz"):
			files, err = readTar(path)
		default:
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		cut := strings.IndexAny(name, "0123456789")
		packs[strings.TrimRight(name[:cut], "-")] = files
	}
	return packs, nil
}

func readZip(path string) (map[string][]byte, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, err
	}
	defer z.Close()
	files := map[string][]byte{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			return nil, err
		}
		files[f.Name], err = io.ReadAll(r)
		r.Close()
		if err != nil {
			return nil, err
		}
	}
	return files, nil
}

func readTar(path string) (map[string][]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	gz, err := gzip.NewReader(f)
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for t := tar.NewReader(gz); ; {
		h, err := t.Next()
		if err == io.EOF {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		if files[h.Name], err = io.ReadAll(t); err != nil {
			return nil, err
		}
	}
}

// file returns the one file of a package whose path ends in suffix.
func (p packages) file(pack, suffix string) ([]byte, error) {
	names := make([]string, 0, len(p[pack]))
	for name := range p[pack] {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if name == suffix || strings.HasSuffix(name, "/"+suffix) {
			return p[pack][name], nil
		}
	}
	return nil, fmt.Errorf("package %s has no file %s", pack, suffix)
}

func copyOf(pack, suffix string) func(packages, string) ([]byte, error) {
	return func(p packages, _ string) ([]byte, error) { return p.file(pack, suffix) }
}

func pinyinLicence(packages, string) ([]byte, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/mozillazg/go-pinyin").Output()
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(strings.TrimSpace(string(dir)), "LICENSE"))
}

// compress writes gzip without name or time, so that equal text gives equal bytes.
func compress(text []byte) ([]byte, error) {
	var b bytes.Buffer
	z, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := z.Write(text); err != nil {
		return nil, err
	}
	if err := z.Close(); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
