package simulate

import (
	"bufio"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// Summary says how much was written.
type Summary struct {
	Humans, Register, Files, Rows int
}

// Write makes the town's files under dir, which is created: divisions.csv,
// register.csv, lists.csv with lists/, and truth/.
func (t *Town) Write(dir string) (Summary, error) {
	sum := Summary{Humans: len(t.Humans), Register: len(t.Register)}
	for _, d := range []string{dir, filepath.Join(dir, "lists"), filepath.Join(dir, "truth")} {
		if err := os.MkdirAll(d, 0o755); err != nil {
			return sum, err
		}
	}
	for _, f := range []struct {
		name  string
		write func(io.Writer) error
	}{{"divisions.csv", t.writeDivisions}, {"register.csv", t.writeRegister}, {"truth/register.csv", t.truthRegister}} {
		if err := writeFile(filepath.Join(dir, f.name), f.write); err != nil {
			return sum, err
		}
	}
	if t.RegisterOnly {
		return sum, nil
	}
	return sum, t.writeLists(dir, &sum)
}

func (t *Town) writeLists(dir string, sum *Summary) error {
	return writeFile(filepath.Join(dir, "lists.csv"), func(mw io.Writer) error {
		io.WriteString(mw, "\uFEFF")
		manifest := csv.NewWriter(mw)
		manifest.Write([]string{"file", "source", "unit", "division", "as_of"})
		err := writeFile(filepath.Join(dir, "truth", "rows.csv"), func(tw io.Writer) error {
			truth := csv.NewWriter(tw)
			truth.Write(rowsHead)
			err := t.lists(func(l *list) error {
				l.file += l.format.suffix()
				data, err := l.bytes()
				if err != nil {
					return fmt.Errorf("%s: %w", l.file, err)
				}
				if err := os.WriteFile(filepath.Join(dir, "lists", l.file), data, 0o644); err != nil {
					return err
				}
				sum.Files++
				for _, s := range l.sheets {
					sum.Rows += len(s.lines)
				}
				manifest.Write([]string{"lists/" + l.file, l.source, l.unit, l.division, l.asOf.String()})
				return t.truthRows(truth, l)
			})
			truth.Flush()
			return firstError(err, truth.Error())
		})
		manifest.Flush()
		return firstError(err, manifest.Error())
	})
}

func (l *list) bytes() ([]byte, error) {
	switch l.format {
	case xlsxFile:
		return l.workbook()
	case htmlXLS:
		return l.page(), nil
	}
	return l.text()
}

func (t *Town) writeDivisions(w io.Writer) error {
	c := csv.NewWriter(w)
	c.Write([]string{"code", "level", "parent", "name"})
	c.Write([]string{provinceCode, "1", "", provinceName})
	c.Write([]string{cityCode, "2", provinceCode, cityName})
	c.Write([]string{countyCode, "3", cityCode, countyName})
	for i, tw := range t.towns {
		c.Write([]string{tw.code, "4", countyCode, tw.name})
		for _, a := range t.Areas {
			if a.Town == i {
				c.Write([]string{a.Code, "5", tw.code, a.Name})
			}
		}
	}
	c.Flush()
	return c.Error()
}

// writeFile writes a whole file or reports why not.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	b := bufio.NewWriterSize(f, 1<<18)
	return firstError(write(b), b.Flush(), f.Close())
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
