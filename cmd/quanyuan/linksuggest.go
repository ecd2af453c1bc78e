package main

import (
	"quanyuan/link"
	"quanyuan/link/block"
	"quanyuan/link/specfile"
)

// linkSuggestCmd writes a specification.
type linkSuggestCmd struct {
	Files []string `arg:"" help:"CSV, Parquet" type:"existingfile"`
	linkInput
	Match   bool `help:"为 link match 写：两份名单互相比对。 Write it for link match: two files against each other."`
	Threads int  `help:"线程数。 Threads."`
}

// Run prints the specification.
func (c *linkSuggestCmd) Run(e *env) error {
	kind := specfile.Dedupe
	if c.Match {
		if kind = specfile.Match; len(c.Files) != 2 {
			return fault("--match 要两个文件", "--match needs two files")
		}
	}
	spec, err := c.specification(kind)
	if err != nil {
		return err
	}
	in, err := c.read(e, c.Files, c.Threads, spec)
	if err != nil {
		return err
	}
	s, err := link.Complete(in.table, compared(spec), in.sources(kind))
	if err != nil {
		return err
	}
	ignored := spec.Ignore
	spec.Spec, spec.LinkType = s.Spec, kind
	spec.Ignore = ignored
	return spec.Write(e.stdout, s)
}

// sources are those of a match; nil for a deduplication.
func (in *linkData) sources(kind specfile.LinkType) *block.Sources {
	if kind != specfile.Match {
		return nil
	}
	return &block.Sources{Of: in.table.Sources, Unique: [256]bool{true, true}}
}
