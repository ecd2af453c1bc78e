// Command make writes a file of invented persons with its truth.
//
//	go run ./bench/make -kind latin -rows 1000000 -seed 1 -out people.csv
package main

import (
	"flag"
	"fmt"
	"log"
	"strings"

	"quanyuan/bench/people"
)

func main() {
	log.SetFlags(0)
	kind := flag.String("kind", "latin", "one of "+strings.Join(people.Names(), ", "))
	rows := flag.Int("rows", 100_000, "rows in all; those of a panel come on top")
	seed := flag.Uint64("seed", 1, "another seed makes other persons")
	out := flag.String("out", "people.csv", "file of the rows; the truth and the panel are written beside it")
	flag.Parse()
	k, err := people.KindOf(*kind)
	if err != nil {
		log.Fatal(err)
	}
	paths, err := k.Write(*out, *rows, *seed)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(strings.Join(append(paths.Rows, paths.Truth), "\n"))
	if paths.Panel != "" {
		fmt.Println(paths.Panel)
	}
}
