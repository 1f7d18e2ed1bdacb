/// A Python program that imports what scripts import, and then forks for each script that it is to run.
///
/// It needs only modules that every interpreter has. Its standard input is a socket. A request is the number of its
/// fields, then the fields, each ended by NUL: the working folder, the file for standard input (or nothing), the script
/// as it was called, its arguments. The answer is a line with the wait status of the process that ran the script, once
/// that process and everything it started are gone, and `/tmp` and `/dev/shm` are as they were. If it cannot leave the
/// sandbox as it found it, the program ends without an answer.
enum PythonServer {
    static let program = #"""
        import atexit, gc, posix, sys

        channel = posix.dup(0)
        posix.dup2(posix.open("/dev/null", posix.O_RDONLY), 0)

        def receive():
            data = b""
            while b"\0" not in data or data.count(b"\0") <= int(data[:data.index(b"\0")]):
                piece = posix.read(channel, 65536)
                if not piece:
                    posix._exit(0)
                data += piece
            return [word.decode("utf-8", "surrogateescape") for word in data.split(b"\0")[1:-1]]

        def exists(path):
            try:
                posix.lstat(path)
                return True
            except OSError:
                return False

        def imports(source, place):
            try:
                tree = compile(source, place, "exec", 0x400, True)
            except Exception:
                return
            for node in tree.body:
                kind = type(node).__name__
                if kind == "Import":
                    yield from (alias.name for alias in node.names)
                elif kind == "ImportFrom" and node.level == 0:
                    yield node.module

        def load(source, place, beside):
            for name in imports(source, place):
                if name in loaded:
                    continue
                loaded.add(name)
                top = beside + "/" + name.partition(".")[0]
                if not exists(top) and not exists(top + ".py"):
                    try:
                        __import__(name)
                    except Exception:
                        pass

        def clear(folder, kept):
            for name in posix.listdir(folder):
                if name in kept:
                    continue
                path = folder + "/" + name
                try:
                    posix.unlink(path)
                except OSError:
                    posix.chmod(path, 0o700)
                    clear(path, ())
                    posix.rmdir(path)

        def finish(child):
            status = posix.waitpid(child, 0)[1]
            try:
                posix.kill(-1, 9)
            except OSError:
                pass
            try:
                while True:
                    posix.waitpid(-1, 0)
            except OSError:
                pass
            for folder, names in shared.items():
                clear(folder, names)
            for kind in ("shm", "sem", "msg"):
                if exists("/proc/sysvipc/" + kind):
                    with open("/proc/sysvipc/" + kind, "rb") as file:
                        if len(file.readlines()) > 1:
                            posix._exit(1)
            posix.write(channel, b"%d\n" % status)

        shared = {folder: frozenset(posix.listdir(folder)) for folder in ("/tmp", "/dev/shm")}
        loaded = set()
        while True:
            folder, standard_input, script, *arguments = receive()
            place = script if script.startswith("/") else folder + "/" + script
            beside = place.rpartition("/")[0] or "/"
            with open(place, "rb") as file:
                source = file.read()
            load(source, place, beside)
            gc.freeze()
            child = posix.fork()
            if child == 0:
                break
            finish(child)

        posix.close(channel)
        if standard_input:
            posix.dup2(posix.open(standard_input, posix.O_RDONLY), 0)
        posix.chdir(folder)
        sys.modules["os"].environ["PWD"] = folder
        sys.argv = [script, *arguments]
        sys.path[0] = beside
        sys.modules["__main__"] = main = type(sys)("__main__")
        main.__file__ = place
        status = 1
        try:
            exec(compile(source, place, "exec", 0, True), main.__dict__)
            status = 0
        except SystemExit as end:
            status = 0 if end.code in (None, 0) else 1
        finally:
            # Taking all modules apart, as an interpreter does at its end, would copy every page that the fork shares.
            if "threading" in sys.modules:
                sys.modules["threading"]._shutdown()
            atexit._run_exitfuncs()
            main.__dict__.clear()
            sys.stdout.flush()
            posix._exit(status)
        """#
}
