"""Random programs of calls against the live libraries: engine_programs.py AT1 COUNT SEED

Each program draws from one stream with a dozen calls of the catalogue, computes with what was drawn, and saves all of it. Python
executes it; at1 evaluates it; the files must be equal. Where they differ, the first array that does is named."""
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import warnings

os.environ.setdefault("OPENBLAS_CORETYPE", "Haswell")
import numpy as np  # noqa: E402

from harness import Checks  # noqa: E402

warnings.filterwarnings("ignore")
AT1, count, seed = sys.argv[1], int(sys.argv[2]), sys.argv[3]
rnd = random.Random(f"programs {seed}")


def real(low, high, places=2):
    return round(rnd.uniform(low, high), places)


def size():
    return rnd.choice([1, 2, 7, 30, rnd.randrange(1, 400), (rnd.randrange(1, 9), rnd.randrange(1, 9))])


def plain(r):
    """Distributions that Generator and RandomState share."""
    return rnd.choice(
        [
            lambda: f"{r}.normal({real(-5, 5)}, {real(0, 9)}, {size()})",
            lambda: f"{r}.uniform({real(-9, 0)}, {real(0, 9)}, {size()})",
            lambda: f"{r}.exponential({real(0.1, 9)}, {size()})",
            lambda: f"{r}.gamma({real(0.05, 9)}, {real(0.1, 5)}, {size()})",
            lambda: f"{r}.beta({real(0.2, 5)}, {real(0.2, 5)}, {size()})",
            lambda: f"{r}.chisquare({real(0.5, 20)}, {size()})",
            lambda: f"{r}.standard_t({real(1, 30)}, {size()})",
            lambda: f"{r}.f({real(1, 9)}, {real(1, 9)}, {size()})",
            lambda: f"{r}.laplace({real(-2, 2)}, {real(0.1, 3)}, {size()})",
            lambda: f"{r}.gumbel({real(-2, 2)}, {real(0.1, 3)}, {size()})",
            lambda: f"{r}.logistic({real(-2, 2)}, {real(0.1, 3)}, {size()})",
            lambda: f"{r}.lognormal({real(-2, 2)}, {real(0.1, 2)}, {size()})",
            lambda: f"{r}.rayleigh({real(0.1, 3)}, {size()})",
            lambda: f"{r}.weibull({real(0.3, 5)}, {size()})",
            lambda: f"{r}.triangular({real(-3, -1)}, {real(-1, 1)}, {real(1, 3)}, {size()})",
            lambda: f"{r}.wald({real(0.1, 5)}, {real(0.1, 5)}, {size()})",
            lambda: f"{r}.poisson({rnd.choice([real(0, 9), real(10, 900)])}, {size()})",
            lambda: f"{r}.binomial({rnd.choice([1, 10, 100, 5000])}, {real(0, 1)}, {size()})",
            lambda: f"{r}.geometric({real(0.01, 1)}, {size()})",
            lambda: f"{r}.negative_binomial({real(0.5, 20)}, {real(0.05, 1)}, {size()})",
            lambda: f"{r}.zipf({real(1.2, 5)}, {size()})",
            lambda: f"{r}.multinomial({rnd.randrange(90)}, [0.2, 0.3, 0.5], {rnd.randrange(1, 30)})",
            lambda: f"{r}.dirichlet([{real(0.3, 5)}, {real(0.3, 5)}, 1], {rnd.randrange(1, 30)})",
            lambda: f"{r}.multivariate_normal([0, 1], [[1, {real(-0.9, 0.9)}], [0, 1]], {rnd.randrange(2, 50)})".replace("[0, 1]]", "[C, 1]]"),
            lambda: f"{r}.permutation({rnd.randrange(1, 300)})",
            lambda: f"{r}.choice({rnd.randrange(1, 9000)}, {rnd.randrange(1, 200)})",
            lambda: f"{r}.choice(300, {rnd.randrange(1, 300)}, replace=False)",
            lambda: f"{r}.choice([1.5, 2, 9], {size()}, p=[0.1, 0.2, 0.7])",
        ]
    )()


def generator():
    r = "rng"
    if rnd.random() < 0.75:
        return plain(r)
    kind = rnd.choice(["uint8", "int8", "uint16", "int16", "int32", "uint32", "int64"])
    return rnd.choice(
        [
            f"{r}.integers(0, {rnd.choice([2, 100, 127])}, {size()}, dtype=np.{kind})",
            f"{r}.integers(-5, {rnd.choice([5, 2**31, 2**32, 2**50])}, {size()}, endpoint={rnd.random() < 0.5})",
            f"{r}.standard_normal({size()}, dtype=np.float32)",
            f"{r}.random({size()}, dtype=np.float32)",
            f"{r}.standard_normal({size()})",
            f"{r}.choice({rnd.choice([11000, 20000])}, {rnd.randrange(1, 2000)}, replace=False)",
            f"{r}.permuted(np.arange(24).reshape(4, 6), axis={rnd.choice([0, 1])})",
        ]
    )


def legacy():
    r = "np.random"
    if rnd.random() < 0.75:
        return plain(r)
    return rnd.choice(
        [
            f"{r}.randint(0, {rnd.choice([2, 100, 2**33])}, {size()})",
            f"{r}.randint(0, 200, {size()}, dtype='uint8')",
            f"{r}.rand({rnd.randrange(1, 99)})",
            f"{r}.randn({rnd.randrange(1, 9)}, {rnd.randrange(1, 99)})",
            f"{r}.pareto({real(0.5, 5)}, {size()})",
            f"{r}.power({real(0.5, 5)}, {size()})",
        ]
    )


def computed(name):
    return rnd.choice(
        [
            f"{name}.sum()", f"{name}.mean()", f"{name}.astype(float).std()", f"np.cumsum({name})", f"np.sort({name}.ravel())", f"{name} * 2.5 - 1",
            f"{name} / 3", f"{name} // 2", f"{name} % 3", f"({name} > 1).astype(int)", f"np.round({name}, 2)", f"np.clip({name}.astype(float), -1, 1)",
            f"np.where({name} > 0, {name}, 0)", f"{name}.T", f"np.sqrt(abs({name}.astype(float)))", f"np.sin({name}.astype(float).clip(-1e6, 1e6))",
            f"{name}.ravel()[::2]", f"{name}.max() - {name}.min()", f"np.concatenate([{name}.ravel(), {name}.ravel()])", f"{name}.astype(np.float32)",
        ]
    )


def program():
    is_legacy = rnd.random() < 0.4
    number = rnd.choice([0, 42, rnd.randrange(2**32), rnd.randrange(2**32)])
    if is_legacy:
        lines = ["import numpy as np", f"np.random.seed({rnd.choice([number, [1, number]])})"]
    else:
        source = rnd.choice(["default_rng({0})"] * 4 + ["Generator(np.random.PCG64DXSM({0}))", "Generator(np.random.Philox({0}))", "Generator(np.random.SFC64({0}))", "Generator(np.random.MT19937({0}))"])
        lines = ["import numpy as np", "rng = np.random." + source.format(rnd.choice([number, number << 70, [number, 7]]))]
    names = []
    for index in range(12):
        call = legacy() if is_legacy else generator()
        if "multivariate" in call:
            share = call.split("[[1, ")[1].split("]")[0]
            call = call.replace("C", share)
        lines.append(f"a{index} = {call}")
        names.append(f"a{index}")
        if rnd.random() < 0.5:
            lines.append(f"b{index} = {computed(f'a{index}')}")
            names.append(f"b{index}")
    save = rnd.choice(["savez", "savez", "savez_compressed"])
    lines.append(f"np.{save}('x.npz', " + ", ".join(f"{n}={n}" for n in names) + ")")
    return "\n".join(lines) + "\n"


checks = Checks()
refused = 0
with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    for case in range(count):
        code = program()
        exec(code, {})
        want = open("x.npz", "rb").read()
        made = subprocess.run(
            [AT1, "generate", "program", "--params", json.dumps({"code": code}), "--out", "-"]
            + (["--arithmetic", "openblas-haswell"] if "multivariate" in code else []), capture_output=True)
        if made.returncode and b"not reproduced" in made.stderr:
            refused += 1
            continue
        checks.check(f"case {case} of seed {seed} agrees", made.stdout == want, made.stderr.decode().strip()[:300])
        if made.returncode == 0 and made.stdout != want:
            a, b = np.load(io.BytesIO(want)), np.load(io.BytesIO(made.stdout))
            for name in a.files:
                if a[name].tobytes() != b[name].tobytes() or a[name].dtype != b[name].dtype or a[name].shape != b[name].shape:
                    print("  " + next(line for line in code.split("\n") if line.startswith(name + " =")))
                    break
            else:
                print("  the arrays agree, the archives differ")
checks.check("some program is reproduced", checks.passed > 0)
print(f"programs: {count - checks.failed - refused} of {count} agree with numpy {np.__version__}, {refused} are refused by name, seed {seed}")
checks.end()
