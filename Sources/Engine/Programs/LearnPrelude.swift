/// Functions of scikit-learn that consist of a few calls of numpy, as programs of those calls (sklearn
/// datasets/_samples_generator.py, model_selection/_split.py, utils/_indexing.py).
enum LearnPrelude {
    /// The source, by the name of the function.
    static let sources: [String: String] = [
        "make_moons": """
        def make_moons(n_samples=100, *, shuffle=True, noise=None, random_state=None):
            count = n_samples // 2
            rs = check_random_state(random_state)
            a = np.linspace(0, np.pi, count)
            b = np.linspace(0, np.pi, n_samples - count)
            x = np.append(np.cos(a), 1 - np.cos(b))
            h = np.append(np.sin(a), 1 - np.sin(b) - 0.5)
            return planar(x, h, count, n_samples - count, shuffle, noise, rs)
        """,
        "make_circles": """
        def make_circles(n_samples=100, *, shuffle=True, noise=None, random_state=None, factor=0.8):
            count = n_samples // 2
            rs = check_random_state(random_state)
            a = np.linspace(0, 2 * np.pi, count, endpoint=False)
            b = np.linspace(0, 2 * np.pi, n_samples - count, endpoint=False)
            x = np.append(np.cos(a), np.cos(b) * factor)
            h = np.append(np.sin(a), np.sin(b) * factor)
            return planar(x, h, count, n_samples - count, shuffle, noise, rs)
        """,
        "make_swiss_roll": """
        def make_swiss_roll(n_samples=100, *, noise=0.0, random_state=None):
            rs = check_random_state(random_state)
            t = 1.5 * np.pi * (1 + 2 * rs.uniform(size=n_samples))
            h = 21 * rs.uniform(size=n_samples)
            X = np.vstack((t * np.cos(t), h, t * np.sin(t)))
            X += noise * rs.standard_normal(size=(3, n_samples))
            return X.T, t
        """,
        "make_s_curve": """
        def make_s_curve(n_samples=100, *, noise=0.0, random_state=None):
            rs = check_random_state(random_state)
            t = 3 * np.pi * (rs.uniform(size=(1, n_samples)) - 0.5)
            t = np.ravel(t)
            X = np.zeros((n_samples, 3))
            X[:, 0] = np.sin(t)
            X[:, 1] = 2.0 * rs.uniform(size=n_samples)
            X[:, 2] = np.sign(t) * (np.cos(t) - 1)
            X += noise * np.array(rs.standard_normal(size=(3, n_samples)).T)
            return X, t
        """,
        "make_friedman1": """
        def make_friedman1(n_samples=100, n_features=10, *, noise=0.0, random_state=None):
            rs = check_random_state(random_state)
            X = rs.uniform(size=(n_samples, n_features))
            y = 10 * np.sin(np.pi * X[:, 0] * X[:, 1]) + 20 * (X[:, 2] - 0.5) ** 2 + 10 * X[:, 3] + 5 * X[:, 4] + noise * rs.standard_normal(size=n_samples)
            return X, y
        """,
        "make_friedman2": """
        def make_friedman2(n_samples=100, *, noise=0.0, random_state=None):
            rs = check_random_state(random_state)
            X = rs.uniform(size=(n_samples, 4))
            X[:, 0] = X[:, 0] * 100
            X[:, 1] = X[:, 1] * (520 * np.pi)
            X[:, 1] = X[:, 1] + 40 * np.pi
            X[:, 3] = X[:, 3] * 10
            X[:, 3] = X[:, 3] + 1
            y = (X[:, 0] ** 2 + (X[:, 1] * X[:, 2] - 1 / (X[:, 1] * X[:, 3])) ** 2) ** 0.5 + noise * rs.standard_normal(size=n_samples)
            return X, y
        """,
        "make_gaussian_quantiles": """
        def make_gaussian_quantiles(*, mean=None, cov=1.0, n_samples=100, n_features=2, n_classes=3, shuffle=True, random_state=None):
            rs = check_random_state(random_state)
            middle = np.zeros(n_features) if mean is None else np.array(mean)
            X = rs.multivariate_normal(middle, cov * np.identity(n_features), (n_samples,))
            X = X[np.argsort(np.sum((X - middle) ** 2, axis=1)), :]
            step = n_samples // n_classes
            y = np.hstack([np.repeat(np.arange(n_classes), step), np.repeat(n_classes - 1, n_samples - step * n_classes)])
            if shuffle:
                X, y = mixed(X, y, rs)
            return X, y
        """,
        "make_hastie_10_2": """
        def make_hastie_10_2(n_samples=12000, *, random_state=None):
            rs = check_random_state(random_state)
            X = rs.normal(size=(n_samples, 10))
            y = np.where((X ** 2.0).sum(axis=1) > 9.34, 1.0, -1.0)
            return X, y
        """,
        "make_sparse_uncorrelated": """
        def make_sparse_uncorrelated(n_samples=100, n_features=10, *, random_state=None):
            rs = check_random_state(random_state)
            X = rs.normal(loc=0, scale=1, size=(n_samples, n_features))
            y = rs.normal(loc=X[:, 0] + 2 * X[:, 1] - 2 * X[:, 2] - 1.5 * X[:, 3], scale=np.ones(n_samples))
            return X, y
        """,
        "KFold": """
        def KFold(X, n_splits, shuffle, random_state):
            count = len(X)
            order = np.arange(count)
            if shuffle:
                check_random_state(random_state).shuffle(order)
            folds = []
            start = 0
            for fold in range(n_splits):
                size = count // n_splits + (1 if fold < count % n_splits else 0)
                test = np.zeros(count, dtype=bool)
                test[order[start:start + size]] = True
                folds.append((np.arange(count)[~test], np.arange(count)[test]))
                start = start + size
            return folds
        """,
        "StratifiedKFold": """
        def StratifiedKFold(y, n_splits, shuffle, random_state):
            y = np.array(y)
            classes = np.unique(y)
            firsts = np.array([np.where(y == label)[0][0] for label in classes])
            test = np.zeros(len(y), dtype=int)
            start = 0
            rs = check_random_state(random_state) if shuffle else None
            for index in np.argsort(firsts):
                count = len(np.where(y == classes[index])[0])
                sizes = [len(range(start + (fold - start) % n_splits, start + count, n_splits)) for fold in range(n_splits)]
                folds = np.repeat(np.arange(n_splits), sizes)
                if shuffle:
                    rs.shuffle(folds)
                test[y == classes[index]] = folds
                start = start + count
            all = np.arange(len(y))
            return [(all[test != fold], all[test == fold]) for fold in range(n_splits)]
        """,
        "make_biclusters": """
        def make_biclusters(shape, n_clusters, *, noise=0.0, minval=10, maxval=100, shuffle=True, random_state=None):
            rs = check_random_state(random_state)
            consts = rs.uniform(minval, maxval, n_clusters)
            rows = blocks(shape[0], n_clusters, rs)
            columns = blocks(shape[1], n_clusters, rs)
            result = np.zeros(shape)
            for i in range(n_clusters):
                chosen = np.outer(rows == i, columns == i)
                result[chosen] = result[chosen] + consts[i]
            result, rows, columns = scattered(result, rows, columns, noise, shuffle, rs, random_state)
            return result, np.vstack([rows == i for i in range(n_clusters)]), np.vstack([columns == i for i in range(n_clusters)])
        """,
        "make_checkerboard": """
        def make_checkerboard(shape, n_clusters, *, noise=0.0, minval=10, maxval=100, shuffle=True, random_state=None):
            rs = check_random_state(random_state)
            both = np.zeros(2, dtype=int) + np.array(n_clusters)
            down = int(both[0])
            across = int(both[1])
            rows = blocks(shape[0], down, rs)
            columns = blocks(shape[1], across, rs)
            result = np.zeros(shape)
            for i in range(down):
                for j in range(across):
                    chosen = np.outer(rows == i, columns == j)
                    result[chosen] = result[chosen] + rs.uniform(minval, maxval)
            result, rows, columns = scattered(result, rows, columns, noise, shuffle, rs, random_state)
            return result, np.vstack([rows == i for i in range(down) for j in range(across)]), np.vstack([columns == j for i in range(down) for j in range(across)])
        """,
        "ShuffleSplit": """
        def ShuffleSplit(count, n_splits, n_train, n_test, random_state):
            rs = check_random_state(random_state)
            folds = []
            for fold in range(n_splits):
                order = rs.permutation(count)
                folds.append((order[n_test:n_test + n_train], order[:n_test]))
            return folds
        """,
        "StratifiedShuffleSplit": """
        def mode(counts, draws, rs):
            exact = counts / np.sum(counts) * draws
            taken = np.floor(exact)
            left = int(draws - np.sum(taken))
            if left > 0:
                rest = exact - taken
                for value in np.sort(np.unique(rest))[::-1]:
                    if left > 0:
                        places = np.where(rest == value)[0]
                        now = min(len(places), left)
                        places = rs.choice(places, size=now, replace=False)
                        taken[places] = taken[places] + 1
                        left = left - now
            return taken.astype(int)
        def StratifiedShuffleSplit(y, n_splits, n_train, n_test, random_state):
            rs = check_random_state(random_state)
            y = np.array(y)
            classes = np.unique(y)
            members = [np.where(y == label)[0] for label in classes]
            counts = np.array([len(places) for places in members])
            folds = []
            for fold in range(n_splits):
                first = mode(counts, n_train, rs)
                second = mode(counts - first, n_test, rs)
                train = []
                test = []
                for index in range(len(classes)):
                    order = members[index][rs.permutation(int(counts[index]))]
                    train.extend(order[:int(first[index])])
                    test.extend(order[int(first[index]):int(first[index]) + int(second[index])])
                folds.append((rs.permutation(np.array(train)), rs.permutation(np.array(test))))
            return folds
        """,
        "resample": """
        def resample(n, count, replace, random_state):
            rs = check_random_state(random_state)
            if replace:
                return rs.choice(n, size=count, replace=True)
            order = np.arange(n)
            rs.shuffle(order)
            return order[:count]
        """,
    ]

    /// What the functions share.
    static let common = """
        def mixed(X, y, rs):
            order = np.arange(len(X))
            rs.shuffle(order)
            return X[order], y[order]
        def blocks(count, clusters, rs):
            sizes = rs.multinomial(count, np.repeat(1.0 / clusters, clusters))
            return np.hstack([np.repeat(i, int(sizes[i])) for i in range(clusters)])
        def scattered(result, rows, columns, noise, shuffle, rs, random_state):
            if noise > 0:
                result = result + rs.normal(scale=noise, size=result.shape)
            if shuffle:
                again = check_random_state(random_state)
                down = again.permutation(result.shape[0])
                across = again.permutation(result.shape[1])
                return result[down][:, across], rows[down], columns[across]
            return result, rows, columns
        def planar(x, h, first, second, shuffle, noise, rs):
            X = np.vstack([x, h]).T
            y = np.hstack([np.zeros(first, dtype=int), np.ones(second, dtype=int)])
            if shuffle:
                X, y = mixed(X, y, rs)
            if noise is not None:
                X = X + rs.normal(scale=noise, size=(first + second, 2))
            return X, y
        """
}
