package publish

import (
	"cmp"
	"html/template"
	"maps"
	"slices"
	"strconv"
	"strings"

	"quanyuan"
)

// shownSources is how many sources the picture holds; the table holds all.
const shownSources = 30

// foundOrder is the order in which the report shows outcomes: from nothing to
// do to nothing to be done.
var foundOrder = []quanyuan.Outcome{quanyuan.Same, quanyuan.Differs, quanyuan.Elsewhere, quanyuan.Possible, quanyuan.New, quanyuan.DuplicateInBatch, quanyuan.OutOfScope, quanyuan.SetAside}

func outcomeWords(o quanyuan.Outcome) words { return words{OutcomeZh(o), OutcomeEn(o)} }

// outcomeClass is the colour of an outcome.
func outcomeClass(o quanyuan.Outcome) string { return "o-" + string(o) }

func (f *Figures) report() *report {
	r := &report{
		Title: "全员", City: f.ctx.City, Date: f.ctx.At.Format("2006-01-02 15:04"), Version: f.ctx.Version,
		Rows: f.receipt.Rows, Accepted: f.receipt.Accepted, SetAside: f.receipt.SetAside, NotPersons: f.receipt.NotPersons,
		AddsUp: f.receipt.AddsUp(), Nobody: f.nobody, Extra: f.extra, RegisterRows: f.register.rows, ListRows: f.lists.rows,
	}
	for _, o := range foundOrder {
		r.Legend = append(r.Legend, segment{name: outcomeWords(o), class: outcomeClass(o)})
	}
	for _, n := range f.clusters {
		r.Clusters += n
	}
	r.Tiles = f.tiles(r.Clusters)
	r.Flow = f.flow()
	r.Sources, r.More = f.sourceBars()
	r.Fields = f.fieldBars()
	r.Probability = histogram(words{"可能性的分布", "distribution of probabilities"}, f.probability[:], f.ctx.Possible, f.ctx.Accept)
	r.Duplicates = f.clusterBars()
	r.Communities = f.communityRows()
	r.Cards = f.cardRows()
	r.Quality = f.qualityRows()
	r.Todo = f.todo(r)
	r.Method = methodWords
	return r
}

func (f *Figures) tiles(clusters int) []tile {
	out := []tile{
		{words{"登记库人数", "persons in the register"}, f.persons, words{}, ""},
		{words{"名单", "lists"}, f.batches, words{grouped(len(f.sources)) + " 个来源单位", grouped(len(f.sources)) + " sources"}, ""},
		{words{"人员记录", "records of persons"}, f.records, words{"一行可有两人", "a row may name two"}, ""},
		{words{"库内疑似重复", "probable duplicates"}, clusters, words{"组，多登记约 " + grouped(f.extra) + " 人次", "groups, about " + grouped(f.extra) + " entries too many"}, ""},
	}
	for _, o := range foundOrder {
		n := f.outcomes[o]
		out = append(out, tile{outcomeWords(o), n, words{"占 " + share(n, f.records), share(n, f.records) + " of records"}, outcomeClass(o)})
	}
	return out
}

func (f *Figures) flow() template.HTML {
	var found []node
	for _, o := range foundOrder {
		if o != quanyuan.SetAside {
			found = append(found, node{outcomeWords(o), f.outcomes[o], outcomeClass(o)})
		}
	}
	middle := []node{
		{words{"接收", "accepted"}, f.receipt.Accepted, "o-accepted"},
		{words{"搁置", "set aside"}, f.receipt.SetAside, outcomeClass(quanyuan.SetAside)},
		{words{"非人员行", "not persons"}, f.receipt.NotPersons, "o-notpersons"},
	}
	return flow(words{"每一行的去向：读取的行，接收、搁置与非人员行，比对结果", "what became of every row: read, accepted or not, and what collation found"},
		node{words{"读取", "rows read"}, f.receipt.Rows, "o-read"}, middle, found)
}

func (f *Figures) sourceBars() (picture template.HTML, more int) {
	sources := f.sortedSources()
	if len(sources) > shownSources {
		more, sources = len(sources)-shownSources, sources[:shownSources]
	}
	var list []stack
	for _, s := range sources {
		st := stack{label: s.label, total: s.records}
		for _, o := range foundOrder {
			st.segments = append(st.segments, segment{outcomeWords(o), s.outcomes[o], outcomeClass(o)})
		}
		list = append(list, st)
	}
	return stacks(words{"各来源的比对结果", "outcomes by source"}, list), more
}

func (f *Figures) fieldBars() template.HTML {
	var list []bar
	for i, n := range f.fields {
		if n > 0 {
			field := quanyuan.Field(i)
			list = append(list, bar{words{field.Zh(), field.En()}, n, share(n, f.compared), "bar"})
		}
	}
	slices.SortStableFunc(list, func(a, b bar) int { return cmp.Compare(b.value, a.value) })
	return bars(words{"差异最多的项目", "fields that differ most"}, list)
}

func (f *Figures) clusterBars() template.HTML {
	var list []bar
	for _, size := range slices.Sorted(maps.Keys(f.clusters)) {
		n := strconv.Itoa(size)
		list = append(list, bar{words{"登记了 " + n + " 次", "entered " + n + " times"}, f.clusters[size], "", "bar"})
	}
	return bars(words{"库内疑似重复，按登记次数", "probable duplicates by size"}, list)
}

func (f *Figures) communityRows() []communityRow {
	var out []communityRow
	for _, c := range f.sortedCommunities() {
		name := c.name
		if c.code == noCommunity {
			name = "未落实到社区"
		}
		o := c.outcomes
		out = append(out, communityRow{Name: name, Code: c.code, Same: o[quanyuan.Same], Differs: o[quanyuan.Differs], Elsewhere: o[quanyuan.Elsewhere], Away: c.away,
			Possible: o[quanyuan.Possible], New: o[quanyuan.New], Clusters: c.clusters, OutOf: o[quanyuan.OutOfScope], Repeated: o[quanyuan.DuplicateInBatch]})
	}
	return out
}

func (f *Figures) cardRows() []cardRow {
	var out []cardRow
	for _, s := range f.sortedSources() {
		c := cardRow{Name: s.label, Batches: s.batches, Rows: s.receipt.Accepted + s.receipt.SetAside, SetAside: s.receipt.SetAside, Empty: s.empty, Faults: s.faults, Wrong: s.wrong, Repeated: s.outcomes[quanyuan.DuplicateInBatch]}
		c.SetAsideShare, c.EmptyShare = share(c.SetAside, c.Rows), share(s.empty, s.values)
		c.FaultShare, c.WrongShare = share(s.faults, s.records), share(s.wrong, s.known)
		for _, n := range s.card.sorted() {
			if n.severity >= quanyuan.Warning && len(c.Top) < 3 {
				t := f.sentence(n)
				if !strings.Contains(t.Zh, n.field.Zh()) { // which number, which date
					t = words{n.field.Zh() + "：" + t.Zh, n.field.En() + ": " + t.En}
				}
				c.Top = append(c.Top, ruleRow{t, n.rows})
			}
		}
		out = append(out, c)
	}
	return out
}

// sentence is a rule in both languages.
func (f *Figures) sentence(n *ruleCount) words {
	zh, _ := n.sentence(&f.ctx, "zh")
	en, _ := n.sentence(&f.ctx, "en")
	return words{zh, en}
}

func (f *Figures) qualityRows() []qualityRow {
	all := card{rules: map[ruleKey]*ruleCount{}}
	for _, c := range []*card{&f.register, &f.lists} {
		for k, n := range c.rules {
			if have := all.rules[k]; have != nil {
				have.rows += n.rows
				have.severity = max(have.severity, n.severity)
			} else {
				merged := *n
				all.rules[k] = &merged
			}
		}
	}
	rows := func(c *card, k ruleKey) int {
		if n := c.rules[k]; n != nil {
			return n.rows
		}
		return 0
	}
	var out []qualityRow
	for _, n := range all.sorted() {
		_, zh := n.sentence(&f.ctx, "zh")
		_, en := n.sentence(&f.ctx, "en")
		s := severities[n.severity]
		q := qualityRow{Severity: words{s[0], s[1]}, Class: "s-" + strconv.Itoa(int(n.severity)), Field: words{n.field.Zh(), n.field.En()}, Text: f.sentence(n), Advice: words{zh, en},
			Register: rows(&f.register, n.ruleKey), Lists: rows(&f.lists, n.ruleKey)}
		q.RegisterShare, q.ListsShare = share(q.Register, f.register.rows), share(q.Lists, f.lists.rows)
		out = append(out, q)
	}
	return out
}

// todo lists what people have to do next, in the order in which it helps most:
// duplicates first, since everything else is counted twice by them.
func (f *Figures) todo(r *report) []todo {
	o := f.outcomes
	var out []todo
	add := func(n int, zh, en, sheet string) {
		if n > 0 {
			out = append(out, todo{n, words{zh, en}, sheet})
		}
	}
	add(r.Clusters, "组库内疑似重复：并排核对，决定保留哪一个，先消重再补漏。", "groups of probable duplicates in the register: compare side by side and decide which one stays.", sheetSpecs[sheetDuplicates].name)
	add(o[quanyuan.Possible], "行疑似：由人裁定是不是登记库里的那个人。", "rows are possible matches: people decide.", sheetSpecs[sheetPossible].name)
	add(o[quanyuan.Elsewhere], "行的人已登记在其他社区：办理迁（流）入、迁（流）出，不要重新录入。", "rows are known in another community: start a transfer, do not enter them again.", sheetSpecs[sheetElsewhere].name)
	add(o[quanyuan.New], "行新增：上门核实后登记。", "rows are new: visit and enter.", sheetSpecs[sheetNew].name)
	add(o[quanyuan.Differs], "行与登记库有差异：核对证件，决定采用哪一个值。", "rows differ from the register: look at documents and decide which value holds.", sheetSpecs[sheetDiffers].name)
	add(o[quanyuan.SetAside], "行搁置：退回来源单位改正后重报。", "rows were set aside: return them to their source.", sheetSpecs[sheetSetAside].name)
	return out
}

var methodWords = []words{
	{"每一行先读成规范的记录，证件号码、日期、代码、地址统一写法，占位号不作依据；再用概率记录链接（Fellegi–Sunter，权重由本次数据自动学得）在登记库里查找最像的人。",
		"Every row is read into a standard record (ID numbers, dates, codes and addresses in one form; placeholders count as missing), and probabilistic record linkage (Fellegi–Sunter, its weights learned from the data of this run) finds the likeliest persons of the register."},
	{"可能性达到认定界限、又没有反面证据（两个有效号码、双胞胎、重号等）的才算找到；达不到的列为疑似，由人裁定；再低的按新增。",
		"A person counts as known when the probability reaches the upper limit and no evidence speaks against it (two valid numbers, twins, one number given twice); below it people decide, and below the lower limit the row is new."},
	{"找到的人逐一比较 21 个项目，写法不同而意思相同的不算差异；全部结果只是建议，登记库没有任何改动。",
		"Known persons are compared in 21 fields, where another way to write the same value is no difference; all results are proposals, and nothing in the register has changed."},
}
