internal import Objects

/// Programs whose output represents the behaviour of the catalogue of calls.
enum ProgramProbes {
    static let all: [Probe] =
        texts.map { Probe(["code": .string($0)]) }
        + products.map { Probe(["code": .string($0)], .features, ArithmeticProfile(.haswell)) }

    private static let texts = [
        """
        import numpy as np
        rng = np.random.default_rng([1, 2])
        parts = [rng.normal(1, 2, 40), rng.gamma(0.5, 2.0, 40), rng.gamma(2.5, size=40), rng.beta(0.5, 0.5, 9), rng.standard_t(3, 9)]
        parts += [rng.poisson(3, 20), rng.poisson(30, 40), rng.binomial(10, 0.3, 20), rng.binomial(200, 0.4, 40), rng.geometric(0.1, 9)]
        parts += [rng.laplace(size=9), rng.gumbel(size=9), rng.logistic(size=9), rng.rayleigh(size=9), rng.weibull(1.5, 9)]
        parts += [rng.triangular(0, 1, 3, 9), rng.wald(1, 2, 9), rng.zipf(2.5, 9), rng.negative_binomial(3, 0.4, 9), rng.lognormal(size=9)]
        parts += [rng.choice(100, 30, replace=False), rng.choice([1.5, 2.5], 9, p=[0.2, 0.8]), rng.permutation(20), rng.integers(0, 200, 9, dtype=np.uint8)]
        parts += [rng.dirichlet([1, 2, 3], 3).ravel(), rng.multinomial(20, [0.2, 0.3, 0.5], 3).ravel(), rng.standard_normal(600, dtype=np.float32)]
        x = np.concatenate([np.asarray(p, dtype=float) for p in parts])
        np.savez_compressed('x.npz', x=x, s=np.array([x.sum(), x.mean(), x.std()]), c=np.cumsum(x), f=np.sin(x) + np.exp(-abs(x)))
        """,
        """
        import numpy as np
        rs = np.random.RandomState(7)
        parts = [rs.normal(1, 2, 40), rs.gamma(0.5, 2.0, 40), rs.exponential(2, 20), rs.beta(2, 3, 9), rs.poisson(30, 40), rs.binomial(200, 0.4, 40)]
        parts += [rs.geometric(0.1, 9), rs.rayleigh(size=9), rs.wald(1, 2, 9), rs.zipf(2.5, 9), rs.pareto(3, 9), rs.power(2, 9)]
        parts += [rs.choice(100, 30), rs.permutation(20), rs.randint(0, 200, 9, dtype='uint8'), rs.randint(0, 2**40, 3)]
        np.savetxt('x.csv', np.hstack(parts), fmt='%.9g')
        """,
        """
        import random, json
        random.seed(5)
        xs = [random.random(), random.gauss(0, 1), random.gauss(0, 1), random.randint(1, 6), random.triangular(), random.expovariate(2)]
        xs += random.sample(range(100), 5) + random.choices([1, 2, 3], weights=[1, 2, 3], k=5) + [random.betavariate(2, 3), random.normalvariate(0, 1)]
        order = list(range(9))
        random.shuffle(order)
        json.dump({'xs': xs, 'order': order}, open('x.json', 'w'), indent=1)
        """,
        """
        import numpy as np, pandas as pd
        from sklearn.datasets import make_moons
        X, y = make_moons(n_samples=9, noise=0.1, random_state=3)
        df = pd.DataFrame({'day': pd.date_range('2024-02-27', periods=9), 'x': X[:, 0], 'y': y, 'name': np.where(y > 0, 'a', 'b')})
        df.round(3).to_csv('x.csv', index=False)
        """,
    ]

    private static let products = [
        """
        import numpy as np
        A = np.random.default_rng(1).normal(size=(33, 17))
        np.save('A.npy', A.T @ A)
        """
    ]
}
