"""The command `asof` as a process of its own that need not import everything anew: forked from one that has.

`asof extract` and its like take three seconds of a processor before they begin: spaCy, a model, a gazetteer. Tests that
run dozens of such commands pay that once. Each command is still a process with its own arguments, environment, folder,
pipes and exit code, and enters at `service.command.main`, as the installed one does; how it is started, and what it
costs to, is for the tests that use `tests.running`.
"""

import array
import atexit
import contextlib
import gc
import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

_CLIENT = """#!{python} -IS
import array, json, os, socket, sys
with socket.socket(socket.AF_UNIX) as server:
    server.connect({address!r})
    asked = json.dumps([sys.argv[1:], os.getcwd(), dict(os.environ)]).encode()
    streams = array.array("i", [0, 1, 2])
    server.sendmsg([len(asked).to_bytes(4, "big")], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, streams)])
    server.sendall(asked)
    told = server.recv(1)
sys.exit(told[0] if told else "the warm process has died")
"""
"""What stands for `asof` on the path: it hands over all it was given, and ends as what was forked for it ends."""


@contextlib.contextmanager
def warm() -> Iterator[Path]:
    """A program that does what `asof` does, while the block runs."""
    with tempfile.TemporaryDirectory(prefix="asof-warm-") as folder:
        address, program = f"{folder}/socket", Path(folder, "asof")
        program.write_text(_CLIENT.format(python=sys.executable, address=address))
        program.chmod(program.stat().st_mode | stat.S_IXUSR)
        serving = f"from {__name__} import serve; serve({address!r})"  # no -m: usage is told of `asof` alone
        command = [sys.executable, "-c", serving]
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=Path(__file__).parents[1]
        ) as server:
            try:
                assert server.stdout is not None
                assert server.stdout.readline() == b"warm\n"
                yield program
            finally:
                server.kill()


def serve(address: str) -> None:
    """Each who knocks is answered by a process of his own, until the one that began this ends."""
    from events.extraction.extractors import extractor
    from events.extraction.gazetteer import gazetteer

    extractor()
    gazetteer()
    import service.app  # noqa: F401 - and with it nearly all that any command imports

    gc.freeze()  # nobody looks through it again, which would copy all of it
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who answer
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()
        print("warm", flush=True)
        while (
            sys.stdin not in select.select([listener, sys.stdin], [], [])[0]
        ):  # which ends with who began it
            client, _ = listener.accept()
            if os.fork() == 0:
                listener.close()
                _answer(client)
            client.close()


def _answer(client: socket.socket) -> None:
    """The command runs in one more process, whose end is told to the client."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, ancillary, _, _ = client.recvmsg(4, socket.CMSG_LEN(3 * array.array("i").itemsize))
    streams = array.array("i", ancillary[0][2])
    with client.makefile("rb") as rest:
        arguments, folder, environment = json.loads(rest.read(int.from_bytes(length, "big")))
    command = os.fork()
    if command == 0:
        client.close()
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        os.chdir(folder)
        os.environ.clear()
        os.environ.update(environment)
        sys.argv = ["asof", *arguments]
        sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", closefd=False)  # noqa: SIM115
        sys.stderr = open(2, "w", buffering=1, errors="backslashreplace", closefd=False)  # noqa: SIM115
        os._exit(_run())
    _, status = os.waitpid(command, 0)
    client.sendall(bytes([os.waitstatus_to_exitcode(status) % 256]))
    os._exit(0)


def _run() -> int:
    """What `asof` does with its arguments; returns its exit code, once all that has to be done at an end is done.

    But for the modules: to take them down, page by page of memory that is shared until then, takes seconds.
    """
    from service.command import main

    code: object = 0
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    except BaseException:
        sys.excepthook(*sys.exc_info())
        code = 1
    threading._shutdown()  # type: ignore[attr-defined] - as the interpreter does
    atexit._run_exitfuncs()
    sys.stdout.flush()
    return code if isinstance(code, int) else int(code is not None)
