package splink

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"quanyuan/link/table"
)

// modelOf makes a model with one comparison of these conditions.
func modelOf(dialect Dialect, conditions ...string) string {
	var levels []string
	for _, c := range conditions {
		levels = append(levels, fmt.Sprintf(`{"sql_condition": %q, "label_for_charts": %q, "m_probability": 0.5, "u_probability": 0.25}`, c, c))
	}
	return fmt.Sprintf(`{"link_type": "dedupe_only", "sql_dialect": %q, "comparisons": [{"output_column_name": "c", "comparison_levels": [%s]}]}`, dialect, strings.Join(levels, ","))
}

func mustRead(t testing.TB, s string) *Model {
	t.Helper()
	m, err := Read(strings.NewReader(s))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func records(t testing.TB, names []string, rows ...[]string) *table.Table {
	t.Helper()
	out, err := table.New(names, slices.Values(rows))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Faults of the JSON are told with their place.
func TestReadFaults(t *testing.T) {
	level := `{"sql_condition": "a_l = a_r"}`
	with := func(fields, levels string) string {
		return `{"link_type": "dedupe_only", ` + fields + ` "comparisons": [{"output_column_name": "a", "comparison_levels": [` + levels + `]}]}`
	}
	for _, c := range []struct{ json, want string }{
		{``, "$: this is no JSON"},
		{`[]`, "$: must be an object, is a list"},
		{`{} {}`, "$: something follows the model"},
		{`{}`, "$.link_type: must be"},
		{`{"link_type": "dedupe_only"}`, "$.comparisons: has no comparison"},
		{`{"link_type": "dedupe_only", "comparisons": 3}`, "$.comparisons: must be a list, is a number"},
		{with(`"sql_dialect": "oracle",`, level+","+level), "$.sql_dialect: is \"oracle\""},
		{with(`"probability_two_random_records_match": "0.1",`, level+","+level), "$.probability_two_random_records_match: must be a number, is a text"},
		{with(`"probability_two_random_records_match": 1.5,`, level+","+level), "must be between 0 and 1, is 1.5"},
		{with("", level), "$.comparisons[0].comparison_levels: needs at least two levels"},
		{with("", level+`, {"sql_condition": 5}`), "$.comparisons[0].comparison_levels[1].sql_condition: must be a text, is a number"},
		{with("", level+`, {}`), "$.comparisons[0].comparison_levels[1].sql_condition: is missing"},
		{with("", level+`, {"sql_condition": "ELSE", "m_probability": "often"}`), "$.comparisons[0].comparison_levels[1].m_probability: must be a number, is a text"},
		{with("", level+`, {"sql_condition": "ELSE", "is_null_level": 1}`), "is_null_level: must be true or false, is a number"},
		{with(`"blocking_rules_to_generate_predictions": [4],`, level+","+level), "$.blocking_rules_to_generate_predictions[0]: must be an object, is a number"},
	} {
		_, err := Read(strings.NewReader(c.json))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\n gives %v, want %q", c.json, err, c.want)
		}
	}
}

// Fields that mean nothing are listed, not refused.
func TestUnknownFields(t *testing.T) {
	s := strings.Replace(modelOf(DuckDB, "a_l = a_r", "ELSE"), `"link_type"`, `"new_in_6": 1, "link_type"`, 1)
	m := mustRead(t, strings.Replace(s, `"sql_condition"`, `"colour": "red", "sql_condition"`, 1))
	want := []string{"$.comparisons[0].comparison_levels[0].colour", "$.new_in_6"}
	if !slices.Equal(m.Unknown, want) {
		t.Errorf("unknown fields %q, want %q", m.Unknown, want)
	}
}

// What is not understood is named with comparison, level and text, and stops
// the scorer unless it may be left out.
func TestProblems(t *testing.T) {
	for _, c := range []struct {
		dialect   Dialect
		sql, want string
	}{
		{DuckDB, "soundex(a_l) = soundex(a_r)", "this function is not taken over"},
		{DuckDB, "a_l = ", "the condition ends too early"},
		{DuckDB, "a_l = a_r)", "the condition should end here"},
		{DuckDB, "a_l = 'x", "a quote is not closed"},
		{DuckDB, "a_l = a_r /* b", "a comment is not closed"},
		{DuckDB, "a = b", "a column must end with _l or _r"},
		{DuckDB, "t.a_l = a_r", "a column must end with _l or _r"},
		{DuckDB, "a_l ~ a_r", "the condition should end here"},
		{DuckDB, "a_l", "a condition must be true or false, this is VARCHAR"},
		{DuckDB, "a_l and a_r", "AND needs true or false, this is VARCHAR"},
		{DuckDB, "levenshtein(a_l) <= 1", "takes 2 arguments, not 1"},
		{DuckDB, "levenshtein(a_l, a_r) <= 1 and abs(a_l - a_r) < 1", "needs a text here, this is DOUBLE"},
		{DuckDB, "levenshtein(a_l, a_r) <= 'few'", "\"few\" is no INTEGER"},
		{DuckDB, "lower(a_l) = epoch(b_l)", "compares VARCHAR with DOUBLE"},
		{DuckDB, "regexp_extract(a_l, '(?=a)') = 'a'", "the pattern is not understood"},
		{DuckDB, "regexp_extract(a_l, a_r) = 'a'", "the pattern must be a literal"},
		{DuckDB, "try_strptime(a_l, '%j') is null", "the part \"%j\" of the format"},
		{Spark, "try_to_timestamp(a_l, 'yyyy-QQ') is null", "the part \"QQ\" of the format"},
		{DuckDB, "cast(a_l as hugeint) = 1", "casts to HUGEINT are not taken over"},
		{DuckDB, "list_min(list_transform(a_l, x -> 1)) = 1", "a column must end with _l or _r"},
		{DuckDB, "array_cosine_similarity(a_l, a_r) > 0.5", "this function is not taken over"},
		{DuckDB, "a_l + interval '1 day' < a_r", "intervals are not taken over"},
		{DuckDB, "case when a_l then 1 end = 1", "a condition must be true or false"},
		{DuckDB, "coalesce(lower(a_l), 1) = 'x'", "gives now VARCHAR, now INTEGER"},
		{SQLite, "jaro_winkler(a_l, a_r) >= 0.9", "Splink gives SQLite a distance"},
		{DuckDB, strings.Repeat("(", 400) + "a_l = a_r" + strings.Repeat(")", 400), "nested too deeply"},
	} {
		m := mustRead(t, modelOf(c.dialect, c.sql, "ELSE"))
		if len(m.Problems) != 1 {
			t.Errorf("%s: problems %v", shorten(c.sql), m.Problems)
			continue
		}
		p := m.Problems[0]
		if !strings.Contains(p.Why, c.want) || p.Comparison != "c" || p.Level != c.sql || p.Text != c.sql || p.Path != "$.comparisons[0].comparison_levels[0]" {
			t.Errorf("%s gives %v, want %q", shorten(c.sql), p, c.want)
		}
		rows := records(t, []string{"a", "b"}, []string{"1", ""}, []string{"1", ""})
		if _, err := m.Scorer(rows, Options{}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: the scorer says %v", shorten(c.sql), err)
		}
		s, err := m.Scorer(rows, Options{LeaveOut: true})
		if err != nil || len(s.LeftOut) != 1 || len(s.Names()) != 0 {
			t.Errorf("%s: left out %v, %v", shorten(c.sql), s, err)
		}
	}
}

// An adjustment for term frequency needs exact agreement to adjust from.
func TestFrequencyWithoutExactLevel(t *testing.T) {
	s := strings.Replace(modelOf(DuckDB, "levenshtein(a_l, a_r) <= 1", "ELSE"), `"sql_condition"`, `"tf_adjustment_column": "a", "sql_condition"`, 1)
	m := mustRead(t, s)
	if len(m.Problems) != 1 || !strings.Contains(m.Problems[0].Why, "no level of exact agreement in \"a\"") {
		t.Errorf("problems %v", m.Problems)
	}
}

// Comparisons of one name are all reported; one without is named by its
// columns, as in Splink.
func TestNames(t *testing.T) {
	one := modelOf(DuckDB, "a_l = a_r and b_l = b_r", "ELSE")
	comparison := one[strings.Index(one, `[{"output`)+1 : len(one)-2]
	m := mustRead(t, strings.Replace(one, comparison, comparison+","+comparison, 1))
	if len(m.Problems) != 2 || !strings.Contains(m.Problems[1].String(), `comparison "c" ($.comparisons[1]): other comparisons have the same output_column_name`) {
		t.Errorf("problems %v", m.Problems)
	}
	m = mustRead(t, strings.Replace(one, `"output_column_name": "c",`, "", 1))
	if got := m.Comparisons[0].Name; got != "custom_a_b" {
		t.Errorf("named %q", got)
	}
}

// Conditions in the spellings of the other databases mean what DuckDB's do.
func TestDialects(t *testing.T) {
	for _, c := range []struct {
		dialect Dialect
		sql     string
		l, r    string
		want    int // gamma: 1 if the condition is true
	}{
		{Spark, "`a_l` = `a_r`", "x", "x", 1},
		{Spark, `a_l = "it\'s" or a_l = 'it\'s'`, "it's", "", 1},
		{Spark, "jaro_winkler(`a_l`, `a_r`) >= 0.9", "martha", "marhta", 1},
		{Spark, "abs(datediff(date(try_to_timestamp(`a_l`, 'yyyy-MM-dd')), date(try_to_timestamp(`a_r`, 'yyyy-MM-dd')))) <= floor(2629800.0 / 86400)", "2020-01-05", "2020-02-04", 1},
		{Spark, "abs(datediff(date(try_to_timestamp(`a_l`, 'yyyy-MM-dd')), date(try_to_timestamp(`a_r`, 'yyyy-MM-dd')))) <= floor(2629800.0 / 86400)", "2020-01-05", "2020-02-05", 0},
		{Spark, "ABS(UNIX_TIMESTAMP(try_to_timestamp(`a_l`, 'yyyy-MM-dd HH:mm')) - UNIX_TIMESTAMP(try_to_timestamp(`a_r`, 'yyyy-MM-dd HH:mm'))) <= 3600", "2020-01-05 10:00", "2020-01-05 11:00", 1},
		{Spark, "SIZE(ARRAY_INTERSECT(`a_l`, `a_r`)) >= 1", "[x, y]", `["y"]`, 1},
		{Spark, "element_at(`a_l`, -1) = `a_r`[0]", "[x, y]", "[y]", 1},
		{Postgres, "NULLIF(substring(\"a_l\" from '(^[A-Z]+)'), '') = substring(a_r from '(^[A-Z]+)')", "AB1", "AB2", 1},
		{Postgres, "substring(a_l from '(^[A-Z]+)') is null", "1", "", 1},
		{Postgres, "ABS(EXTRACT(EPOCH FROM try_cast_date(\"a_l\", 'YYYY-MM-DD')) - EXTRACT(EPOCH FROM try_cast_date(\"a_r\", 'YYYY-MM-DD')))<= 86400", "2020-01-05", "2020-01-06", 1},
		{Postgres, "ABS(EXTRACT(EPOCH FROM a_l) - EXTRACT(EPOCH FROM a_r)) <= 86400", "2020-01-05", "2020-01-07", 0},
		{Postgres, "SUBSTRING(LOWER(a_l) FROM 1 FOR 2) = 'ab'", "ABC", "", 1},
		{SQLite, "max(a_l, a_r) = 'b' and 7 / 2 = 3", "a", "b", 1},
		{SQLite, "damerau_levenshtein(a_l, a_r) <= 1", "王伟明", "王明伟", 1},
		{DuckDB, "a_l::date - a_r::date = 2", "2020-01-05", "2020-01-03", 1},
		{DuckDB, "a_l = DATE '2020-01-05'", "2020-1-5", "", 1},
		{DuckDB, "姓名_l = 姓名_r", "王", "王", 1},
		{DuckDB, "a_l = 5", "5.0", "", 1},
		{DuckDB, "(a_l = a_r) is true or (a_l = a_r) is false", "x", "y", 1},
		{DuckDB, "a_l = a_r -- the same\n and /* not */ a_l is not null", "x", "x", 1},
	} {
		m := mustRead(t, modelOf(c.dialect, c.sql, "ELSE"))
		name := sortedKeys(m.Columns)[0]
		s, err := m.Scorer(records(t, []string{name}, []string{c.l}, []string{c.r}), Options{})
		if err != nil {
			t.Errorf("%s: %v", c.sql, err)
			continue
		}
		got, err := s.Score(0, 1)
		if err != nil || got.Parts[0].Gamma != c.want {
			t.Errorf("%s with %q and %q: %v, %v", c.sql, c.l, c.r, got, err)
		}
	}
}

// What the database would refuse is an error here too, not a level.
func TestFaultsOfPairs(t *testing.T) {
	for _, sql := range []string{"cast(a_l as integer) = 1", "jaccard(substr(a_l, 9), a_r) > 0.5", "strptime(a_l, '%Y') is null", "length(a_l) % (length(a_l) - length(a_r)) = 1"} {
		m := mustRead(t, modelOf(DuckDB, sql, "ELSE"))
		s, err := m.Scorer(records(t, []string{"a"}, []string{"x"}, []string{"y"}), Options{})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Score(0, 1); err == nil || !strings.Contains(err.Error(), `comparison "c" of records 1 and 2`) {
			t.Errorf("%s: %v", sql, err)
		}
	}
	m := mustRead(t, modelOf(DuckDB, "abs(a_l - a_r) < 1", "ELSE"))
	if _, err := m.Scorer(records(t, []string{"a"}, []string{"1"}, []string{"one"}), Options{}); err == nil || !strings.Contains(err.Error(), `column "a", record 2: the model needs a number`) {
		t.Errorf("a text for a number: %v", err)
	}
	if _, err := m.Scorer(records(t, []string{"b"}, []string{"1"}), Options{}); err == nil || !strings.Contains(err.Error(), `reads a column "a"`) {
		t.Errorf("a missing column: %v", err)
	}
}

// Types say what columns were in Splink that are only compared for equality.
func TestTypes(t *testing.T) {
	m := mustRead(t, modelOf(DuckDB, "a_l = a_r", "ELSE"))
	rows := records(t, []string{"A"}, []string{"1"}, []string{"01"})
	for _, c := range []struct {
		t    Type
		want int
	}{{Text, 0}, {Number, 1}} {
		m.Columns["a"] = c.t
		s, err := m.Scorer(rows, Options{})
		if err != nil {
			t.Fatal(err)
		}
		if got, _ := s.Score(0, 1); got.Parts[0].Gamma != c.want {
			t.Errorf("as %s: %v", c.t, got)
		}
	}
	m.Columns["a"] = "colour"
	if _, err := m.Scorer(rows, Options{}); err == nil || !strings.Contains(err.Error(), `there is no type "colour"`) {
		t.Error(err)
	}
}

// Equalities become keys of blocks, what is left is tested pair by pair, and
// the rest is reported.
func TestRules(t *testing.T) {
	base := modelOf(DuckDB, "a_l = a_r", "ELSE")
	for _, c := range []struct{ sql, block, rest, problem string }{
		{`l."a" = r."a"`, "a:\"a\"", "", ""},
		{`(l."a" = r."a") AND (SUBSTR(r.b,1,4) = SUBSTR(l.b,1,4))`, `a:"a" + b:substring("b", 1, 4)`, "", ""},
		{"l.a = r.a and levenshtein(l.b, r.b) < 3", `a:"a"`, `(levenshtein("b_l", "b_r") < 3)`, ""},
		{"l.a = r.a and l.b = r.a and l.b <> 'x'", `a:"a"`, `(("b_l" = "a_r") and ("b_l" <> 'x'))`, ""},
		{"1=1", "", "", ""},
		{"l.a = r.b", "", "", "has no part of the form l.x = r.x"},
		{"l.a = r.a or l.b = r.b", "", "", "has no part of the form l.x = r.x"},
		{"a = b", "", "", "a column must belong to l or r"},
		{"soundex(l.a) = soundex(r.a)", "", "", "this function is not taken over"},
	} {
		rule := fmt.Sprintf(`"blocking_rules_to_generate_predictions": [{"blocking_rule": %q, "sql_dialect": "duckdb"}], "comparisons"`, c.sql)
		m := mustRead(t, strings.Replace(base, `"comparisons"`, rule, 1))
		r := m.Rules[0]
		problem := ""
		for _, p := range m.Problems {
			problem = p.String()
		}
		if got := r.Block.String(); c.problem == "" && (got != c.block || r.Rest != c.rest || problem != "") {
			t.Errorf("%s: blocks %q, rest %q, problem %q", c.sql, got, r.Rest, problem)
		}
		if c.problem != "" && (!strings.Contains(problem, c.problem) || !strings.HasPrefix(problem, "blocking rule ($.blocking_rules_to_generate_predictions[0])")) {
			t.Errorf("%s: problem %q, want %q", c.sql, problem, c.problem)
		}
	}
	m := mustRead(t, strings.Replace(base, `"comparisons"`, `"blocking_rules_to_generate_predictions": [{"blocking_rule": "l.a = r.a", "arrays_to_explode": ["a"]}], "comparisons"`, 1))
	s, err := m.Scorer(records(t, []string{"a"}, []string{"1"}, []string{"2"}), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Pairs(context.Background(), PairOptions{}); err == nil || !strings.Contains(err.Error(), "none of the model's 1 blocking rules") {
		t.Error(err)
	}
}

// The pairs do not depend on the threads, nor on the order of the rows.
func TestPairsAreDeterministic(t *testing.T) {
	m := readModel(t, "people.splink-5")
	rows := readRecords(t, "people")
	backwards, err := table.NewBuilder(rows.Names()...)
	if err != nil {
		t.Fatal(err)
	}
	for i := rows.Rows - 1; i >= 0; i-- {
		var cells []string
		for _, c := range rows.Columns {
			cells = append(cells, c.Value(i))
		}
		if err := backwards.Append(cells...); err != nil {
			t.Fatal(err)
		}
	}
	var first []string
	for i, run := range []struct {
		rows    *table.Table
		threads int
	}{{rows, 1}, {rows, 7}, {backwards.Table(), 3}} {
		s, err := m.Scorer(run.rows, Options{})
		if err != nil {
			t.Fatal(err)
		}
		id := run.rows.Column("unique_id")
		ids := make([]string, run.rows.Rows)
		for r := range ids {
			ids[r] = id.Value(r)
		}
		pairs, err := s.Pairs(context.Background(), PairOptions{Order: m.IDOrder(run.rows, ids, []string{"people"}), Threads: run.threads, Least: 0.01})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, p := range pairs {
			got = append(got, fmt.Sprint(ids[p.L], ids[p.R], p.Rule, p.Weight, p.Probability))
		}
		if i == 0 {
			first = got
		} else if !slices.Equal(first, got) {
			t.Errorf("run %d gives other pairs", i)
		}
	}
	if len(first) < 100 {
		t.Errorf("only %d pairs", len(first))
	}
}

// A stopped run gives no pairs.
func TestPairsStop(t *testing.T) {
	s, err := readModel(t, "people.splink-5").Scorer(readRecords(t, "people"), Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	stop()
	if pairs, err := s.Pairs(ctx, PairOptions{}); err == nil || pairs != nil {
		t.Errorf("%d pairs, %v", len(pairs), err)
	}
}

// Probability is stable far from zero.
func TestProbability(t *testing.T) {
	for _, c := range []struct{ weight, want float64 }{
		{0, 0.5}, {1, 2.0 / 3}, {-1, 1.0 / 3}, {2000, 1}, {-2000, 0}, {math.Inf(1), 1}, {math.Inf(-1), 0},
	} {
		if got := Probability(c.weight); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("Probability(%v) = %v, want %v", c.weight, got, c.want)
		}
	}
}

// Ids are ordered as numbers if all are, as texts otherwise; of two data sets
// that are linked the first is left, else their names are part of the id.
func TestIDOrder(t *testing.T) {
	rows := records(t, []string{"a"}, []string{"1"}, []string{"2"}, []string{"3"})
	rows.Sources = []uint8{1, 0, 1}
	for _, c := range []struct {
		link  string
		ids   []string
		names []string
		want  []uint32
	}{
		{"dedupe_only", []string{"10", "9", "8"}, []string{"f"}, []uint32{2, 1, 0}},
		{"dedupe_only", []string{"10", "9", "x"}, []string{"f"}, []uint32{0, 1, 2}},
		{"dedupe_only", []string{"010", "9", "8"}, []string{"f"}, []uint32{0, 2, 1}},
		{"link_only", []string{"10", "9", "8"}, []string{"a", "b"}, []uint32{1, 0, 2}},
		{"link_and_dedupe", []string{"10", "9", "8"}, []string{"z", "b"}, []uint32{0, 2, 1}},
	} {
		m := &Model{LinkType: c.link}
		if got := m.IDOrder(rows, c.ids, c.names); !slices.Equal(got, c.want) {
			t.Errorf("%s %v: %v, want %v", c.link, c.ids, got, c.want)
		}
	}
}
