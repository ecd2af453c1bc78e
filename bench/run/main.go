// Command run measures the figures and writes bench/RESULTS.md.
//
// Every measurement is a whole process of the built binary: wall time and peak
// memory are the operating system's, accuracy is computed here from the truth.
// A part that cannot be measured says why, and the others go on.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// bench is a run of measurements.
type bench struct {
	ctx     context.Context
	bin     string // the built binary
	shared  string // folder that holds data/
	peers   string // folder with the scripts of other tools
	dir     string // scratch, removed at the end
	rows    int    // of the files of persons
	small   int    // of those for tools that cannot take them
	all     bool   // also what takes long
	persons int    // of the large register
	town    int    // of the demo town
	seed    uint64
	limit   time.Duration // of one process

	register string // folder of the large register, once made
	people   string // its persons, a row each
	city     string // its database, once made
	keep     string // folder in which the large register stays for the next run
	profiles string // folder for processor profiles

	atOnce    int           // clerks in the pages at once
	pagesEach int           // pages that each opens
	think     time.Duration // between two pages
}

// section is the outcome of one part: what it says and which required figures
// it measured.
type section struct {
	title   string
	text    strings.Builder
	figures []figure
}

func (s *section) printf(format string, args ...any) { fmt.Fprintf(&s.text, format, args...) }

// part is a group of measurements that can be left out.
type part struct {
	name, title string
	run         func(*bench, *section) error
}

var parts = []part{
	{"persons", "A million persons, beside Splink 5", (*bench).millions},
	{"hard", "Persons that are easily taken for one", (*bench).hard},
	{"few", "Few duplicates", (*bench).fewDuplicates},
	{"pair", "Two files", (*bench).twoFiles},
	{"published", "Published data", (*bench).published},
	{"others", "Beside other tools", (*bench).others},
	{"living", "Sets that live", (*bench).living},
	{"large", "Five and ten million", (*bench).large},
	{"town", "The demo town: the whole way through", (*bench).demo},
	{"register", "A large register", (*bench).largeRegister},
	{"clerks", "Fifty clerks in the pages", (*bench).clerks},
	{"desk", "At the desk: searching a large register, lists into it", (*bench).desk},
	{"figures", "What a desk counts of a large register", (*bench).countFigures},
}

func main() {
	if len(os.Args) > 3 && os.Args[1] == measuredChild {
		if err := child(os.Args[2], os.Args[3], os.Args[4:]); err != nil {
			log.Fatal(err)
		}
		return
	}
	b := &bench{}
	var out, only string
	flag.StringVar(&b.bin, "bin", filepath.Join("bin", "quanyuan"), "the built binary")
	flag.StringVar(&out, "out", filepath.Join("bench", "RESULTS.md"), "where the results go")
	flag.StringVar(&b.shared, "shared", sharedFolder(), "folder that holds data/ with the named data sets")
	flag.StringVar(&b.peers, "peers", filepath.Join("bench", "peers"), "folder with the scripts of other tools")
	flag.IntVar(&b.rows, "rows", 1_000_000, "rows of the files of persons")
	flag.IntVar(&b.small, "small", 10_000, "rows for tools that cannot take so many")
	flag.BoolVar(&b.all, "large", false, "also what takes more than twenty minutes: five and ten times the rows")
	flag.IntVar(&b.persons, "persons", 1_000_000, "persons of the large register")
	flag.IntVar(&b.town, "town", 50_000, "persons of the demo town")
	flag.Uint64Var(&b.seed, "seed", 1, "seed of the persons and towns")
	flag.DurationVar(&b.limit, "limit", 20*time.Minute, "longest time for one process")
	flag.StringVar(&b.keep, "keep", "", "folder in which the large register is kept, or found made by an earlier run with the same -persons and -seed")
	flag.IntVar(&b.atOnce, "clerks", 50, "clerks in the pages at once")
	flag.IntVar(&b.pagesEach, "pages", 40, "pages that each of them opens")
	flag.DurationVar(&b.think, "think", 5*time.Second, "how long a clerk reads a page, on average")
	flag.StringVar(&b.profiles, "profiles", "", "folder for processor profiles of what is measured inside this program")
	flag.StringVar(&only, "only", "", "measure only these parts, separated by commas: "+partNames())
	flag.Parse()
	if err := b.main(out, only); err != nil {
		log.Fatal(err)
	}
}

func (b *bench) main(out, only string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	b.ctx = ctx
	wanted, err := chosen(only)
	if err != nil {
		return err
	}
	if b.bin, err = filepath.Abs(b.bin); err != nil {
		return err
	}
	if _, err := os.Stat(b.bin); err != nil {
		return fmt.Errorf("the binary is not there (%w): make build makes it, -bin names another", err)
	}
	if b.dir, err = os.MkdirTemp("", "quanyuan-bench-"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	if err := os.MkdirAll(b.lasting(), 0o755); err != nil {
		return err
	}
	m := machineNow()
	var done []*section
	for _, p := range wanted {
		s := &section{title: p.title}
		log.Printf("%s …", p.name)
		if err := p.run(b, s); err != nil {
			s.printf("\n**Not measured to the end:** %v\n", err)
			log.Printf("%s: %v", p.name, err)
		}
		done = append(done, s)
		if err := os.WriteFile(out, []byte(page(m, done)), 0o644); err != nil {
			return err
		}
		if ctx.Err() != nil {
			return fmt.Errorf("stopped; %s has what was measured of %s until then", out, p.name)
		}
	}
	log.Printf("written to %s", out)
	return nil
}

// lasting is where the large register is made.
func (b *bench) lasting() string {
	if b.keep == "" {
		return b.dir
	}
	return filepath.Join(b.keep, fmt.Sprintf("city-%d-%d", b.persons, b.seed))
}

func partNames() string {
	var names []string
	for _, p := range parts {
		names = append(names, p.name)
	}
	return strings.Join(names, ", ")
}

// chosen are the parts named, in their order; none named is all.
func chosen(only string) ([]part, error) {
	if only == "" {
		return parts, nil
	}
	names := strings.Split(only, ",")
	for _, n := range names {
		if !slices.ContainsFunc(parts, func(p part) bool { return p.name == n }) {
			return nil, fmt.Errorf("-only %s: there is no such part; there are %s", n, partNames())
		}
	}
	return slices.DeleteFunc(slices.Clone(parts), func(p part) bool { return !slices.Contains(names, p.name) }), nil
}

func sharedFolder() string {
	if s := os.Getenv("QUANYUAN_SHARED"); s != "" {
		return s
	}
	return filepath.Join("..", "shared")
}
