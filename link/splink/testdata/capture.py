"""Makes the goldens of this folder with Splink and DuckDB themselves.

Run once with Splink 4 and once with Splink 5 (pip install 'splink<5' duckdb==2.0.1,
pip install splink==5.0.0 duckdb==2.0.0):

    python capture.py

It writes, for the major version v of the Splink it finds and the DuckDB d:

    people.csv, addresses_a.csv, addresses_b.csv, citizens.csv, edges.csv   the records (equal for all v)
    NAME.splink-v.json      the model, trained by Splink on these records
    NAME.splink-v.csv       what Splink's predict() gives for it, floats in full
    strings.duckdb-d.json   similarity functions on a table of nasty strings
    expressions.json        SQL expressions and their values (equal for both d)

All persons are invented: drawn from short lists below with a fixed seed.
"""
import csv, json, random, sys
import duckdb, pandas as pd, splink
import splink.comparison_library as cl
import splink.comparison_level_library as cll
from splink import ColumnExpression, DuckDBAPI, Linker, SettingsCreator, block_on
from splink.blocking_rule_library import CustomRule

MAJOR = splink.__version__.split(".")[0]
DUCK = duckdb.__version__

FIRST = "Ann Anna Anne Robert Rob Roberta Maria Marie José Jose Zoë Zoe Martha Marhta Dwayne Duane Chloé Siân Sian Oliver Olivia Amélie Nathaniel Jo Al".split()
LAST = "Smith Smyth Smithe Jones Johnes O'Neill ONeill Müller Muller Mueller García Garcia Brown Browne Dickson Dixon Dicksonx Walker Wright Ng Li Lee Leigh".split()
STREET = "High Street,High St,Church Road,Church Rd,Mill Lane,Victoria Avenue,Station Road,Park Row,Kingsway,The Green".split(",")
TOWN = "Ashby,Bexton,Calder,Dunmore,Elmfield".split(",")
XING = "王李张刘陈杨赵黄周吴欧阳司马".replace("欧阳", "").replace("司马", "")
MING = "伟玮炜芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超霞平刚桂建国晓东𠮷"


def typo(r, s):
    if len(s) < 2:
        return s
    i = r.randrange(len(s) - 1)
    return r.choice([s[:i] + s[i + 1:], s[:i] + s[i + 1] + s[i] + s[i + 2:], s[:i] + s[i] + s[i:], s[:i] + "x" + s[i + 1:]])


def people(r):
    rows = []
    while len(rows) < 260:
        first, last = r.choice(FIRST), r.choice(LAST)
        y, m, d = r.randrange(1935, 2012), r.randrange(1, 13), r.randrange(1, 29)
        pc = f"{r.choice(['AB', 'B', 'CD', 'E'])}{r.randrange(1, 15)} {r.randrange(1, 10)}{r.choice('ABDEFG')}{r.choice('HJLNPQ')}"
        email = f"{first}.{last}@{r.choice(['mail.example', 'post.example', 'x.example'])}".lower().replace("'", "")
        for _ in range(r.choice([1, 1, 1, 2, 3])):
            f, l, dob, p, e = first, last, f"{y:04}-{m:02}-{d:02}", pc, email
            if r.random() < .25: f = typo(r, f)
            if r.random() < .2: l = typo(r, l)
            if r.random() < .1: f, l = l, f
            if r.random() < .25: dob = r.choice([f"{y:04}-{d % 12 + 1:02}-{m:02}", f"{y}-{m}-{d}", f"{y + 1:04}-{m:02}-{d:02}", f"{y:04}-02-30", f"{d:02}/{m:02}/{y}", f"{y:04}-{m:02}-{d % 27 + 1:02}"])
            if r.random() < .2: p = r.choice([p[:-1] + "Z", p.replace(" ", ""), "ZZ99 9ZZ", p.lower()])
            if r.random() < .2: e = r.choice([typo(r, e), e.split("@")[0] + "@other.example", "@broken", "none"])
            f, l, dob, p, e = (None if r.random() < .06 else v for v in (f, l, dob, p, e))
            rows.append(dict(unique_id=len(rows) + 1, first_name=f, surname=l, dob=dob, postcode=p, email=e))
    r.shuffle(rows)
    return pd.DataFrame(rows)


def addresses(r):
    out = [[], []]
    for i in range(55):
        no, street, town = r.randrange(1, 60), r.choice(STREET), r.choice(TOWN)
        pc = f"{r.choice(['AB', 'B', 'CD'])}{r.randrange(1, 6)} {r.randrange(1, 10)}{r.choice('ABD')}{r.choice('HJL')}"
        lat, lon, rooms, rent = 51 + r.random() / 4, -1 + r.random() / 4, r.randrange(0, 7), r.randrange(300, 2000)
        for side in (0, 1):
            if r.random() < .15:
                continue
            for _ in range(r.choice([1, 1, 2])):
                a, t, p = f"{no} {street}", town, pc
                if r.random() < .3: a = typo(r, a)
                if r.random() < .15: a, t = t, a
                if r.random() < .2: t = r.choice([t.upper(), t + " ", "unknown", typo(r, t)]).strip()
                if r.random() < .25: p = r.choice([p[:-1] + "Z", p[:2] + p[3:], p.lower()])
                la, lo = lat + r.choice([0, 0, .001, .02]), lon + r.choice([0, 0, -.002])
                ro, re = rooms + r.choice([0, 0, 1]), round(rent * r.choice([1, 1, 1.04, 1.3]), 2)
                a, t, p, la, ro, re = (None if r.random() < .06 else v for v in (a, t, p, la, ro, re))
                out[side].append(dict(unique_id=f"{'ab'[side]}{len(out[side])}", address=a, town=t, postcode=p, lat=la, lon=lo, rooms=ro, rent=re))
    return [pd.DataFrame(o).astype({"rooms": "Int64"}) for o in out]


def citizens(r):
    rows = []
    while len(rows) < 220:
        name = r.choice(XING) + "".join(r.choice(MING) for _ in range(r.choice([1, 2, 2])))
        born = f"{r.randrange(1940, 2015)}{r.randrange(1, 13):02}{r.randrange(1, 29):02}"
        number = f"5101{r.randrange(4, 8):02}{born}{r.randrange(1000):03}{r.choice('0123456789X')}"
        addr = f"春江路{r.randrange(1, 40)}号{r.randrange(1, 9)}栋{r.randrange(1, 30):02}0{r.randrange(1, 5)}"
        phone = f"139000{r.randrange(10000, 10400)}"
        for _ in range(r.choice([1, 1, 2, 3])):
            n, i, a, p = name, number, addr, phone
            if r.random() < .25: n = n[0] + r.choice(MING) + n[2:]
            if r.random() < .2: i = r.choice([typo(r, i), i[:6] + i[8:17], i.lower()])
            if r.random() < .25: a = r.choice([typo(r, a), a.replace("栋", "幢"), "某市" + a])
            n, i, a, p = (None if r.random() < .06 else v for v in (n, i, a, p))
            rows.append({"编号": f"C{len(rows):04}", "姓名": n, "身份证号": i, "地址": a, "电话": p, "出生日期": f"{born[:4]}/{born[4:6]}/{born[6:]}"})
    r.shuffle(rows)
    return pd.DataFrame(rows)


def people_settings():
    return SettingsCreator(
        link_type="dedupe_only",
        comparisons=[
            cl.ForenameSurnameComparison("first_name", "surname"),
            cl.NameComparison("surname").configure(term_frequency_adjustments=True),
            cl.DateOfBirthComparison("dob", input_is_string=True),
            cl.PostcodeComparison("postcode").configure(term_frequency_adjustments=True),
            cl.EmailComparison("email").configure(term_frequency_adjustments=True),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("first_name"), block_on("surname", "substr(dob,1,4)"),
            block_on("substr(postcode,1,3)"), "l.email = r.email and levenshtein(l.surname, r.surname) <= 3",
            block_on("lower(surname)", "substr(lower(first_name), 1, 1)"),
        ],
        retain_intermediate_calculation_columns=True)


def address_settings():
    c = ColumnExpression
    street = cl.CustomComparison(output_column_name="address", comparison_levels=[
        cll.And(cll.NullLevel("address"), cll.NullLevel("town")).configure(is_null_level=True),
        cll.ExactMatchLevel("address").configure(tf_adjustment_column="address", tf_adjustment_weight=.7, tf_minimum_u_value=.004),
        cll.JaroWinklerLevel("address", .9).configure(tf_adjustment_column="address", tf_adjustment_weight=.4),
        cll.ColumnsReversedLevel("address", "town", symmetrical=True),
        cll.ColumnsReversedLevel("town", "address"),
        cll.And(cll.JaccardLevel("address", .7), cll.Not(cll.DamerauLevenshteinLevel("address", 4))),
        cll.Or(cll.ExactMatchLevel(c("address").substr(1, 4)), cll.ExactMatchLevel(c("address").regex_extract("^([0-9]+) ", 1))),
        cll.ElseLevel()])
    town = cl.CustomComparison(output_column_name="town", comparison_levels=[
        cll.NullLevel(c("town").nullif("unknown")),
        cll.LiteralMatchLevel("town", "Ashby", "string", "both"),
        cll.ExactMatchLevel("town").configure(tf_adjustment_column="town"),
        cll.ExactMatchLevel(c("town").lower()),
        cll.CustomLevel("levenshtein(lower(trim(town_l)), lower(trim(town_r))) <= 2 AND length(town_l) BETWEEN 3 AND 9"),
        cll.ElseLevel()])
    rooms = cl.CustomComparison(output_column_name="rooms", comparison_levels=[
        cll.NullLevel("rooms"), cll.ExactMatchLevel("rooms"), cll.AbsoluteDifferenceLevel("rooms", 1), cll.ElseLevel()])
    rent = cl.CustomComparison(output_column_name="rent", comparison_levels=[
        cll.NullLevel("rent"), cll.PercentageDifferenceLevel("rent", .01), cll.PercentageDifferenceLevel("rent", .05), cll.ElseLevel()])
    return SettingsCreator(
        link_type="link_only",
        comparisons=[street, town, rooms, rent,
                     cl.PostcodeComparison("postcode", lat_col="lat", long_col="lon", km_thresholds=[.2, 5])],
        blocking_rules_to_generate_predictions=[block_on("town"), block_on("upper(substr(postcode,1,2))"), "substr(l.address,1,2) = substr(r.address,1,2) and abs(l.rooms - r.rooms) < 2"],
        retain_intermediate_calculation_columns=True)


def named(name, creator):
    """The comparison under its own name: Splink's own makes "__" of every name of two hanzi."""
    return dict(creator.create_comparison_dict("duckdb"), output_column_name=name)


def citizen_settings():
    c = ColumnExpression
    name = cl.CustomComparison(output_column_name="姓名", comparison_levels=[
        cll.NullLevel("姓名"), cll.ExactMatchLevel("姓名", term_frequency_adjustments=True),
        cll.LevenshteinLevel("姓名", 1).configure(tf_adjustment_column="姓名", tf_adjustment_weight=.5),
        cll.JaroWinklerLevel("姓名", .7), cll.ExactMatchLevel(c("姓名").substr(1, 1)), cll.ElseLevel()])
    born = cl.CustomComparison(output_column_name="出生日期", comparison_levels=[
        cll.NullLevel("出生日期"), cll.ExactMatchLevel("出生日期"),
        cll.AbsoluteDateDifferenceLevel("出生日期", input_is_string=True, threshold=1, metric="year", datetime_format="%Y/%m/%d"), cll.ElseLevel()])
    return SettingsCreator(
        link_type="dedupe_only", unique_id_column_name="编号",
        comparisons=[name, named("身份证号", cl.DamerauLevenshteinAtThresholds("身份证号", [1, 3])), named("地址", cl.JaroAtThresholds("地址", [.9, .8])),
                     named("电话", cl.ExactMatch("电话").configure(term_frequency_adjustments=True)), born],
        blocking_rules_to_generate_predictions=[block_on("姓名"), block_on("电话"), block_on("substr(身份证号, 1, 10)"), block_on("substr(姓名, 1, 1)", "substr(地址, 1, 5)")],
        retain_intermediate_calculation_columns=True)


def edges(r):
    """Columns that are no texts, and few values, so that rare ways are met."""
    rows = []
    for i in range(45):
        rows.append(dict(unique_id=i * 3, name=r.choice(["Ann", "Bea", "Cid", "Dan", None]), born=r.choice([None] + [f"19{y}-0{m}-1{d}" for y in (70, 71, 89) for m in (1, 2) for d in (0, 5)]),
                         tags=r.choice([None, ["x"], ["x", "y"], ["y", "z"], [], ["x", "y", "z"]]), score=r.choice([None, 0.0, 1.0, 1.5, 2.0, 10.25]), sex=r.choice("mf")))
    f = pd.DataFrame(rows)
    f["born"] = pd.to_datetime(f["born"]).dt.date
    return f


def edge_settings():
    def level(sql, m=None, u=None, **more):
        out = dict(sql_condition=sql, **more)
        if m is not None: out["m_probability"] = m
        if u is not None: out["u_probability"] = u
        return out
    null = lambda c: level(f"{c}_l IS NULL OR {c}_r IS NULL", is_null_level=True)
    zero = 0.0 if MAJOR == "4" else 1e-300
    return dict(link_type="dedupe_only", probability_two_random_records_match=.25, comparisons=[
        dict(output_column_name="name", comparison_levels=[  # frequencies are given, one name among them is unknown
            null("name"), level('"name_l" = "name_r"', .9, .2, tf_adjustment_column="name", tf_minimum_u_value=.01, tf_adjustment_weight=2.0),
            level("name_l < name_r", .06, .3, tf_adjustment_column="name", disable_tf_exact_match_detection=True), level("ELSE", .04, .5)]),
        dict(output_column_name="born", comparison_levels=[null("born"), level("born_l = born_r"),  # no m, no u: Splink's own
            level("levenshtein(CAST(born_l AS TEXT), CAST(born_r AS TEXT)) <= 1"), level("ABS(EPOCH(born_l) - EPOCH(born_r)) <= 31557600.0"), level("ELSE")]),
        dict(output_column_name="tags", comparison_levels=[null("tags"), level("array_length(list_intersect(tags_l, tags_r)) >= 2", .8, .1),
            level("LEAST(ARRAY_LENGTH(tags_l), ARRAY_LENGTH(tags_r)) <> 0 AND ARRAY_LENGTH(ARRAY_INTERSECT(tags_l, tags_r)) = LEAST(ARRAY_LENGTH(tags_l), ARRAY_LENGTH(tags_r))", 1e-200, .2),
            level("ELSE", .2, .7)]),
        dict(output_column_name="score", comparison_levels=[  # NULL where no level applies
            level("score_l = score_r", 1e-200, .3), level("ABS(score_l - score_r) / (CASE WHEN score_r > score_l THEN score_r ELSE score_l END) < 0.4", .5, zero),
            level("score_l <> score_r", .5, .5)]),
        dict(output_column_name="sex", comparison_levels=[level("sex_l = 'm' AND sex_r = 'f'", .1, .3), level("NOT sex_l = sex_r", .2, .3), level("ELSE", .7, .4)]),
    ], blocking_rules_to_generate_predictions=[], retain_intermediate_calculation_columns=True, sql_dialect="duckdb",
        **({"bayes_factor_column_prefix": "bf_"} if MAJOR == "4" else {"match_weight_column_prefix": "mw_"}))


NAMES = {"Ann": .5, "Bea": .001, "Cid": .2}


def linker(frames, settings):
    api = DuckDBAPI()
    if MAJOR == "4":
        return Linker(frames, settings, api, input_table_aliases=["a", "b"][:len(frames)])
    return Linker([api.register(f, dataset_display_name=n) for f, n in zip(frames, "ab")], settings)


def capture(name, frames, settings, train):
    if train is None:
        return save(name, frames, settings)
    l = linker(frames, settings)
    l.training.estimate_probability_two_random_records_match([train[0]], recall=.8)
    l.training.estimate_u_using_random_sampling(max_pairs=1e5)
    for rule in train:
        l.training.estimate_parameters_using_expectation_maximisation(rule)
    save(name, frames, l.misc.save_model_to_json())


def save(name, frames, model):
    model["linker_uid"] = name
    path = f"{name}.splink-{MAJOR}.json"
    with open(path, "w", encoding="utf-8") as f:
        json.dump(model, f, indent=1, ensure_ascii=False)
    l = linker(frames, path)
    if name == "edges":
        tf = pd.DataFrame({"name": NAMES.keys(), "tf_name": NAMES.values()})
        l.table_management.register_term_frequency_lookup(tf if MAJOR == "4" else l._db_api.register(tf), "name")
    df = l.inference.predict()
    df = df.as_pandas_dataframe() if hasattr(df, "as_pandas_dataframe") else df.as_duckdbpyrelation().df()
    uid = model.get("unique_id_column_name", "unique_id")
    gammas = [c["output_column_name"] for c in model["comparisons"]]
    rows = []
    for r in df.to_dict("records"):
        row = [r[uid + "_l"], r[uid + "_r"], r["match_key"], repr(float(r["match_weight"])), repr(float(r["match_probability"]))]
        rows.append(row + [int(r["gamma_" + g]) if pd.notna(r["gamma_" + g]) else "NULL" for g in gammas])
    rows.sort(key=lambda x: (str(x[0]), str(x[1])))
    with open(f"{name}.splink-{MAJOR}.csv", "w", newline="", encoding="utf-8") as f:
        w = csv.writer(f, lineterminator="\n")
        w.writerow(["id_l", "id_r", "match_key", "match_weight", "match_probability"] + gammas)
        w.writerows(rows)
    print(name, len(rows), file=sys.stderr)


STRINGS = ["", "a", "b", "aa", "ab", "ba", "abc", "acb", "CA", "ABC", "martha", "marhta", "dixon", "dicksonx", "dwayne", "duane", "aaaaaaaa", "aaaaaaab",
           "é", "e", "e\u0301", "José", "Jose", "Müller", "Mueller", "王伟", "王玮", "李伟", "伟王", "欧阳修", "欧阳休", "𠮷野", "吉野", "👨‍👩‍👧", "👩", "  a ", "a\tb", "O'Neill", "ONeill",
           "春江路12号1栋2单元301", "春江路12号1幢2单元310", "510104196203150112", "510104196203150121",
           "abcdefghijklmnop" * 5, "abcdefghijklmnoq" * 5, "x" * 70, "x" * 64, "x" * 63 + "y", "pneumonoultramicroscopicsilicovolcanoconiosis", "pneumonoultramicroscopicsilicovolcanokoniosis"]
FUNCTIONS = ["levenshtein", "damerau_levenshtein", "jaro_similarity", "jaro_winkler_similarity", "jaccard"]


def strings():
    out = {"strings": STRINGS}
    for n in FUNCTIONS:
        out[n] = [[None if n == "jaccard" and not (l and r) else duckdb.sql(f"select {n}($1,$2)", params=[l, r]).fetchall()[0][0] for r in STRINGS] for l in STRINGS]
    with open(f"strings.duckdb-{DUCK}.json", "w", encoding="utf-8") as f:
        f.write("{\n" + ",\n".join(json.dumps(k) + ": " + json.dumps(v, ensure_ascii=False) for k, v in out.items()) + "\n}\n")


# Expressions over the texts a_l and a_r; the value is given as DuckDB's text.
EXPRESSIONS = ['a_l = a_r', 'a_l <> a_r', 'a_l != a_r', 'a_l < a_r', 'a_l <= a_r', 'a_l > a_r', 'a_l >= a_r', 'a_l is null', 'a_r is not null', 'not (a_l = a_r)',
    'a_l = a_r and a_l is null', "a_l = a_r or a_l = 'abc'", "a_l = a_r or a_r = 'abc' and a_l = 'abc'", 'a_l is distinct from a_r', 'a_l is not distinct from a_r',
    "a_l in ('abc', 'x', null)", "a_l not in ('abc', 'x')", "a_l between 'a' and 'c'", "a_l not between 'a' and 'c'", "a_l like 'a%'", "a_l like '_b_'", "a_l not like '%c'", "a_l ilike 'A%'",
    "a_l || a_r", "concat(a_l, a_r)", "coalesce(a_l, a_r, 'z')", "nullif(a_l, 'abc')", "ifnull(a_l, 'q')", 'lower(a_l)', 'upper(a_l)', 'length(a_l)', 'trim(a_l)', "trim(a_l, 'a')", 'ltrim(a_l)', 'rtrim(a_l)', 'reverse(a_l)',
    'substr(a_l, 1, 2)', 'substring(a_l, 2)', 'substring(a_l, 0, 2)', 'substring(a_l, -2, 1)', 'substr(a_l, -10, 7)', 'substr(a_l, 3, -2)', 'substring(a_l from 2 for 2)', 'left(a_l, 2)', 'left(a_l, -1)', 'right(a_l, 2)', 'right(a_l, -1)',
    "regexp_extract(a_l, '[a-c]+')", "regexp_extract(a_l, '^(.)(b)?', 2)", "nullif(regexp_extract(a_l, '^[^@]+', 0), '')", "regexp_replace(a_l, '[aeiou]', '_')", "regexp_replace(a_l, '[a-e]', '', 'g')", "regexp_matches(a_l, 'b')",
    "replace(a_l, 'b', 'xx')", "starts_with(a_l, 'a')", "contains(a_l, 'b')", "split_part(a_l, '-', 2)", "a_l[1]", "a_l[-1]",
    "case when a_l = 'abc' then 1 when a_l is null then 2 else 3 end", "case a_l when 'abc' then 'A' end",
    'try_cast(a_l as double)', 'try_cast(a_l as integer)', 'try_cast(a_l as bigint)', 'try_cast(a_l as date)', 'try_cast(a_l as timestamp)', "try_cast(try_cast(a_l as double) as integer)", "cast(try_cast(a_l as integer) as varchar)", "cast(try_cast(a_l as date) as varchar)",
    "try_strptime(a_l, '%Y-%m-%d')", "try_strptime(a_l, '%d/%m/%Y')", "try_strptime(a_l, '%Y%m%d')", "try_strptime(a_l, '%Y-%m-%dT%H:%M:%SZ')", "try_strptime(a_l, '%y-%m-%d')", "try_strptime(a_l, '%d %b %Y')", "try_strptime(a_l, '%B %d, %Y')", "try_strptime(a_l, '%Y-%m-%d %H:%M:%S')",
    "epoch(try_strptime(a_l, '%Y-%m-%d'))", "abs(epoch(try_strptime(a_l, '%Y-%m-%d')) - epoch(try_strptime(a_r, '%Y-%m-%d'))) <= 2629800.0",
    "date_diff('day', try_cast(a_l as date), try_cast(a_r as date))", "date_diff('month', try_cast(a_l as date), try_cast(a_r as date))", "date_diff('year', try_cast(a_l as date), try_cast(a_r as date))",
    "year(try_cast(a_l as date))", "month(try_cast(a_l as date))", "day(try_cast(a_l as date))", "extract(year from try_cast(a_l as date))", "try_cast(a_l as date) < try_cast(a_r as date)", "try_cast(a_l as date) = try_strptime(a_r, '%Y-%m-%d')", "try_cast(a_l as date) - try_cast(a_r as date)",
    'try_cast(a_l as double) + 1', 'try_cast(a_l as double) * 2 - 3', 'try_cast(a_l as double) / try_cast(a_r as double)', "-try_cast(nullif(a_l, 'nan') as double)", 'abs(try_cast(a_l as double))', 'floor(try_cast(a_l as double))', 'ceil(try_cast(a_l as double))', 'round(try_cast(a_l as double))', 'round(try_cast(a_l as double), 1)', 'sqrt(abs(try_cast(a_l as double)))', 'ln(1 + abs(try_cast(a_l as double)))', 'log2(8)', 'power(2, 3)', 'radians(180)', 'sin(1)', 'cos(1)', 'acos(0.5)', 'asin(0.5)', 'atan(0.5)', 'tan(0.5)', 'exp(1)', "greatest(try_cast(a_l as double), 2)", "least(try_cast(a_l as double), 2, null)",
    'cast(try_cast(a_l as double) as float) <= 12.1', 'cast(0.1 as float) <= 0.1', 'cast(0.1 as float) < cast(0.1 as double)', '1 / 0 > 5', "try_cast('nan' as double) < 0.1", "try_cast('nan' as double) = try_cast('nan' as double)", '7 % 3', '2 + 3 * 4', '(2 + 3) * 4', '10 - 4 - 3', "not a_l = a_r and true", "a_l::varchar = 'abc'", "array_length(list_intersect(['a','b','b'], ['b', 'b'])) ", "null and false", "null or true", "null = null"]
VALUES = [None, "abc", "ABC", "a", " ab ", "a-b-c", "Éa", "王伟明", "x@y", "12", "-12.5", "1e3", "12.1", "2020-01-05", "2020-1-5", "1999-12-31", "2020-02-30", "05/01/2020", "20200105", "2020-01-05T10:11:12Z", "2020-01-05 10:11:12", "69-1-1", "05 JAN 2020", "January 5, 2020", "2020/01/05", "nan", "12020-01-01", "2020-01-005", "2019-11-30"]


def expressions():
    pairs = [(v, VALUES[(i * 7) % len(VALUES)]) for i, v in enumerate(VALUES)] + [(v, v) for v in VALUES] + [("2020-01-05", d) for d in VALUES[13:]]
    duckdb.sql("create table p(n integer, a_l varchar, a_r varchar)")
    for n, (l, r) in enumerate(pairs):
        duckdb.sql("insert into p values ($1, $2, $3)", params=[n, l, r])
    # They do not depend on the version: both runs write the same.
    with open("expressions.json", "w", encoding="utf-8") as f:
        f.write('{"pairs": ' + json.dumps(pairs, ensure_ascii=False) + ',\n"values": {\n' + ",\n".join(
            json.dumps(e) + ": " + json.dumps([v for v, in duckdb.sql(f"select cast(({e}) as varchar) from p order by n").fetchall()], ensure_ascii=False)
            for e in EXPRESSIONS) + "\n}}\n")


def main():
    r = random.Random(20261125)
    p, (a, b), c, e = people(r), addresses(r), citizens(r), edges(r)
    for frame, name in ((e, "edges"), (p, "people"), (a, "addresses_a"), (b, "addresses_b"), (c, "citizens")):
        frame.to_csv(name + ".csv", index=False, lineterminator="\n")
    capture("people", [p], people_settings(), [block_on("email"), block_on("dob"), block_on("first_name", "surname")])
    capture("addresses", [a, b], address_settings(), [block_on("address"), block_on("postcode"), block_on("town")])
    capture("citizens", [c], citizen_settings(), [block_on("身份证号"), block_on("姓名"), block_on("地址")])
    capture("edges", [e], edge_settings(), None)
    strings()
    expressions()


main()
