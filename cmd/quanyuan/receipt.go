package main

import (
	"fmt"
	"maps"
	"slices"

	"quanyuan"
	"quanyuan/intake"
)

// printReceipt tells what became of every row of a batch.
func printReceipt(e *env, b quanyuan.Batch) {
	r := b.Receipt
	e.say("第 %d 批 %s（%s）：读取 %d 行 = 接收 %d + 搁置 %d + 非人员 %d；人员记录 %d 条",
		"batch %d %s (%s): %d rows read = %d accepted + %d set aside + %d not persons; %d records",
		b.ID, b.File, sourceName(e, b.Source), r.Rows, r.Accepted, r.SetAside, r.NotPersons, r.Records)
	for _, reason := range slices.Sorted(maps.Keys(r.Reasons)) {
		fmt.Fprintf(e.stdout, "    %s  %d\n", intake.Message(e.lang, reason), r.Reasons[reason])
	}
	for _, n := range r.Notes {
		fmt.Fprintf(e.stdout, "    %s\n", intake.Message(e.lang, n.Key, n.Args...))
	}
}

func sourceName(e *env, s quanyuan.Source) string {
	name := string(s.Kind)
	if e.lang == "zh" {
		name = s.Kind.Zh()
	}
	if s.Unit != "" {
		name += " " + s.Unit
	}
	return name
}
