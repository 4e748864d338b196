"""Writes the Parquet files of the protocol tests. Needs pandas 2.3.3 and pyarrow."""

import pathlib

import pandas as pd

folder = pathlib.Path(__file__).parent
frame = pd.DataFrame(
    {
        "double": [2.5, None],
        "boolean": [True, False],
        "integer": pd.Series([1, -2], dtype="int32"),
        "long": [9007199254740993, 2],
        "float": pd.Series([1.5, 0.25], dtype="float32"),
        "string": ["s", None],
        "binary": [b"\x01\x02", b"\xff"],
        "datetime": pd.to_datetime(["2021-01-01T00:00:00.0", "1999-12-31T23:59:59.5"]),
    }
)
frame.to_parquet(folder / "eight_types.parquet", index=False)
frame.to_parquet(folder / "uncompressed.parquet", index=False, compression=None)
labelled = frame[["long"]].set_index(pd.Index(["x", "y"], name="label"))
labelled.to_parquet(folder / "labelled.parquet")
pd.DataFrame({"n": pd.array([1, None], dtype="Int64"), "b": [True, None]}).to_parquet(
    folder / "missing.parquet", index=False
)
pd.DataFrame({"datetime": pd.to_datetime(["2021-01-01T00:00:00Z"])}).to_parquet(
    folder / "zoned.parquet", index=False
)
