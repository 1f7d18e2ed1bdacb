"""The checks of scripts/peer-slurm: slurm.py AT1

A cluster of two nodes runs on this machine, as its controller, two node daemons and munge have it: their own ports, and files in a
folder of the test's own.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import Checks, Folders, free_port, noise, wait_for

AT1 = sys.argv[1]
SCRIPT = Path(__file__).resolve().parent.parent / "slurm" / "fsck.sbatch"
NODES = ("n1", "n2")
work = Path(tempfile.mkdtemp(prefix="peer-slurm-"))
work.chmod(0o755)  # munged is another user
checks = Checks()
check = checks.check
folders = Folders(AT1, work, checks)
configuration = work / "slurm.conf"
environment = {**os.environ, "SLURM_CONF": str(configuration)}

# Stands for at1 in the tasks. Task 2 ends after its first unit of work, and then waits; the second attempt is the real one.
PROGRAM = """#!/bin/sh
echo "$SLURM_ARRAY_TASK_ID $SLURMD_NODENAME" >> {work}/attempts
if [ "$SLURM_ARRAY_TASK_ID" = 2 ] && mkdir {work}/waited 2>/dev/null; then
    {at1} "$@" --time-limit 0
    echo "$SLURMD_NODENAME" > {work}/node.new && mv {work}/node.new {work}/node
    exec sleep 600
fi
exec {at1} "$@"
"""


class Cluster:
    """The daemons. Everything that they start ends with them."""

    def __init__(self):
        self.running = {}

    def start(self):
        munge = work / "munge"
        munge.mkdir()
        key = munge / "key"
        key.write_bytes(noise(1024, 1))
        key.chmod(0o400)
        for path in (munge, key):
            shutil.chown(path, "munge", "munge")
        self.daemon(
            "munged", "runuser", "-u", "munge", "--", "munged", "--foreground", f"--socket={munge}/socket", f"--key-file={key}",
            f"--log-file={munge}/log", f"--pid-file={munge}/pid", f"--seed-file={munge}/seed")
        wait_for((munge / "socket").exists, "munged")
        host = socket.gethostname().split(".")[0]
        nodes = [
            f"NodeName={node} NodeHostname={host} NodeAddr=127.0.0.1 Port={free_port()} CPUs=2 RealMemory=500 State=UNKNOWN"
            for node in NODES]
        (work / "state").mkdir()
        configuration.write_text("\n".join([
            "ClusterName=peer", f"SlurmctldHost={host}(127.0.0.1)", f"SlurmctldPort={free_port()}", "SlurmUser=root",
            f"AuthInfo=socket={munge}/socket,cred_expire=5", f"StateSaveLocation={work}/state", f"SlurmdSpoolDir={work}/spool-%n",
            f"SlurmctldPidFile={work}/controller.pid", f"SlurmdPidFile={work}/%n.pid", f"SlurmctldLogFile={work}/controller.log",
            f"SlurmdLogFile={work}/%n.log", "ProctrackType=proctrack/pgid", "TaskPlugin=task/none", "SelectType=select/cons_tres",
            "SelectTypeParameters=CR_CPU", "SlurmdTimeout=10", "MpiDefault=none", "ReturnToService=2", "SlurmdParameters=config_overrides",
            *nodes, "PartitionName=all Nodes=ALL Default=YES MaxTime=INFINITE State=UP", ""]))
        self.daemon("controller", "slurmctld", "-D")
        for node in NODES:
            (work / f"spool-{node}").mkdir()
            self.daemon(node, "slurmd", "-D", "-N", node)
        wait_for(lambda: slurm("sinfo", "-h", "-t", "idle", "-o", "%D").stdout.strip() == "2", "two idle nodes", 60)

    def daemon(self, name, *words):
        log = (work / f"{name}.out").open("wb")
        self.running[name] = subprocess.Popen(
            words, env={**environment, "AT1_PEER_DAEMON": f"{work}/{name}"}, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def fail(self, node):
        """The node is gone, with all that ran on it."""
        self.running.pop(node).kill()
        self.kill_children(f"AT1_PEER_DAEMON={work}/{node}", f"SLURMD_NODENAME={node}")

    def kill_children(self, *marks):
        """Ends the processes of this cluster that have one of the marks in their environment."""
        own = f"{configuration}".encode()
        for entry in Path("/proc").iterdir():
            if not entry.name.isdigit() or int(entry.name) == os.getpid():
                continue
            try:
                variables = (entry / "environ").read_bytes().split(b"\0")
                if b"SLURM_CONF=" + own in variables and any(mark.encode() in variables for mark in marks):
                    os.kill(int(entry.name), signal.SIGKILL)
            except OSError:
                continue

    def stop(self):
        for process in self.running.values():
            process.terminate()
        for process in self.running.values():
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
        for node in NODES:
            self.kill_children(f"AT1_PEER_DAEMON={work}/{node}", f"SLURMD_NODENAME={node}")


def slurm(*words):
    return subprocess.run(words, env=environment, capture_output=True, text=True, timeout=300)


def repository():
    path = work / "repository"
    path.mkdir()
    folders.ok(path, "init")
    for seed in range(8):
        parameters = json.dumps({"n_paths": 2_000, "n_steps": 100, "seed": seed})
        folders.ok(path, "generate", "np_montecarlo", "--params", parameters, "--out", f"r{seed}")
    for number in range(20):
        folders.commit(path, f"small{number}", noise(50_000, number))
    folders.commit(path, "large", noise(6_000_000, 99))
    return path


def a_node_fails(cluster):
    """An array of four tasks on both nodes; one of the nodes fails, and its tasks run again on the other."""
    path = repository()
    program = work / "at1"
    program.write_text(PROGRAM.format(work=work, at1=AT1))
    program.chmod(0o755)
    reports = work / "reports"
    submitted = slurm(
        "sbatch", "--parsable", "--array=1-4", "--cpus-per-task=1", f"--output={work}/task-%a.log", "--open-mode=append",
        f"--export=ALL,AT1={program}", str(SCRIPT), str(path), str(reports))
    check("sbatch", submitted.returncode == 0, submitted.stderr)
    wait_for((work / "node").exists, "the first attempt of task 2")
    partial = json.loads((reports / "2.json").read_bytes())["shard"]
    check("task 2 was interrupted", 0 < partial["done"] < partial["units"], partial)
    early = folders.at1(path, "fsck", "--join", str(reports / "2.json"))
    check("a partial report is not joined", early.returncode == 1 and "incomplete: shard 2" in early.stdout, early)
    cluster.fail((work / "node").read_text().strip())
    wait_for(lambda: slurm("squeue", "-h").stdout.strip() == "", "the end of all tasks", 240)
    attempts = [line.split() for line in (work / "attempts").read_text().splitlines()]
    check("tasks ran on both nodes", {node for _, node in attempts} == set(NODES), attempts)
    check("task 2 ran again on the other node", len({node for task, node in attempts if task == "2"}) == 2, attempts)
    files = [str(reports / f"{number}.json") for number in range(1, 5)]
    joined = folders.at1(path, "fsck", "--json", "--join", *files)
    logs = {log.name: log.read_text() for log in work.glob("task-*.log")}
    check("the reports are joined", joined.returncode == 0, (joined, logs))
    together, whole = json.loads(joined.stdout), json.loads(folders.ok(path, "fsck", "--json"))
    check("they are the whole check", {k: v for k, v in together.items() if k in whole} == whole, (together, whole))


def main():
    cluster = Cluster()
    try:
        cluster.start()
        checks.run(lambda: a_node_fails(cluster))
    except TimeoutError as error:
        logs = {log.name: log.read_text()[-2000:] for log in work.glob("*.log")}
        check("the cluster", False, f"{error}: {logs}")
    finally:
        cluster.stop()
        shutil.rmtree(work, ignore_errors=True)
    checks.end()


main()
