"""Records what the real library gives for the recorded cases, on a processor that can run the kernel:

    OPENBLAS_CORETYPE=Nehalem record_digests.py CASES.json THREADS...      one line of JSON a case

engine_digests.jsonl has those of Nehalem on 2 and 4 threads, for the cases that multiply matrices (numpy 2.4.6).
"""
import contextlib
import io
import json
import runpy
import sys
import tempfile

import sklearn.datasets  # noqa: F401  The limit holds for libraries that are there when it is set.
from threadpoolctl import threadpool_limits

from engine_recorded import oracle

with open(sys.argv[1], encoding="utf-8") as file:
    cases = [case for case in json.load(file) if case["generator"] in ("sk_classification", "sk_regression")]
with tempfile.NamedTemporaryFile("w", suffix=".json") as chosen:
    json.dump(cases, chosen)
    chosen.flush()
    for threads in [int(word) for word in sys.argv[2:]]:
        sys.argv[1:] = ["digests", chosen.name]
        printed = io.StringIO()
        with threadpool_limits(threads, "blas"), contextlib.redirect_stdout(printed):
            runpy.run_path(str(oracle() / "oracle.py"))
        for line in map(json.loads, printed.getvalue().splitlines()):
            print(json.dumps({**line, "threads": threads}))
