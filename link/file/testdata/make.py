"""Writes types.parquet and damaged files' base with pyarrow: python make.py"""
import datetime as d
import decimal

import pyarrow as pa
import pyarrow.parquet as pq

t = pa.table({
    "name": pa.array(["Ann Lee", "王小明", None, " Ann Lee "]),
    "kind": pa.array(["a", "b", "a", None]).dictionary_encode(),
    "born": pa.array([d.date(1990, 2, 3), None, d.date(1955, 12, 31), d.date(2000, 1, 1)]),
    "seen": pa.array([d.datetime(2024, 6, 30, 9, 5, 1, 250000), d.datetime(1960, 1, 1), None, d.datetime(1969, 12, 31, 23, 59, 59)], pa.timestamp("us")),
    "made": pa.array([d.datetime(2024, 6, 30, 9, 5, 1), None, None, None], pa.timestamp("ns", tz="UTC")),
    "at": pa.array([d.time(8, 30), None, d.time(23, 59, 59), d.time(0, 0)], pa.time32("ms")),
    "age": pa.array([34, None, -1, 24], pa.int32()),
    "number": pa.array([18446744073709551615, 0, 1, None], pa.uint64()),
    "gap": pa.array([12345.0, None, 0.5, float("nan")], pa.float64()),
    "price": pa.array([decimal.Decimal("12.50"), decimal.Decimal("-0.05"), None, decimal.Decimal("0.00")], pa.decimal128(9, 2)),
    "large": pa.array([decimal.Decimal("123456789012345678901234.5"), decimal.Decimal("-1.5"), None, None], pa.decimal128(38, 1)),
    "yes": pa.array([True, False, None, True]),
    "phones": pa.array([["13900000011", "13900000012"], [], None, ["1", None, "2"]], pa.list_(pa.string())),
    "place": pa.array([{"street": "High St", "no": 1}, None, {"street": None, "no": 2}, {"street": "Low St", "no": None}], pa.struct([("street", pa.string()), ("no", pa.int64())])),
})
pq.write_table(t, "types.parquet", row_group_size=3, compression="zstd")
pq.write_table(pa.table({"id": ["1"], "kids": [[{"name": "a"}]], "map": pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int32()))}), "nested.parquet")
