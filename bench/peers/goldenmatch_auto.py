"""GoldenMatch with no settings: what it finds out about the columns is its own.

    python goldenmatch_auto.py people.csv clusters.csv [--pairs pairs.csv] [--id id] [--ignore cluster]

Pairs are those it kept, with its score between 0 and 1.
"""

import argparse
import csv
import os
import tempfile

import goldenmatch

parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("clusters")
parser.add_argument("--pairs")
parser.add_argument("--id", default="id")
parser.add_argument("--ignore", default="", help="columns that it must not see")
args = parser.parse_args()

# It gets neither the truth nor the number of the row.
hidden = {args.id, *filter(None, args.ignore.split(","))}
with open(args.file, encoding="utf-8-sig", newline="") as f:
    rows = csv.reader(f, skipinitialspace=True)
    head = [h.strip() for h in next(rows)]
    number = head.index(args.id)
    seen = [i for i, h in enumerate(head) if h not in hidden]
    ids = []
    with tempfile.NamedTemporaryFile("w", suffix=".csv", delete=False, encoding="utf-8", newline="") as shown:
        out = csv.writer(shown)
        out.writerow([head[i] for i in seen])
        for row in rows:
            ids.append(row[number])
            out.writerow([row[i] for i in seen])
result = goldenmatch.dedupe(shown.name)
os.unlink(shown.name)

cluster = list(range(len(ids)))
for members in result.clusters.values():
    for m in members["members"]:
        cluster[m] = min(members["members"])
with open(args.clusters, "w", encoding="utf-8", newline="") as f:
    out = csv.writer(f)
    out.writerow(["id", "cluster"])
    out.writerows((i, ids[c]) for i, c in zip(ids, cluster))
if args.pairs:
    with open(args.pairs, "w", encoding="utf-8", newline="") as f:
        out = csv.writer(f)
        out.writerow(["id_l", "id_r", "weight"])
        out.writerows((ids[a], ids[b], score) for a, b, score in result.scored_pairs or [])
