#!/usr/bin/env python3
"""Draws files as notebooks make them: notebook_cases.py COUNT SEED > cases.jsonl

Each case is a few lines of Python that leave one file, with the name and tags of the notebook corpus. What people choose
themselves (shapes, parameters, seeds, names of columns, encodings) is drawn, so that no case is known beforehand."""
import json
import random
import sys

count, start = int(sys.argv[1]), int(sys.argv[2])
draw = random.Random(start)
pick = draw.choice

WORDS = ["age", "income", "price", "height", "weight", "score", "temp", "qty", "sales", "x1", "value", "clicks", "load"]
LABELS = [["a", "b", "c"], ["yes", "no"], ["Berlin", "Lima", "Tokyo", "Cairo"], ["low", "mid", "high"], ["M", "F"], ["cat", "dog"]]


def seed():
    return pick([0, 1, 2, 3, 5, 7, 11, 13, 17, 21, 42, 42, 42, 77, 99, 100, 101, 111, 123, 123, 321, 555, 777, 999, 1000, 1234,
                 1234, 1337, 2019, 2020, 2021, 2022, 2023, 2024, 2025, 2718, 3407, 4242, 9999, 12345, 31415, 54321, 20240101,
                 20230615, 123456, draw.randrange(100), draw.randrange(1000)])


def rows(most=5000):
    return pick([n for n in [20, 30, 40, 50, 60, 64, 100, 100, 120, 128, 150, 200, 200, 250, 256, 300, 365, 400, 500, 500, 512, 600,
                             730, 800, 1000, 1000, 1024, 1200, 1500, 2000, 3000, 5000, 10000] if n <= most])


def columns():
    return pick([2, 2, 3, 3, 4, 4, 5, 5, 6, 8, 10, 12, 16, 20, 32])


def number(*choices):
    return pick(choices)


LOCS = [0, 0, 0, 1, 2, 3, 5, 10, 20, 25, 50, 68, 72, 100, 120, 170, 1000, -1, -2, -5, 0.5, 2.5, 98.6]
SCALES = [1, 1, 2, 3, 5, 10, 15, 20, 0.1, 0.2, 0.5, 1.5, 2.5, 0.01, 4, 100, 3.5, 0.3, 0.8]


def source():
    """Setup, the name that draws, and whether it is a Generator."""
    if draw.random() < 0.6:
        return f"rng = np.random.default_rng({seed()})\n", "rng", True
    if draw.random() < 0.25:
        return f"rs = np.random.RandomState({seed()})\n", "rs", False
    return f"np.random.seed({seed()})\n", "np.random", False


def saved(name, stem="data", isText=True):
    forms = [f"np.save('{stem}.npy', {name})"] * 5 + [
        f"np.savez('{stem}.npz', {name})", f"np.savez('{stem}.npz', X={name})", f"np.savez_compressed('{stem}.npz', data={name})",
        f"np.savez_compressed('{stem}.npz', {name})", f"({name}).tofile('{stem}.bin')"]
    if isText:
        forms += [f"np.savetxt('{stem}.txt', np.ravel({name}), fmt='{pick(['%.2f', '%.4f', '%.6f', '%g', '%.18e', '%.3f', '%.8e'])}')",
                  f"np.savetxt('{stem}.txt', np.ravel({name}))"]
    return pick(forms)


def unit(g, isGenerator, size):
    return f"{g}.standard_normal({size})" if isGenerator else f"{g}.randn({size.strip('()')})"


def shape():
    return pick([str(rows()), f"({rows(1000)}, {columns()})"])


def normal():
    setup, g, new = source()
    size = shape()
    call = pick([f"{g}.normal({pick(LOCS)}, {pick(SCALES)}, {size})", f"{g}.normal({pick(LOCS)}, {pick(SCALES)}, size={size})", unit(g, new, size), f"{g}.normal(size={size})"])
    return ["normal"], setup + f"x = {call}\n" + saved("x")


def uniform():
    setup, g, new = source()
    size = shape()
    low = pick([0, 0, -1, 1, 10, -5, 0.5, 100, -10])
    call = pick([f"{g}.uniform({low}, {low + pick([1, 2, 5, 10, 20, 100, 0.5])}, {size})", f"{g}.random({size})" if new else f"{g}.rand({size.strip('()')})"])
    return ["uniform"], setup + f"x = {call}\n" + saved("x")


def integers():
    setup, g, new = source()
    low = pick([0, 0, 0, 1, 1, 10, 18, -5, -10, 50, 100])
    high = low + pick([2, 5, 6, 10, 20, 50, 62, 90, 100, 256, 1000, 10000])
    dtype = pick(["", "", "", "", ", dtype=np.uint8" if 0 <= low and high <= 256 else "", ", dtype=np.int32"])
    call = f"{g}.{'integers' if new else 'randint'}({low}, {high}, size={shape()}{dtype})"
    return ["integers"], setup + f"x = {call}\n" + saved("x")


def dist():
    setup, g, new = source()
    size = pick([str(rows(2000)), f"size={rows(2000)}"])
    kinds = {
        "poisson": lambda: f"poisson({pick([0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 7, 10, 12, 20, 30, 100])}, {size})",
        "binomial": lambda: f"binomial({pick([1, 5, 8, 10, 20, 50, 100])}, {pick([0.1, 0.2, 0.25, 0.3, 0.5, 0.6, 0.7, 0.8])}, {size})",
        "geometric": lambda: f"geometric({pick([0.05, 0.1, 0.2, 0.25, 0.3, 0.35, 0.5, 0.7])}, {size})",
        "gamma": lambda: f"gamma({pick([0.5, 1.5, 2, 2.0, 2.5, 3, 4, 5, 7.5, 9])}, {pick([0.5, 1, 1.0, 2, 2.5, 3, 10])}, {size})",
        "beta": lambda: f"beta({pick([0.5, 1, 2, 2.5, 3, 5, 8])}, {pick([0.5, 1, 2, 3, 4, 5, 10])}, {size})",
        "exponential": lambda: f"exponential({pick([0.5, 1, 1.5, 2, 3, 5, 10, 0.1, 100, 1/3])}, {size})",
        "chisquare": lambda: f"chisquare({pick([1, 2, 3, 4, 5, 8, 10])}, {size})",
        "standard_t": lambda: f"standard_t({pick([1, 2, 3, 4, 5, 10, 30])}, {size})",
        "lognormal": lambda: f"lognormal({pick([0, 0.0, 1, 2, 3, 10, 0.5, -1])}, {pick([1, 0.5, 0.25, 0.3, 0.75, 0.2])}, {size})",
        "laplace": lambda: f"laplace({pick([0, 1, 5, -1])}, {pick([1, 2, 0.5, 0.1, 3])}, {size})",
        "logistic": lambda: f"logistic({pick([0, 1, 5, -1])}, {pick([1, 2, 0.5, 3])}, {size})",
        "gumbel": lambda: f"gumbel({pick([0, 1, 5, -1])}, {pick([1, 2, 0.5, 3])}, {size})",
        "rayleigh": lambda: f"rayleigh({pick([1, 2, 0.5, 3])}, {size})",
        "weibull": lambda: f"weibull({pick([0.5, 0.8, 1.5, 2, 2.5, 3, 5])}, {size})",
        "triangular": lambda: f"triangular({pick(['0, 1, 2', '-1, 0, 1', '0, 2, 10', '0, 5, 10', '-3, 0, 8', '1, 2, 4', '10, 20, 40'])}, {size})",
        "wald": lambda: f"wald({pick([1, 2, 3])}, {pick([1, 2, 5])}, {size})",
        "negative_binomial": lambda: f"negative_binomial({pick([1, 2, 3, 5, 10])}, {pick([0.1, 0.2, 0.3, 0.5])}, {size})",
        "zipf": lambda: f"zipf({pick([1.5, 2, 2.5, 3, 4])}, {size})",
        "dirichlet": lambda: f"dirichlet({pick(['np.ones(3)', '[1, 1, 1]', '[2, 3, 5]', '[0.5, 0.5]', 'np.ones(5)', '[10, 5, 3]'])}, size={rows(500)})",
        "multinomial": lambda: f"multinomial({pick([10, 20, 50, 100])}, {pick(['[1/6.]*6', '[1/6]*6', '[0.2, 0.3, 0.5]', '[0.5, 0.5]', '[0.1, 0.2, 0.3, 0.4]', '[1/3]*3'])}, size={rows(500)})",
        "mvn": lambda: f"multivariate_normal({pick(['[0, 0]', '[1, 2]', '[5, -3]', '[10, 20]'])}, {pick(['[[1, 0.5], [0.5, 1]]', '[[1, 0.8], [0.8, 1]]', '[[2, 0.3], [0.3, 1]]', '[[1, 0], [0, 1]]', '[[4, 1.5], [1.5, 2]]'])}, {size})",
    }
    if not new:
        kinds["pareto"] = lambda: f"pareto({pick([1.5, 2, 3, 5])}, {size})"
        kinds["power"] = lambda: f"power({pick([0.5, 2, 3, 5])}, {size})"
    name = pick(sorted(kinds))
    return ["dist", name], setup + f"x = {g}.{kinds[name]()}\n" + saved("x")


def choice():
    setup, g, new = source()
    n = rows(2000)
    total = pick([50, 100, 200, 500, 1000, 2000, 5000, 10000, 60000])
    p = pick(["[0.7, 0.3]", "[0.9, 0.1]", "[0.5, 0.5]", "[0.25, 0.75]", "[0.85, 0.15]"])
    p3 = pick(["[0.5, 0.3, 0.2]", "[0.6, 0.3, 0.1]", "[0.2, 0.3, 0.5]", "[0.8, 0.15, 0.05]"])
    call = pick([f"choice([0, 1], size={n}, p={p})", f"choice(3, {n}, p={p3})", f"choice({total}, size={min(n, total // 2)}, replace=False)", f"choice({total}, size={min(n, total // 2)}, replace=False)",
                 f"choice({pick([2, 3, 10, 50, 100, 365])}, size={n})", f"choice([1, 2, 3, 4, 5], size={n})", f"choice([-1, 1], {n})",
                 f"choice([10, 20, 50, 100], size={n}, p=[0.4, 0.3, 0.2, 0.1])"])
    return ["choice"], setup + f"idx = {g}.{call}\n" + saved("idx")


def order():
    setup, g, _ = source()
    n = rows()
    if draw.random() < 0.5:
        return ["permutation"], setup + f"perm = {g}.permutation({n})\n" + saved("perm")
    return ["shuffle"], setup + f"idx = np.arange({n})\n{g}.shuffle(idx)\n" + saved("idx")


def float32():
    setup, g, new = source()
    size = shape()
    calls = [f"{g}.normal({pick(LOCS)}, {pick(SCALES)}, {size}).astype(np.float32)", f"{g}.uniform(-1, 1, {size}).astype('float32')"]
    if new:
        calls += [f"{g}.standard_normal({size}, dtype=np.float32)", f"{g}.random({size}, dtype=np.float32)", f"{g}.random({size}, dtype=np.float32) * {pick([2, 10, 255])}"]
    return ["float32"], setup + f"W = {pick(calls)}\n" + saved("W", isText=False)


def second():
    setup, g, new = source()
    n, m, k = rows(1000), rows(500), columns()
    lines = pick([
        f"train = {unit(g, new, f'({n}, {k})')}\ntest = {unit(g, new, f'({m}, {k})')}\nnp.save('test.npy', test)",
        f"a = {g}.normal({pick(LOCS)}, {pick(SCALES)}, {n})\nb = {g}.normal({pick(LOCS)}, {pick(SCALES)}, {n})\nnp.save('b.npy', b)",
        f"a = {g}.uniform(0, 1, {n})\nb = {g}.normal(0, {pick(SCALES)}, {n})\nnp.save('b.npy', b)",
        f"x = {g}.uniform(0, 10, {n})\ny = {pick([2, 3, 0.5, -1])} * x + {pick([1, 5, 4])} + {g}.normal(0, {pick([1, 2, 0.5])}, {n})\nnp.save('y.npy', y)",
        f"x = {g}.uniform(0, 10, {n})\ny = {pick([2, 3, 0.5, -1])} * x + {pick([1, 5, 4])} + {g}.normal(0, {pick([1, 2, 0.5])}, {n})\nnp.savez('xy.npz', x=x, y=y)",
        f"X = {g}.normal(size=({n}, {k}))\nw = {g}.normal(size={k})\ny = X @ w + {g}.normal(0, {pick([0.1, 0.5, 1, 0.01])}, size={n})\nnp.save('y.npy', y)",
        f"X = {g}.normal(size=({n}, {k}))\nw = {g}.normal(size={k})\ny = X @ w + {g}.normal(0, {pick([0.1, 0.5, 1, 0.01])}, size={n})\nnp.savez('d.npz', X=X, y=y)",
        f"X = {g}.normal(size=({n}, {k}))\ny = (X[:, 0] + X[:, 1] > 0).astype(int)\nnp.savez('train.npz', X=X, y=y)",
        f"X = {g}.normal(size=({n}, {k}))\ny = (X.sum(axis=1) > 0).astype(int)\nnp.savez('train.npz', X=X, y=y)",
        f"X = {unit(g, new, f'({n}, {k})')}\ny = {g}.{'integers' if new else 'randint'}(0, {pick([2, 3, 10])}, {n})\nnp.savez('train.npz', X=X, y=y)",
        f"X = {unit(g, new, f'({n}, {k})')}\ny = {g}.{'integers' if new else 'randint'}(0, {pick([2, 3, 10])}, {n})\nnp.save('y.npy', y)",
    ])
    return ["multi"], setup + lines


def made():
    setup, g, new = source()
    n = rows(2000)
    lines, tag = pick([
        (f"walk = np.cumsum({g}.normal(0, {pick(SCALES)}, {n}))\n{saved('walk')}", "walk"),
        (f"walk = np.cumsum({g}.choice([-1, 1], size={n}))\n{saved('walk')}", "walk"),
        (f"price = {pick([100, 50, 10, 0])} + np.cumsum({g}.normal({pick([0, 0.1, 0.5])}, {pick([1, 2, 0.5])}, {n}))\n{saved('price')}", "walk"),
        (f"walk = {unit(g, new, str(n))}.cumsum()\n{saved('walk')}", "walk"),
        (f"steps = {unit(g, new, f'({pick([10, 20, 50])}, {n // 10})')}\npaths = np.cumsum(steps, axis=1)\nnp.save('paths.npy', paths)", "walk"),
        (f"r = {g}.normal({pick([0.001, 0.0005, 0])}, {pick([0.02, 0.01])}, {n})\nprice = 100 * np.exp(np.cumsum(r))\nnp.save('price.npy', price)", "gbm"),
        (f"r = {g}.normal({pick([0.001, 0.0005, 0])}, {pick([0.02, 0.01])}, {n})\nprice = 100 * np.cumprod(1 + r)\nnp.save('price.npy', price)", "gbm"),
        (f"x = np.round({g}.normal({pick(LOCS)}, {pick(SCALES)}, {n}), {pick([1, 2, 3])})\n{saved('x')}", "round"),
        (f"x = np.round({g}.uniform(0, {pick([1, 10, 100])}, {n}), {pick([1, 2, 3])})\n{saved('x')}", "round"),
        (f"x = np.sort({g}.uniform(0, {pick([1, 10, 100])}, {n}))\n{saved('x')}", "sort"),
        (f"x = np.sort({g}.normal({pick(LOCS)}, {pick(SCALES)}, {n}))\n{saved('x')}", "sort"),
        (f"X = {g}.normal(size=({n}, {columns()}))\nX[{g}.random({'X.shape' if g != 'np.random' or True else ''}) < {pick([0.05, 0.1, 0.2])}] = np.nan\nnp.save('X.npy', X)" if new else f"X = {g}.normal(size=({n}, 4))\nX[{g}.rand(*X.shape) < {pick([0.05, 0.1, 0.2])}] = np.nan\nnp.save('X.npy', X)", "missing"),
        (f"X = {g}.normal({pick(LOCS)}, {pick(SCALES)}, ({n}, {columns()}))\nX = (X - X.mean(axis=0)) / X.std(axis=0)\nnp.save('X.npy', X)", "standardise"),
        (f"X = {g}.{'random' if new else 'random_sample'}(({n}, {columns()}))\nnp.save('mask.npy', X > {pick([0.5, 0.3, 0.8, 0.9])})", "mask"),
        (f"X = np.concatenate([{g}.normal({pick([-2, 0, -3])}, {pick([1, 0.5])}, {n // 2}), {g}.normal({pick([2, 3, 5])}, {pick([1, 0.5, 2])}, {n // 2})])\n{saved('X')}", "mixture"),
        (f"X = np.vstack([{g}.normal({pick([-2, 0, -3])}, 1, ({n // 2}, 2)), {g}.normal({pick([2, 3, 5])}, {pick([1, 0.5, 2])}, ({n // 2}, 2))])\nnp.save('X.npy', X)", "mixture"),
        (f"A = {g}.normal(size=({pick([3, 4, 5, 8])},) * 2)\nnp.save('A.npy', {pick(['A @ A.T', '(A + A.T) / 2', 'A.T @ A', 'A + A.T'])})", "symmetric"),
        (f"x = np.linspace(0, {pick(['10', '2*np.pi', '1', '4*np.pi'])}, {n})\ny = np.sin(x) + {pick([0.1, 0.2, 0.3])} * {unit(g, new, str(n))}\n{pick(['np.save(%r, y)' % 'y.npy', 'np.savetxt(%r, np.c_[x, y], delimiter=%r)' % ('signal.csv', ','), 'np.savez(%r, x=x, y=y)' % 's.npz'])}", "sine"),
        (f"x = np.linspace(0, 10, {n})\ny = {pick([2, 3, 0.5])} * x + {pick([1, 5])} + {g}.normal(0, {pick([1, 2, 0.5])}, {n})\n{pick(['np.save(%r, y)' % 'y.npy', 'np.savez(%r, x=x, y=y)' % 's.npz', 'np.savetxt(%r, np.column_stack([x, y]))' % 'xy.txt'])}", "line"),
        (f"x = np.abs({g}.normal({pick(LOCS)}, {pick(SCALES)}, {n}))\n{saved('x')}", "abs"),
        (f"x = np.clip({g}.normal({pick([0, 50])}, {pick([1, 20])}, {n}), 0, {pick([1, 100])})\n{saved('x')}", "clip"),
        (f"x = {unit(g, new, str(n))} * {pick([2, 5, 0.1])} + {pick([1, 10, 50])}\n{saved('x')}", "arithmetic"),
        (f"x = {unit(g, new, str(n))}\nx = (x - x.min()) / (x.max() - x.min())\n{saved('x')}", "minmax"),
    ])
    return [tag], setup + lines


def text():
    setup, g, new = source()
    n, k = rows(1000), pick([2, 3, 4, 5])
    whole = "integers" if new else "randint"
    return ["savetxt"], setup + pick([
        f"X = {g}.normal(size=({n}, {k}))\nnp.savetxt('X.csv', X, delimiter=',', fmt='{pick(['%.6f', '%.4f', '%.3f', '%.18e', '%.8f', '%g', '%.10f'])}')",
        f"np.savetxt('ints.txt', {g}.{whole}(0, {pick([10, 100, 256])}, ({n}, {k})), fmt='%d')",
        f"np.savetxt('ints.csv', {g}.{whole}(0, {pick([10, 100, 256])}, ({n}, {k})), fmt='%d', delimiter=',')",
        f"X = {g}.uniform(0, 1, ({n}, {k}))\nnp.savetxt('X.txt', X)",
        f"X = {g}.uniform(0, 1, ({n}, 3))\nnp.savetxt('X.csv', X, delimiter=',', header='a,b,c', comments='')",
        f"X = {g}.uniform(-1, 1, ({n}, 2))\nnp.savetxt('X.csv', X, delimiter=',', header='x,y')",
    ])


def csv():
    setup, g, new = source()
    n = rows(1000)
    a, b, c = draw.sample(WORDS, 3)
    labels = pick(LABELS)
    whole = "integers" if new else "randint"
    lines = pick([
        f"df = pd.DataFrame({g}.normal(size=({n}, 4)), columns=list('ABCD'))",
        f"df = pd.DataFrame({unit(g, new, f'({n}, 3)')}, columns=['{a}', '{b}', '{c}'])",
        f"df = pd.DataFrame({g}.{whole}(0, 100, size=({n}, 4)), columns=list('ABCD'))",
        f"df = pd.DataFrame({g}.{'random' if new else 'random_sample'}(({n}, 3)), columns=['x', 'y', 'z'])",
        f"df = pd.DataFrame({{'id': np.arange({n}), '{a}': {g}.normal({pick(LOCS)}, {pick(SCALES)}, {n})}})",
        f"df = pd.DataFrame({{'{a}': {g}.{whole}(18, 80, {n}), '{b}': {g}.normal(50000, 15000, {n}).round(2), '{c}': {g}.choice({labels}, {n})}})",
        f"df = pd.DataFrame({{'id': range(1, {n} + 1), '{a}': {g}.{whole}(1, {pick([10, 50, 101])}, {n}), '{b}': {g}.uniform(0, 100, {n}).round({pick([1, 2])})}})",
        f"df = pd.DataFrame({{'{a}': {g}.normal({pick(LOCS)}, {pick(SCALES)}, {n}), '{b}': {g}.uniform(0, 1, {n}), 'label': {g}.choice({labels}, {n})}})",
        f"df = pd.DataFrame({{'group': {g}.choice({labels}, size={n}), '{a}': {g}.exponential({pick([1, 2, 10])}, {n}), '{b}': {g}.poisson({pick([2, 3, 5])}, {n})}})",
        f"df = pd.DataFrame({{'{a}': {g}.normal(0, 1, {n}), '{b}': {g}.normal({pick(LOCS)}, {pick(SCALES)}, {n}), 'target': {g}.{whole}(0, 2, {n})}})",
        f"dates = pd.date_range('{pick(['2023-01-01', '2024-01-01', '2020-01-01', '2022-06-01'])}', periods={n}, freq='{pick(['D', 'h', 'D'])}')\ndf = pd.DataFrame({{'date': dates, '{a}': {g}.{whole}(50, 200, {n})}})",
        f"dates = pd.date_range('2024-01-01', periods={n}, freq='D')\ndf = pd.DataFrame({{'date': dates, '{a}': 100 + {g}.normal(0, 1, {n}).cumsum()}})",
        f"df = pd.DataFrame({{'{a}': {unit(g, new, str(n))}, '{b}': {unit(g, new, str(n))}}}, index=pd.date_range('2024-01-01', periods={n}))",
    ])
    how = pick(["df.to_csv('data.csv', index=False)"] * 3 + ["df.to_csv('data.csv')"] * 2 + ["df.to_csv('data.csv', index=False, float_format='%.3f')", "df.to_csv('data.csv', float_format='%.4f')"])
    return ["csv"], "import pandas as pd\n" + setup + lines + "\n" + how


def series():
    setup, g, new = source()
    n = rows(1000)
    return ["csv", "dates"], "import pandas as pd\n" + setup + pick([
        f"ts = pd.Series({g}.normal(size={n}).cumsum(), index=pd.date_range('2024-01-01', periods={n}, freq='{pick(['h', 'D', 'min'])}'), name='load')\nts.to_csv('load.csv', index_label='time')",
        f"s = pd.Series({g}.normal({pick(LOCS)}, {pick(SCALES)}, {n}), name='{pick(WORDS)}')\ns.to_csv('s.csv')",
        f"s = pd.Series({unit(g, new, str(n))}, index=pd.date_range('2000-01-01', periods={n}), name='v').cumsum()\ns.to_csv('s.csv')"])


def learn():
    n = rows(1000)
    state = f"random_state={seed()}"
    noise = pick([0.05, 0.1, 0.15, 0.2, 0.3, 0.25, 0.08])
    call = pick([
        f"make_moons(n_samples={n}, noise={noise}, {state})", f"make_moons({n}, noise={noise}, {state})", f"make_circles(n_samples={n}, noise={noise}, factor={pick([0.5, 0.3, 0.4, 0.6])}, {state})",
        f"make_circles(n_samples={n}, {state})", f"make_swiss_roll(n_samples={n}, noise={noise}, {state})", f"make_s_curve(n_samples={n}, {state})",
        f"make_blobs(n_samples={n}, centers={pick([2, 3, 4, 5])}, cluster_std={pick([0.5, 0.6, 0.7, 0.8, 1.0, 1.5, 1.2, 2])}, {state})",
        f"make_blobs(n_samples={n}, centers={pick([3, 4])}, n_features={pick([2, 3, 5])}, {state})", f"make_blobs(n_samples={n}, centers=[[0, 0], [5, 5]], {state})",
        f"make_classification(n_samples={n}, {state})", f"make_classification(n_samples={n}, n_features={pick([5, 10, 20])}, n_informative={pick([3, 4])}, n_redundant={pick([0, 1])}, {state})",
        f"make_classification(n_samples={n}, n_features=20, n_informative=5, n_redundant=2, n_classes={pick([2, 3, 4])}, {state})",
        f"make_classification(n_samples={n}, n_features=2, n_redundant=0, n_informative=2, n_clusters_per_class=1, {state})",
        f"make_classification(n_samples={n}, n_features=10, weights=[{pick([0.9, 0.8, 0.7, 0.95])}], flip_y={pick([0, 0.05, 0.1])}, {state})",
        f"make_regression(n_samples={n}, n_features={pick([1, 1, 2, 3, 5, 10, 20])}, noise={pick([0.1, 1, 5, 10, 15, 20, 30, 0.5])}, {state})", f"make_regression(n_samples={n}, {state})",
        f"make_friedman1(n_samples={n}, noise={noise}, {state})", f"make_friedman1(n_samples={n}, n_features=5, {state})", f"make_friedman2(n_samples={n}, {state})",
        f"make_gaussian_quantiles(n_samples={n}, n_features={pick([2, 3])}, n_classes={pick([2, 3])}, {state})", f"make_sparse_uncorrelated(n_samples={n}, {state})"])
    name = call.split("(")[0]
    save = pick(["np.savez('data.npz', X=X, y=y)", "np.savez('data.npz', X=X, y=y)", "np.save('X.npy', X)", "np.save('X.npy', X)", "np.save('y.npy', y)", "np.savez_compressed('d.npz', X=X, y=y)"])
    if "regression" not in name and "friedman" not in name and "swiss" not in name:
        save = save.replace("np.save('y.npy', y)", "np.save('X.npy', X)")
    return ["sk", name], f"from sklearn.datasets import {name}\nX, y = {call}\n{save}"


def split():
    n = pick([100, 150, 200, 500, 569, 1000, 1797, 5000])
    state = f"random_state={seed()}"
    return ["sk", "split"], pick([
        f"from sklearn.model_selection import train_test_split\ntrain, test = train_test_split(np.arange({n}), test_size={pick([0.1, 0.2, 0.25, 0.3, 0.33])}, {state})\nnp.save('{pick(['test', 'train'])}.npy', {pick(['test', 'train'])})",
        f"from sklearn.model_selection import KFold\nfolds = list(KFold({pick([5, 10, 3])}, shuffle=True, {state}).split(np.zeros({n})))\nnp.save('fold.npy', folds[{pick([0, 1, 2])}][1])",
        f"from sklearn.utils import shuffle\nnp.save('order.npy', shuffle(np.arange({n}), {state}))"])


def python():
    n = pick([20, 30, 40, 50, 64, 100, 200, 365, 500, 730, 1000])
    setup = f"import random, json\nrandom.seed({seed()})\n"
    listed = pick([
        f"xs = [random.random() for _ in range({n})]", f"xs = [random.randint({pick([0, 1])}, {pick([6, 10, 100, 1000])}) for _ in range({n})]",
        f"xs = [random.uniform({pick([0, -1, 10])}, {pick([20, 100])}) for _ in range({n})]", f"xs = [random.gauss({pick([0, 50, 100])}, {pick([1, 10, 15])}) for _ in range({n})]",
        f"xs = list(range({n}))\nrandom.shuffle(xs)", f"xs = random.sample(range({n * pick([1, 2, 10])}), {n})", f"xs = random.choices([1, 2, 3], k={n})",
        f"xs = [round(random.uniform(0, {pick([1, 10, 100])}), {pick([1, 2, 3])}) for _ in range({n})]", f"xs = [random.choice({pick(LABELS)}) for _ in range({n})]",
        f"xs = [random.randrange({pick([10, 100, 256])}) for _ in range({n})]", f"xs = [random.expovariate({pick([1, 0.5, 2])}) for _ in range({n})]"])
    if draw.random() < 0.25:
        line = pick(["fh.write(f'{random.gauss(170, 15)}\\n')", "fh.write(f'{random.randint(1, 6)}\\n')", "fh.write(str(random.random()) + '\\n')", f"fh.write(random.choice({pick(LABELS)}) + '\\n')"])
        return ["py"], setup + f"with open('xs.txt', 'w') as fh:\n    for _ in range({n}):\n        {line}"
    if draw.random() < 0.2:
        return ["py", "csv"], setup + pick([
            f"import csv\nwith open('p.csv', 'w', newline='') as fh:\n    w = csv.writer(fh)\n    w.writerow(['x', 'y'])\n    for _ in range({n}):\n        w.writerow([random.uniform(0, 10), random.uniform(0, {pick([1, 10, 100])})])",
            f"import csv\nwith open('p.csv', 'w', newline='') as fh:\n    w = csv.writer(fh)\n    w.writerow(['id', 'score'])\n    for i in range({n}):\n        w.writerow([i, random.{pick(['random()', 'randint(0, 100)', 'gauss(50, 10)'])}])"])
    return ["py"], setup + listed + f"\njson.dump(xs, open('xs.json', 'w'){pick(['', '', ', indent=2'])})"


def torch():
    lines = pick([f"torch.rand({rows(2000)})", f"torch.randn({rows(2000)})", f"torch.randn({rows(1000)}, {columns()})", f"torch.randperm({rows()})", f"torch.rand({rows(1000)}, {columns()})", f"torch.randint(0, {pick([2, 10, 100])}, ({rows(1000)},))", f"torch.randn({pick([5, 3, 10])})"])
    return ["torch"], f"import torch\ntorch.manual_seed({seed()})\nnp.save('t.npy', {lines}.numpy())"


KINDS = [(normal, 6), (uniform, 5), (integers, 5), (dist, 16), (choice, 7), (order, 5), (float32, 4), (second, 10), (made, 14), (text, 5), (csv, 14), (series, 3),
         (learn, 17), (split, 4), (python, 10), (torch, 4)]
for number_of in range(count):
    tags, code = draw.choices([kind for kind, _ in KINDS], [weight for _, weight in KINDS])[0]()
    print(json.dumps({"name": f"d{number_of:03d}-{'-'.join(tags)}", "tags": tags, "code": "import numpy as np\n" + code}))
