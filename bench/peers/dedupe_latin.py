"""dedupe 3.0.3 on persons with Latin names, taught by a hundred pairs whose truth
it is told, as its users label them.

    python dedupe_latin.py people.csv clusters.csv --truth people.truth.csv
"""

import argparse
import csv
import random
import re

import dedupe
import numpy as np
from dedupe import variables

parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("clusters")
parser.add_argument("--pairs", help="not written: it has no pairs to show, only clusters")
parser.add_argument("--truth", required=True)
parser.add_argument("--labels", type=int, default=100)
args = parser.parse_args()
random.seed(1)
np.random.seed(1)

who = {r["id"]: r["cluster"] for r in csv.DictReader(open(args.truth))}
people = {}
for r in csv.DictReader(open(args.file)):
    row = {k: (re.sub(r"[^a-z0-9@. -]", "", v.lower()).strip() or None) for k, v in r.items() if k != "id"}
    row["phone"] = re.sub(r"\D", "", r["phone"]) or None
    people[r["id"]] = row | {"id": r["id"]}

fields = [
    variables.String("given_name", has_missing=True),
    variables.String("surname", has_missing=True),
    variables.String("middle_name", has_missing=True),
    variables.ShortString("birth_date", has_missing=True),
    variables.Exact("sex", has_missing=True),
    variables.String("street", has_missing=True),
    variables.ShortString("postcode", has_missing=True),
    variables.ShortString("phone", has_missing=True),
    variables.String("email", has_missing=True),
]
linker = dedupe.Dedupe(fields, num_cores=2)
linker.prepare_training(people, sample_size=1500)
told = 0
while told < args.labels:  # it asks, the truth answers
    pair, = linker.uncertain_pairs()
    kind = "match" if who[pair[0]["id"]] == who[pair[1]["id"]] else "distinct"
    linker.mark_pairs({"match": [pair] if kind == "match" else [], "distinct": [pair] if kind == "distinct" else []})
    told += 1
linker.train()
clusters = linker.partition(people, threshold=0.5)
with open(args.clusters, "w", newline="") as f:
    out = csv.writer(f)
    out.writerow(["id", "cluster"])
    for n, (members, _) in enumerate(clusters):
        out.writerows((m, n) for m in members)
