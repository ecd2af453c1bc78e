"""Splink 5 (DuckDB) on published data, with the settings of its own worked examples
(febrl3, febrl4, deduplicate_50k_synthetic, the tutorial); for restaurants, which
it has no example of, by its guides.

    python splink_sets.py febrl|historical|fake|restaurant file.csv [second.csv] clusters.csv [--pairs pairs.csv] [--without column]
"""

import argparse
import logging

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

parser = argparse.ArgumentParser()
parser.add_argument("set", choices=["febrl", "historical", "fake", "restaurant"])
parser.add_argument("files", nargs="+")
parser.add_argument("--pairs")
parser.add_argument("--without", default="")
parser.add_argument("--threshold", type=float, default=0.95)
args = parser.parse_args()
files, clusters_file = args.files[:-1], args.files[-1]
logging.getLogger("splink").setLevel(logging.ERROR)
con = duckdb.connect()

dob = {"input_is_string": True, "invalid_dates_as_null": True}
if args.set == "febrl":
    number = [] if args.without == "soc_sec_id" else [cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2])]
    columns, unique = "given_name, surname, street_number, address_1, suburb, postcode, date_of_birth, soc_sec_id", "rec_id"
    comparisons = [
        cl.NameComparison("given_name"), cl.NameComparison("surname"),
        cl.DateOfBirthComparison("date_of_birth", datetime_format="%Y%m%d", **dob), *number,
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("address_1", [0.9, 0.8]),
        cl.JaroWinklerAtThresholds("suburb", [0.9]),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]
    rules = [block_on("soc_sec_id")] if number else []
    rules += [block_on("given_name"), block_on("surname"), block_on("date_of_birth"), block_on("postcode"), block_on("address_1")]
    certain, recall = [block_on("given_name", "surname", "date_of_birth"), block_on("given_name", "surname", "postcode"), block_on("date_of_birth", "address_1")], 0.7
    training = [block_on("date_of_birth"), block_on("given_name", "surname"), block_on("postcode", "suburb")]
elif args.set == "historical":
    columns, unique = "first_name, surname, dob, postcode_fake, birth_place, occupation", "unique_id"
    comparisons = [
        cl.ForenameSurnameComparison("first_name", "surname", forename_surname_concat_col_name="both_names"),
        cl.DateOfBirthComparison("dob", **dob), cl.PostcodeComparison("postcode_fake"),
        cl.ExactMatch("birth_place").configure(term_frequency_adjustments=True),
        cl.ExactMatch("occupation").configure(term_frequency_adjustments=True),
    ]
    area = "substr(postcode_fake, 1, 3)"
    rules = [block_on("first_name", "surname"), block_on("surname", "dob"), block_on("first_name", "dob"), block_on("postcode_fake", "first_name"),
             block_on("postcode_fake", "surname"), block_on("dob", "birth_place"), block_on(area, "dob"), block_on(area, "first_name"), block_on(area, "surname"),
             block_on("substr(first_name, 1, 2)", "substr(surname, 1, 2)", "substr(dob, 1, 4)")]
    certain, recall = [block_on("first_name", "surname", "dob"), block_on("substr(first_name, 1, 2)", "surname", "substr(postcode_fake, 1, 2)"), block_on("dob", "postcode_fake")], 0.6
    training = [block_on("first_name", "surname"), block_on("dob")]
elif args.set == "fake":
    columns, unique = "first_name, surname, dob, city, email", "unique_id"
    comparisons = [
        cl.NameComparison("first_name"), cl.NameComparison("surname"), cl.DateOfBirthComparison("dob", **dob),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True), cl.EmailComparison("email"),
    ]
    rules = [block_on("first_name"), block_on("surname"), block_on("dob"), block_on("email")]
    certain, recall = [block_on("first_name", "dob"), block_on("surname", "dob"), block_on("email")], 0.7
    training = [block_on("first_name", "surname"), block_on("dob"), block_on("email")]
else:
    columns, unique = "name, addr, city, phone", "id"
    comparisons = [
        cl.JaroWinklerAtThresholds("name", [0.9, 0.8, 0.7]), cl.JaroWinklerAtThresholds("addr", [0.9, 0.8]),
        cl.JaroWinklerAtThresholds("city", [0.9]), cl.LevenshteinAtThresholds("phone", [1, 3]),
    ]
    rules = [block_on("substr(name, 1, 4)"), block_on("phone"), block_on("substr(addr, 1, 5)"), block_on("substr(name, -5)")]
    certain, recall = [block_on("phone"), block_on("name", "city")], 0.8
    training = [block_on("phone"), block_on("substr(name, 1, 6)")]

for n, path in enumerate(files):
    csv = f"""read_csv('{path}', header = true, all_varchar = true, delim = ',', quote = '"')"""
    named = [c.strip() for c in columns.split(",")]
    have = [d[0] for d in con.execute(f"DESCRIBE SELECT * FROM {csv}").fetchall()]
    of = {h.strip(): h for h in have}
    full = ", nullif(trim(trim(coalesce(first_name, '')) || ' ' || trim(coalesce(surname, ''))), '') AS both_names" if args.set == "historical" else ""
    clean = ", ".join(f"""nullif(regexp_replace(trim("{of[c]}"), '[^a-zA-Z0-9@. -]', '', 'g'), '') AS {c}""" for c in named)
    con.execute(f"""CREATE TABLE people{n} AS SELECT *{full} FROM (SELECT trim("{of[unique]}") AS unique_id, {clean} FROM {csv})""")
settings = SettingsCreator(link_type="link_only" if len(files) == 2 else "dedupe_only", comparisons=comparisons, blocking_rules_to_generate_predictions=rules)
api = DuckDBAPI(con)
tables = [api.register(f"people{n}") for n in range(len(files))]
linker = Linker(tables if len(files) == 2 else tables[0], settings)
linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6, seed=1)
for rule in training:
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
pairs = linker.inference.predict(threshold_match_probability=0.001)
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=args.threshold)
con.sql(f"SELECT unique_id AS id, cluster_id AS cluster FROM {clusters.physical_name}").write_csv(clusters_file)
if args.pairs:
    con.sql(f"SELECT unique_id_l AS id_l, unique_id_r AS id_r, match_weight AS weight, match_probability AS probability FROM {pairs.physical_name}").write_csv(args.pairs)
