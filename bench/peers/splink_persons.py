"""Splink 5 (DuckDB) on a list of persons with Latin names, from CSV to clusters.

    python splink_persons.py people.csv clusters.csv [--pairs pairs.csv]

Columns: unique_id, first_name, surname, sex, dob, street, city, postcode, phone,
email. Settings after Splink's own guides: its person comparisons, columns that depend
on each other in one comparison, several
blocking rules of a few million pairs together, u by random sampling of 1e6
pairs, m by EM runs that block on different columns, term frequencies on names.
"""

import argparse
import logging
import time

start = time.time()

import duckdb  # noqa: E402
import splink.comparison_library as cl  # noqa: E402
from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: E402

parser = argparse.ArgumentParser()
parser.add_argument("people")
parser.add_argument("clusters")
parser.add_argument("--pairs", help="also write the pairs with their probability")
parser.add_argument("--id", default="unique_id", help="column that names the records")
parser.add_argument("--threshold", type=float, default=0.95)
parser.add_argument("--u-pairs", type=float, default=1e6)
args = parser.parse_args()
logging.getLogger("splink").setLevel(logging.WARNING)


def say(what):
    print(f"{what}: {time.time() - start:.1f} s", flush=True)


columns = ["first_name", "surname", "sex", "dob", "street", "city", "postcode", "phone", "email"]
con = duckdb.connect()
con.execute(f"""
    CREATE TABLE people AS SELECT "{args.id}" AS unique_id, {', '.join(f"nullif(trim({c}), '') AS {c}" for c in columns)},
           nullif(trim(first_name) || ' ' || trim(surname), ' ') AS full_name
    FROM read_csv('{args.people}', header = true, all_varchar = true)
""")
say("read")



def rare(column, fuzzy):
    """A comparison of a column whose equal values are too rare for a sample: the
    u of equality is counted exactly and held."""
    (same, pairs), = con.execute(f"SELECT sum(n * (n - 1)), sum(n) ^ 2 FROM (SELECT count(*) n FROM people WHERE {column} IS NOT NULL GROUP BY {column})").fetchall()
    return cl.CustomComparison(
        output_column_name=column,
        comparison_levels=[
            {"sql_condition": f"{column}_l IS NULL OR {column}_r IS NULL", "label_for_charts": "null", "is_null_level": True},
            {"sql_condition": f"{column}_l = {column}_r", "label_for_charts": "exact", "tf_adjustment_column": column,
             "u_probability": max(float(same / pairs), 1e-12), "fix_u_probability": True},
            *({"sql_condition": condition, "label_for_charts": condition} for condition in fuzzy),
            {"sql_condition": "ELSE", "label_for_charts": "else"},
        ],
    )


# The parts of an address depend on each other, so they are one comparison.
address = cl.CustomComparison(
    output_column_name="address",
    comparison_levels=[
        {"sql_condition": "(street_l IS NULL OR street_r IS NULL) AND (postcode_l IS NULL OR postcode_r IS NULL)", "label_for_charts": "null", "is_null_level": True},
        {"sql_condition": "street_l = street_r AND postcode_l = postcode_r", "label_for_charts": "street and postcode"},
        {"sql_condition": "street_l = street_r OR postcode_l = postcode_r", "label_for_charts": "street or postcode"},
        {"sql_condition": "levenshtein(street_l, street_r) <= 2", "label_for_charts": "street nearly"},
        {"sql_condition": "city_l = city_r", "label_for_charts": "city"},
        {"sql_condition": "ELSE", "label_for_charts": "else"},
    ],
)
settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.ForenameSurnameComparison("first_name", "surname", jaro_winkler_thresholds=[0.92, 0.8], forename_surname_concat_col_name="full_name"),
        cl.ExactMatch("sex"),
        cl.DamerauLevenshteinAtThresholds("dob", [1, 2]),
        address,
        rare("phone", ["levenshtein(phone_l, phone_r) <= 1"]),
        rare("email", ["jaro_winkler_similarity(email_l, email_r) >= 0.93"]),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("phone"),
        block_on("email"),
        block_on("dob", "surname"),
        block_on("dob", "first_name"),
        block_on("dob", "postcode"),
        block_on("street", "first_name"),
        block_on("first_name", "surname", "city"),
        block_on("dob", "substr(surname, 1, 2)", "sex"),
    ],
    retain_intermediate_calculation_columns=False,
    retain_matching_columns=False,
)
linker = Linker(DuckDBAPI(con).register("people"), settings)
linker.training.estimate_probability_two_random_records_match(
    [block_on("first_name", "surname", "dob"), block_on("email"), block_on("phone", "first_name")], recall=0.8
)
linker.training.estimate_u_using_random_sampling(max_pairs=args.u_pairs, seed=1, num_chunks=1)
say("u")
linker.training.estimate_parameters_using_expectation_maximisation(block_on("dob", "surname"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("email"))
say("m")

pairs = linker.inference.predict(threshold_match_probability=0.01)
say("predict")
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=args.threshold)
con.sql(f"SELECT unique_id AS id, cluster_id AS cluster FROM {clusters.physical_name}").write_csv(args.clusters)
say("clusters")
if args.pairs:
    con.sql(f"SELECT unique_id_l AS id_l, unique_id_r AS id_r, match_weight AS weight, match_probability AS probability FROM {pairs.physical_name}").write_csv(args.pairs)
