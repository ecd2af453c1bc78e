"""Splink 5 (DuckDB) on a Chinese register, from CSV to clusters.

Settings after Splink's own guides: blocking rules of a few million pairs, u by
random sampling, m by two EM runs that block on different columns, term
frequencies on name and telephone, pinyin computed once per distinct name.

    python splink_register.py register.csv clusters.csv [--threshold 0.5]
"""

import argparse
import time

import duckdb
import splink.comparison_library as cl
from pypinyin import lazy_pinyin
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

parser = argparse.ArgumentParser()
parser.add_argument("register")
parser.add_argument("clusters")
parser.add_argument("--threshold", type=float, default=0.5)
parser.add_argument("--u-pairs", type=float, default=1e6)
args = parser.parse_args()

start = time.time()
con = duckdb.connect()
con.execute(f"""
    CREATE TABLE raw AS
    SELECT row_number() OVER () AS unique_id,
           nullif("姓名", '') AS name, nullif("性别", '') AS sex,
           nullif("出生日期", '') AS dob, nullif("身份证号码", '') AS idno,
           nullif("电话号码", '') AS phone,
           nullif("居住地址", '') AS residence, nullif("户籍地址", '') AS hukou
    FROM read_csv('{args.register}', header = true, all_varchar = true)
""")
names = [row[0] for row in con.execute("SELECT DISTINCT name FROM raw WHERE name IS NOT NULL").fetchall()]
import pandas as pd  # noqa: E402  (after the read, so that its time is counted once)

pinyin = pd.DataFrame({"name": names, "pinyin": [" ".join(lazy_pinyin(n)) for n in names]})
con.register("pinyin_of", pinyin)
con.execute("CREATE TABLE people AS SELECT raw.*, pinyin FROM raw LEFT JOIN pinyin_of USING (name)")
print(f"read and pinyin {time.time() - start:.1f} s")

settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.CustomComparison(
            output_column_name="name",
            comparison_levels=[
                {"sql_condition": "name_l IS NULL OR name_r IS NULL", "label_for_charts": "null", "is_null_level": True},
                {"sql_condition": "name_l = name_r", "label_for_charts": "exact", "tf_adjustment_column": "name"},
                {"sql_condition": "pinyin_l = pinyin_r", "label_for_charts": "same pinyin"},
                {"sql_condition": "levenshtein(name_l, name_r) <= 1", "label_for_charts": "one character"},
                {"sql_condition": "ELSE", "label_for_charts": "else"},
            ],
        ),
        cl.LevenshteinAtThresholds("idno", [1, 3]),
        cl.LevenshteinAtThresholds("dob", [1, 2]),
        cl.ExactMatch("sex"),
        cl.ExactMatch("phone").configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("residence", [2, 6]),
        cl.LevenshteinAtThresholds("hukou", [2, 6]),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("idno"),
        block_on("name", "dob"),
        block_on("pinyin", "dob"),
        block_on("name", "phone"),
        block_on("name", "residence"),
        block_on("dob", "residence"),
        block_on("dob", "phone"),
        block_on("substr(idno, 1, 15)"),
    ],
    retain_intermediate_calculation_columns=False,
    retain_matching_columns=False,
)
linker = Linker("people", settings, db_api=DuckDBAPI(con))
linker.training.estimate_probability_two_random_records_match([block_on("idno"), block_on("name", "dob")], recall=0.8)
linker.training.estimate_u_using_random_sampling(max_pairs=args.u_pairs, seed=1)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("name", "dob"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("idno"))
print(f"trained {time.time() - start:.1f} s")

pairs = linker.inference.predict(threshold_match_probability=0.01)
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=args.threshold)
out = clusters.as_duckdbpyrelation()
out.select("unique_id, cluster_id").write_csv(args.clusters)
print(f"clusters {time.time() - start:.1f} s")
