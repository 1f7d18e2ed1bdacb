/// The variables that are set for every computation, so that language, time zone, hash seeds and arithmetic are the
/// same everywhere.
enum PinnedVariables {
    /// What a program gets besides what the user gives it: of the user's own environment, only the PATH.
    static func all(path: String) -> [String: String] {
        var variables = [
            "PATH": path, "HOME": "/tmp", "TMPDIR": "/tmp",
            "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC", "SOURCE_DATE_EPOCH": "315532800",
            "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PERL_HASH_SEED": "0",
            "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1", "NUMEXPR_NUM_THREADS": "1",
            "BLIS_NUM_THREADS": "1", "VECLIB_MAXIMUM_THREADS": "1", "JULIA_NUM_THREADS": "1",
        ]
        guard Machine.architecture == "x86_64" else { return variables }
        variables["MKL_CBWR"] = Machine.hasAVX2 ? "AVX2,STRICT" : "COMPATIBLE"
        variables["OPENBLAS_CORETYPE"] = Machine.hasAVX2 ? "Haswell" : "Prescott"
        variables["NPY_DISABLE_CPU_FEATURES"] =
            (Machine.hasAVX2 ? "" : "AVX2 FMA3 ")
            + "AVX512F AVX512CD AVX512_SKX AVX512_CLX AVX512_CNL AVX512_ICL AVX512_SPR"
        let without =
            ["AVX512F", "AVX512VL", "AVX512BW", "AVX512DQ", "FMA4"] + (Machine.hasAVX2 ? [] : ["AVX2", "FMA"])
        variables["GLIBC_TUNABLES"] = "glibc.cpu.hwcaps=" + without.map { "-\($0)" }.joined(separator: ",")
        return variables
    }
}
