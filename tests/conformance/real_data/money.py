"""The money of every real report that can be read, summed by Python's own readers and `decimal`,
against what `twinbill inspect --json` says: an opinion that shares no code with the readers.

usage: money.py TWINBILL
"""
import csv
import decimal
import gzip
import io
import json
import pathlib
import subprocess
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parents[2] / "corpus" / "data" / "real"
COST = {"line_item_unblended_cost", "lineItem/UnblendedCost", "BilledCost"}


def rows_of(path):
    """(column names, rows as dictionaries of texts)"""
    if path.suffix == ".parquet":
        import pyarrow.parquet

        table = pyarrow.parquet.read_table(path)
        for batch in table.to_batches():
            yield from batch.to_pylist()
        return
    if path.suffix == ".zip":
        with zipfile.ZipFile(path) as packed:
            data = packed.read(packed.namelist()[0])
    else:
        data = path.read_bytes()
        if path.suffix == ".gz":
            data = gzip.decompress(data)
    yield from csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""))


def money_of(path):
    rows, total = 0, decimal.Decimal(0)
    for row in rows_of(path):
        rows += 1
        (column,) = COST & set(row)
        value = row[column]
        # repr of a float is the shortest text that reads back as it
        total += decimal.Decimal(repr(value) if isinstance(value, float) else value)
    return rows, total


def main():
    decimal.getcontext().prec = 200
    program, wrong = sys.argv[1], 0
    files = [entry["file"] for entry in json.loads((HERE / "outcomes.json").read_text())["read"]]
    for file in files:
        out = subprocess.run(
            [program, "inspect", "--json", str(DATA / file)], check=True, capture_output=True, text=True
        ).stdout
        told = json.loads(out)
        rows, total = money_of(DATA / file)
        same = told["rows"] == rows and decimal.Decimal(told["unblended_cost"]) == total
        wrong += not same
        print(f"{'same ' if same else 'WRONG'} {file}: {rows} rows, {total}; twinbill: "
              f"{told['rows']} rows, {told['unblended_cost']}")
    return 1 if wrong or len(files) < 9 else 0


sys.exit(main())
