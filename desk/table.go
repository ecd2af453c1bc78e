package desk

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"quanyuan"
	"quanyuan/access"
	"quanyuan/refdata/division"
	"quanyuan/statistics"
)

// Whom a table counts.
const (
	Residents  = "resident"   // who is counted as living in a community
	Registered = "registered" // whose hukou is counted there
	Movement   = "movement"   // births, deaths, comings and goings within a time
)

// SmallCount is the count from which on a count is published.
const SmallCount = 10

// TableQuery says what is counted by what.
type TableQuery struct {
	StatsQuery
	Of string // Residents, Registered or Movement
	// Columns are the keys of one dimension or two; none for movement.
	Columns []string
	From    quanyuan.Date // of movement: the first day; On is the last
	// Publish hides small counts, as a table needs that leaves the office. Who
	// may not look at persons is given nothing else.
	Publish bool
}

const (
	statisticsKind  = "statistics"
	settingReleases = "statistics.releases"
	settingRelease  = "statistics.release."
)

// Release is a table that was published. It is the same for everybody who asks
// for it, now and later.
type Release struct {
	ID      string        `json:"id"`
	Of      string        `json:"of"`
	Columns []string      `json:"columns,omitempty"`
	From    quanyuan.Date `json:"from,omitzero"`
	On      quanyuan.Date `json:"on"`
	At      time.Time     `json:"at"`
	By      string        `json:"by"`
}

// Releases lists what was published, in the order in which it was.
func (d *Desk) Releases(ctx context.Context, by quanyuan.Principal) (out []Release, err error) {
	if err := d.may(by, access.Figures, statisticsKind, ""); err != nil {
		return nil, err
	}
	return d.releases(ctx)
}

func (d *Desk) releases(ctx context.Context) (out []Release, err error) {
	raw, err := d.setting(ctx, settingReleases)
	if err == nil && len(raw) > 0 {
		err = json.Unmarshal(raw, &out)
	}
	return out, err
}

// LastRelease is the latest table of a population by some columns that was
// published; ok is false when none was.
func (d *Desk) LastRelease(ctx context.Context, by quanyuan.Principal, of string, columns ...string) (last Release, ok bool, err error) {
	all, err := d.Releases(ctx, by)
	for _, r := range all {
		if r.Of == of && slices.Equal(r.Columns, columns) && (!ok || r.On.String() > last.On.String()) {
			last, ok = r, true
		}
	}
	return last, ok, err
}

// CountTable counts persons by divisions and columns.
type CountTable = statistics.Table

// Dimensions lists what persons can be counted by.
func Dimensions() []*statistics.Dimension { return statistics.Dimensions }

// Table counts persons by divisions and columns. It is noted, with the purpose
// of whoever asks. See docs/method/statistics.md.
func (d *Desk) Table(ctx context.Context, by quanyuan.Principal, q TableQuery) (*statistics.Table, error) {
	if err := d.may(by, access.Figures, statisticsKind, ""); err != nil {
		return nil, err
	}
	columns, err := d.dimensions(by, &q)
	if err != nil {
		return nil, err
	}
	if q.On.IsZero() {
		q.On = d.today()
	}
	scope := within(q.Scope, by.Scope())
	q.Publish = q.Publish || shy(by)
	var t *statistics.Table
	if q.Publish {
		t, err = d.published(ctx, by, &q, scope, columns)
	} else {
		t, err = d.counted(ctx, &q, scope, columns, division.County, q.Level)
	}
	if err != nil {
		return nil, err
	}
	t.Keep()
	for i := range t.Rows {
		t.Rows[i].Name = d.tree().Name(division.Code(t.Rows[i].Code))
	}
	return t, d.note(by, access.Figures, statisticsKind, "", q.name()+" "+strings.Join(scope, ","), 0)
}

// dimensions are those of a query, if who asks may count by them.
func (d *Desk) dimensions(by quanyuan.Principal, q *TableQuery) (ds []*statistics.Dimension, err error) {
	switch {
	case q.Of == Movement && len(q.Columns) > 0, q.Of != Movement && (len(q.Columns) == 0 || len(q.Columns) > 2):
		return nil, refuse("stats.columns")
	case q.Of != Movement && q.Of != Residents && q.Of != Registered:
		return nil, refuse("stats.of", q.Of)
	case access.Limited(by.Post) && !slices.Contains(access.Mandates(), by.Mandate):
		return nil, d.checked(by, access.Figures, statisticsKind, "", &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "access.mandate", Args: []any{strings.Join(access.Mandates(), ", ")}})
	}
	for _, key := range q.Columns {
		dim, ok := statistics.ByKey(key)
		if !ok {
			return nil, refuse("stats.dimension", key)
		}
		for _, f := range dim.Fields {
			if access.Limited(by.Post) && access.Shows(by, f) == access.Hidden {
				return nil, d.checked(by, access.Figures, statisticsKind, "", &quanyuan.Error{Kind: quanyuan.ErrForbidden, Key: "stats.mandate", Args: []any{key, by.Mandate}})
			}
		}
		ds = append(ds, dim)
	}
	if len(ds) == 2 && ds[0].Family == ds[1].Family {
		return nil, refuse("stats.columns")
	}
	return ds, nil
}

// name names the query in the audit and among the releases.
func (q *TableQuery) name() string {
	return strings.Join([]string{q.Of, strings.Join(q.Columns, "+"), q.From.String(), q.On.String()}, ".")
}

// counted counts the rows of the levels from the first to the last.
func (d *Desk) counted(ctx context.Context, q *TableQuery, scope quanyuan.Scope, ds []*statistics.Dimension, first, last int) (*statistics.Table, error) {
	columns := statistics.Movements
	if q.Of != Movement {
		columns = statistics.ColumnsOf(ds)
	}
	paths := func(community string) (out []string) {
		for level := first; level <= last; level++ {
			out = append(out, string(division.Code(community).At(level)))
		}
		return out
	}
	c := statistics.NewCounter(columns, paths)
	tell := func(community string, column int) {
		if scope.Holds(community) {
			c.Add(community, column)
		}
	}
	var err error
	if q.On == d.today() && q.Of != Movement { // as things stand: the desk keeps it
		var progress func(done, total int64)
		if q.Progress != nil {
			progress = func(done, _ int64) { q.Progress(done) }
		}
		err = d.measured(ctx, progress, func(m *measuring) error { m.census(q.Of, ds, scope, c.Add); return nil })
	} else {
		err = d.people(ctx, &q.StatsQuery, func(p *quanyuan.Person) { count(p, q, ds, tell) })
	}
	if err != nil {
		return nil, err
	}
	t := c.Table()
	t.NoTotals = q.Of == Movement
	return t, nil
}

// count puts one person into his column.
func count(p *quanyuan.Person, q *TableQuery, ds []*statistics.Dimension, tell func(community string, column int)) {
	if q.Of == Movement {
		statistics.Moves(p, q.From, q.On, tell)
		return
	}
	note := quanyuan.CountsResidence
	if q.Of == Registered {
		note = quanyuan.CountsHukou
	}
	for i := range p.Presences {
		if pr := &p.Presences[i]; p.Exited == "" && !pr.Ended() && pr.Note&note != 0 {
			s := &statistics.Subject{Person: p, Presence: pr, Day: q.On}
			column := 0
			for _, dim := range ds {
				column = column*len(dim.Categories) + dim.At(s)
			}
			tell(pr.Community, column)
		}
	}
}

// published gives the part of a published table that lies in a scope; one that
// nobody has asked for yet is made and kept. The whole city is protected
// together, down to the communities, so that tables of all levels leave out the
// same.
func (d *Desk) published(ctx context.Context, by quanyuan.Principal, q *TableQuery, scope quanyuan.Scope, ds []*statistics.Dimension) (*statistics.Table, error) {
	if err := d.maybePublished(q); err != nil {
		return nil, err
	}
	t, err := d.release(ctx, by, q, ds)
	if err != nil {
		return nil, err
	}
	all := scope.Reaches(nil) || scope.Holds(string(d.home())) // home holds all communities
	whole := slices.IndexFunc(t.Rows, func(r statistics.Row) bool {
		return all && r.Code == "" || !all && len(scope) == 1 && r.Code == scope[0]
	})
	if whole < 0 {
		return nil, refuse("stats.scope")
	}
	top := t.Rows[whole]
	t.Rows[0] = top
	t.Rows[0].Parent = -1
	t.Level(func(code string) bool {
		return code != top.Code && division.Code(code).Level() <= q.Level && scope.Holds(code)
	})
	return t, nil
}

// maybePublished refuses what is never published: other days than the last of a
// month, and boundaries of now.
func (d *Desk) maybePublished(q *TableQuery) error {
	if q.Now {
		return refuse("stats.then")
	}
	if next := q.On.Next(); q.On.String() > d.today().String() || next.Day != 1 || q.Of == Movement && q.From.Day != 1 {
		return refuse("stats.month")
	}
	return nil
}

// CheckTable says whether a table can be asked for, without counting anything.
func (d *Desk) CheckTable(by quanyuan.Principal, q TableQuery) error {
	if err := d.may(by, access.Figures, statisticsKind, ""); err != nil {
		return err
	}
	if _, err := d.dimensions(by, &q); err != nil {
		return err
	}
	if q.Publish || shy(by) {
		return d.maybePublished(&q)
	}
	return nil
}

// release gives a table that was published, or publishes it. Of one day and one
// population no two tables may be published by dimensions of one family: they
// could be subtracted from each other.
func (d *Desk) release(ctx context.Context, by quanyuan.Principal, q *TableQuery, ds []*statistics.Dimension) (*statistics.Table, error) {
	d.releasing.Lock()
	defer d.releasing.Unlock()
	all, err := d.releases(ctx)
	if err != nil {
		return nil, err
	}
	id := q.name()
	t := &statistics.Table{}
	for _, r := range all {
		if r.ID == id {
			raw, err := d.setting(ctx, settingRelease+id)
			if err == nil {
				err = json.Unmarshal(raw, t)
			}
			return t, err
		}
		if r.Of == q.Of && r.On == q.On && (q.Of == Movement || related(r.Columns, ds)) {
			return nil, refuse("stats.related", r.ID)
		}
	}
	if t, err = d.counted(ctx, q, quanyuan.Everywhere, ds, division.County, division.Community); err != nil {
		return nil, err
	}
	if t.Keep(); len(t.Columns) == 0 || !t.Publish(SmallCount) {
		return nil, refuse("stats.few", SmallCount)
	}
	raw, err := json.Marshal(t)
	if err != nil {
		return nil, err
	}
	if err := d.store.SetSetting(ctx, settingRelease+id, raw); err != nil {
		return nil, err
	}
	all = append(all, Release{id, q.Of, q.Columns, q.From, q.On, d.now(), cmp.Or(by.Account, by.Name)})
	raw, err = json.Marshal(all)
	if err != nil {
		return nil, err
	}
	return t, d.store.SetSetting(ctx, settingReleases, raw)
}

func related(columns []string, ds []*statistics.Dimension) bool {
	return slices.ContainsFunc(columns, func(key string) bool {
		other, ok := statistics.ByKey(key)
		return ok && slices.ContainsFunc(ds, func(d *statistics.Dimension) bool { return d.Family == other.Family })
	})
}
