package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// large measures five and ten million rows: time, memory, and that a limit of
// memory changes no byte.
func (b *bench) large(s *section) error {
	if !b.all {
		s.printf("Left out: it takes more than twenty minutes; `-large` measures it.\n")
		return nil
	}
	s.printf("%s", personsHead)
	base, err := b.perRow(s, b.rows)
	if err != nil {
		return err
	}
	if err := b.fiveMillion(s); err != nil {
		return err
	}
	ten, err := b.perRow(s, 10*b.rows)
	if err != nil {
		return err
	}
	s.figures = append(s.figures, atMost(fmt.Sprintf("`latin`: time a row at %d rows by that at %d", 10*b.rows, b.rows), ten/base, 1.3, " times"))
	return nil
}

// perRow is the wall time of ours, a row, in microseconds.
func (b *bench) perRow(s *section, rows int) (float64, error) {
	j, clean, err := b.populate("latin", rows)
	if err != nil {
		return 0, err
	}
	defer clean()
	u, err := b.quanyuan(b.linkArgs(j)...)
	if err != nil {
		return 0, err
	}
	micro := u.wall.Seconds() * 1e6 / float64(rows)
	s.printf("\n%d rows: %s, %.2f µs a row, %s.\n", rows, u.seconds(), micro, u.gib())
	return micro, nil
}

func (b *bench) fiveMillion(s *section) error {
	j, clean, err := b.populate("latin", 5*b.rows)
	if err != nil {
		return err
	}
	defer clean()
	j.ratio, j.peers = 12, []peer{splink("latin", 1)}
	if err := b.contest(s, j); err != nil {
		return err
	}
	u, err := b.quanyuan(b.linkArgs(j)...)
	if err != nil {
		return err
	}
	s.figures = append(s.figures, atMost(j.title+": peak memory", u.memory, 2.5, " GiB"))
	return b.limited(s, j)
}

// limited links again with a limit of memory and compares the bytes.
func (b *bench) limited(s *section, j job) error {
	whole := b.clusters(0) + ".whole"
	if err := os.Rename(b.clusters(0), whole); err != nil {
		return err
	}
	defer os.Remove(whole)
	u, err := b.quanyuan(append(b.linkArgs(j), "--memory", "1GiB")...)
	if err != nil && strings.Contains(err.Error(), "unknown flag") {
		s.printf("\n`--memory`: this binary has no such flag yet; not measured.\n")
		return nil
	}
	if err != nil {
		return err
	}
	same, err := sameBytes(whole, b.clusters(0))
	if err != nil {
		return err
	}
	s.printf("\nWith `--memory 1GiB`: %s, %s.\n", u.seconds(), u.gib())
	s.figures = append(s.figures, atMost(j.title+": peak memory with `--memory 1GiB`", u.memory, 1, " GiB"),
		figure{j.title + ": the same bytes with `--memory 1GiB`", "yes", map[bool]string{true: "yes", false: "no"}[same], same})
	return nil
}

func sameBytes(a, b string) (bool, error) {
	f, err := os.Open(a)
	if err != nil {
		return false, err
	}
	defer f.Close()
	g, err := os.Open(b)
	if err != nil {
		return false, err
	}
	defer g.Close()
	x, y := make([]byte, 1<<16), make([]byte, 1<<16)
	for {
		n, err := io.ReadFull(f, x)
		m, err2 := io.ReadFull(g, y)
		if !bytes.Equal(x[:n], y[:m]) {
			return false, nil
		}
		if err != nil || err2 != nil {
			end := errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF)
			return end && (errors.Is(err2, io.EOF) || errors.Is(err2, io.ErrUnexpectedEOF)), nil
		}
	}
}
