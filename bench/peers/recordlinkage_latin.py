"""recordlinkage 0.16 on persons with Latin names: its toolkit of indexes and
comparisons after its guide to deduplication, and its unsupervised classifier
(ECM, Fellegi-Sunter).

    python recordlinkage_latin.py people.csv clusters.csv [--pairs pairs.csv]
"""

import argparse
import csv

import numpy as np
import pandas as pd
import recordlinkage as rl
from recordlinkage.preprocessing import clean

parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("clusters")
parser.add_argument("--pairs")
args = parser.parse_args()

people = pd.read_csv(args.file, dtype=str, keep_default_na=False).set_index("id")
for c in ["given_name", "middle_name", "surname", "street", "city"]:
    people[c] = clean(people[c])
people["phone"] = people["phone"].str.replace(r"\D", "", regex=True)
people["email"] = people["email"].str.lower()
people = people.replace({"": None, "unknown": None, "na": None, "1900-01-01": None, "1901-01-01": None, "9999-12-31": None, "00000": None, "99999": None})

index = rl.Index()
index.block(["birth_date", "surname"])
index.block(["birth_date", "given_name"])
index.block(["birth_date", "postcode"])
index.block("email")
index.block(["phone", "given_name"])
index.block(["given_name", "surname", "postcode"])
index.block(["given_name", "surname", "city"])
index.block(["surname", "street"])
pairs = index.index(people)

compare = rl.Compare()
compare.string("given_name", "given_name", method="jarowinkler", threshold=0.85, label="given_name")
compare.string("surname", "surname", method="jarowinkler", threshold=0.88, label="surname")
compare.string("birth_date", "birth_date", method="levenshtein", threshold=0.85, label="birth_date")
compare.exact("sex", "sex", label="sex")
compare.string("street", "street", method="jarowinkler", threshold=0.88, label="street")
compare.exact("postcode", "postcode", label="postcode")
compare.exact("phone", "phone", label="phone")
compare.exact("email", "email", label="email")
features = compare.compute(pairs, people)

ecm = rl.ECMClassifier(init="jaro", max_iter=200, atol=1e-4)
ecm.fit(features)
found = ecm.predict(features)
odds = ecm.prob(features)
weight = np.log2(odds.clip(1e-12, 1 - 1e-12) / (1 - odds.clip(1e-12, 1 - 1e-12)))

root = {}


def top(x):
    while root.get(x, x) != x:
        x = root[x]
    return x


for a, b in found:
    root[top(a)] = top(b)
with open(args.clusters, "w", newline="") as f:
    out = csv.writer(f)
    out.writerow(["id", "cluster"])
    out.writerows((i, top(i)) for i in people.index)
if args.pairs:
    with open(args.pairs, "w", newline="") as f:
        out = csv.writer(f)
        out.writerow(["id_l", "id_r", "weight"])
        out.writerows((a, b, w) for (a, b), w in weight.items())
