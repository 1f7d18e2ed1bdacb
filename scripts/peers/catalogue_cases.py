#!/usr/bin/env python3
"""A case for each call of the catalogue, and for each form that a file may have: catalogue_cases.py SEED > cases.jsonl

The cases are those of the notebook corpus; they are given to at1 with their source."""
import json
import random
import sys

draw = random.Random(int(sys.argv[1]))
SETUP = {
    "rng": lambda: f"rng = np.random.default_rng({draw.randrange(10 ** 6)})\n",
    "rs": lambda: f"rs = np.random.RandomState({draw.randrange(10 ** 6)})\n",
}
BOTH = [
    "pareto(3, 900)", "(G.pareto(2.5, 900) + 1) * 2", "power(0.4, 900)", "power(3, 900)", "logseries(0.6, 900)", "logseries(0.95, 900)",
    "noncentral_chisquare(3, 2, 300)", "noncentral_chisquare(0.5, 20, 300)", "noncentral_f(3, 5, 2, 300)", "hypergeometric(15, 20, 12, 900)",
    "hypergeometric(5, 30, 7, 300)", "hypergeometric(500, 600, 400, 900)", "hypergeometric(100, 3, 90, 300)", "hypergeometric(30, 4, 9, 300)",
    "wald(3, 2, 900)", "zipf(1.2, 900)", "zipf(4, 900)", "dirichlet([0.05, 0.03, 0.08], 300)", "standard_cauchy(300)", "f(3, 7, 300)",
]
NEW = [
    "multivariate_hypergeometric([10, 20, 30], 15, 200)", "multivariate_hypergeometric([40, 20, 30], 60, 200)",
    "multivariate_hypergeometric([4, 20, 3], 9, 200, method='count')", "multivariate_hypergeometric([4, 20, 3], 20, 200, method='count')",
    "choice(np.arange(60).reshape(6, 10), 4, axis=1)", "choice(np.arange(60).reshape(6, 10), 4, axis=1, replace=False)",
    "permutation(np.arange(60).reshape(6, 10), axis=1)", "integers([0, 5, 9], [10, 20, 250], size=(200, 3), dtype=np.uint8)",
    "integers([0, 5, 9], [10, 20, 250], size=(200, 3), dtype=np.int16)", "integers([0, 5, 9], [10, 20, 250], size=(200, 3), dtype=np.int32)",
]
OTHERS = [
    "x = np.arange(60).reshape(6, 10)\nnp.random.default_rng(S).shuffle(x, axis=1)\nnp.save('x.npy', x)",
    "rng = np.random.Generator(np.random.Philox(S).jumped(3))\nnp.save('x.npy', rng.random(30))",
    "b = np.random.Philox(S)\nb.advance(7)\nnp.save('x.npy', np.random.Generator(b).normal(size=30))",
    "np.save('x.npy', np.exp(np.random.default_rng(S).normal(0, 3, 2000)))",
    "np.save('x.npy', np.random.default_rng(S).normal(size=(40, 3)).astype('>f8'))",
    "np.save('x.npy', np.random.default_rng(S).integers(0, 99, 40).astype('>i4'))",
    "np.save('x.npy', np.asfortranarray(np.random.default_rng(S).normal(size=(40, 3))))",
    "rng = np.random.default_rng(S)\nx = np.zeros(90, dtype=[('id', 'i4'), ('value', 'f8'), ('name', 'U5')])\nx['id'] = np.arange(90)\nx['value'] = rng.normal(size=90)\n"
    "x['name'] = rng.choice(['ann', 'bob', 'evelyn'], 90)\nnp.save('x.npy', x)",
    "rng = np.random.default_rng(S)\nx = np.array([(i, rng.random()) for i in range(30)], dtype=[('a', '<i8'), ('b', '>f4')])\nnp.save('x.npy', x[5:])",
    "rng = np.random.default_rng(S)\nr = np.rec.fromarrays([rng.normal(size=50), rng.integers(0, 9, 50)], names='x,y')\nnp.savez('r.npz', r=r, m=r.x)",
    "rng = np.random.default_rng(S)\ndf = pd.DataFrame({'a': rng.normal(size=50), 'b': rng.integers(0, 9, 50)})\nnp.save('r.npy', df.to_records(index=False))",
    "rng = np.random.default_rng(S)\nx = np.zeros(30, dtype=[(f'a_rather_long_name_of_a_field_{k:06d}', 'f8') for k in range(2000)])\nx['a_rather_long_name_of_a_field_000003'] = rng.random(30)\nnp.save('x.npy', x)",
    *[f"x = np.random.default_rng(S).{call}\npickle.dump(x, open('x.pkl', 'wb'), protocol={version})" for version in (2, 3, 4, 5)
      for call in ("normal(size=(40, 3))", "integers(0, 9, 300, dtype=np.uint8)", "random(9000)", "normal(size=8160)", "normal(size=(5, 4)).T")],
    "pickle.dump(np.random.default_rng(S).random(40), open('x.pkl', 'wb'))",
    "random.seed(S)\npickle.dump([random.random() for _ in range(2500)], open('x.pkl', 'wb'))",
    "random.seed(S)\npickle.dump([random.randint(-9, 10 ** 12) for _ in range(1001)], open('x.pkl', 'wb'), protocol=3)",
    "rng = np.random.default_rng(S)\npd.DataFrame({'a': rng.normal(size=500), 'b': rng.integers(0, 9, 500)}).to_csv('d.csv.gz', index=False, compression={'method': 'gzip', 'mtime': 0})",
    "rng = np.random.default_rng(S)\npd.DataFrame(rng.integers(0, 9, (3000, 3))).to_csv('d.csv.gz', compression={'method': 'gzip', 'mtime': 1, 'compresslevel': 6})",
    "rng = np.random.default_rng(S)\npd.DataFrame({'a': rng.normal(size=90), 'c': rng.choice(['x', 'y'], 90)}).to_csv('d.csv', quoting=csv.QUOTE_ALL)",
    "random.seed('a text S')\njson.dump([random.random() for _ in range(50)], open('x.json', 'w'))",
    "random.seed(b'bytes S')\njson.dump([random.randint(0, 99) for _ in range(50)], open('x.json', 'w'))",
    "y = np.random.default_rng(S).choice(['b', 'a', 'c'], 200, p=[0.5, 0.3, 0.2])\nfolds = list(StratifiedKFold(5, shuffle=True, random_state=S).split(np.zeros(200), y))\nnp.save('f.npy', folds[2][0])",
    "y = np.repeat([2, 0, 1], [40, 23, 17])\nfolds = list(StratifiedKFold(3).split(y, y))\nnp.savez('f.npz', a=folds[1][0], b=np.random.default_rng(S).random(9))",
    "X, y = make_multilabel_classification(n_samples=60, n_features=12, n_classes=4, random_state=S)\nnp.savez('d.npz', X=X, y=y)",
    "X, y = make_multilabel_classification(allow_unlabeled=False, n_labels=1, random_state=S)\nnp.savez('d.npz', X=X, y=y)",
    "X, r, c = make_biclusters((30, 20), 3, noise=0.5, random_state=S)\nnp.savez('d.npz', X=X, r=r, c=c)",
    "X, r, c = make_checkerboard((30, 20), (4, 3), noise=0.5, random_state=S)\nnp.savez('d.npz', X=X, r=r, c=c)",
    "X, r, c = make_checkerboard((12, 9), 2, shuffle=False, random_state=S)\nnp.save('X.npy', X)",
]

cases = []
for name, setup in SETUP.items():
    for call in BOTH + (NEW if name == "rng" else []):
        text = call.replace("G.", f"{name}.") if "G." in call else f"{name}.{call}"
        cases.append(setup() + f"np.save('x.npy', {text})")
cases += [case.replace("S)", f"{draw.randrange(10 ** 6)})").replace("S'", f"{draw.randrange(99)}'") for case in OTHERS]
HEAD = "import csv, json, pickle, random\nimport numpy as np\nimport pandas as pd\nfrom sklearn.datasets import make_multilabel_classification, make_biclusters, make_checkerboard\nfrom sklearn.model_selection import StratifiedKFold\n"
for number, code in enumerate(cases):
    print(json.dumps({"name": f"c{number:03d}", "tags": ["catalogue"], "code": HEAD + code}))
