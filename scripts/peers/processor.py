"""Which OpenBLAS kernels this processor can run."""

import os
import signal
import subprocess
import sys

# What the wheels of numpy 2 are compiled for, and so the least that any kernel needs.
X86_64_V2 = {"cx16", "lahf_lm", "popcnt", "pni", "ssse3", "sse4_1", "sse4_2"}
AVX2 = X86_64_V2 | {"avx", "avx2", "fma"}
NEEDS = {
    "Nehalem": X86_64_V2,
    "Sandybridge": X86_64_V2 | {"avx"},
    "Haswell": AVX2,
    "Zen": AVX2,
    "SkylakeX": AVX2 | {"bmi1", "bmi2", "avx512f", "avx512dq", "avx512bw", "avx512vl", "avx512cd"},
}
# The library may have no kernels of Zen's own: they are Haswell's.
ALSO = {"Zen": "Haswell"}

PRODUCT = """
import numpy, threadpoolctl
x = numpy.arange(90000.0).reshape(300, 300)
for y in (x, x[0]): x @ y, y @ x
print(*{library["architecture"] for library in threadpoolctl.threadpool_info() if library["internal_api"] == "openblas"})
"""


def flags():
    """The processor's flags, as the kernel lets programs use them."""
    found = set()
    with open("/proc/cpuinfo", encoding="utf-8") as lines:
        for line in lines:
            if line.startswith("flags"):
                found.update(line.split(":")[1].split())
                break
    return found - set(os.environ.get("PROCESSOR_LACKS", "").split())


def library_environment(kernel, threads=None):
    """An environment in which OpenBLAS takes the kernel, whatever the caller's says."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("OPENBLAS_", "GOTO_", "OMP_"))}
    own["OPENBLAS_CORETYPE"] = kernel
    if threads is not None:
        own["OPENBLAS_NUM_THREADS"] = str(threads)
    return own


def runs(kernel):
    """Whether the real library runs the kernel here. Anything else that goes wrong with it is an error."""
    if not NEEDS[kernel] <= flags():
        return False
    tried = subprocess.run([sys.executable, "-c", PRODUCT], env=library_environment(kernel), capture_output=True, text=True)
    if tried.returncode == -signal.SIGILL:  # An emulator or a virtual machine that has less than it says.
        return False
    if tried.returncode != 0 or tried.stdout.strip() not in (kernel, ALSO.get(kernel)):
        raise RuntimeError(f"the library was asked for {kernel}: {tried.stdout}{tried.stderr}")
    return True
