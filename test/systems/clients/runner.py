"""Runs installed Python programs, each as a line of JSON on stdin asks: {"id", "argv", "env", "input"?, "output"}.

Every one has a process of its own, forked from this one, which has loaded the modules that its arguments name: to start
Python and load them is most of what a call costs. What it prints goes to OUTPUT.out and OUTPUT.err, and a line
{"id", "code"} tells its end.
"""

import importlib
import json
import os
import pty
import runpy
import signal
import sys


def main():
    for name in sys.argv[1:]:
        importlib.import_module(name)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            return supervise(json.loads(line))


def supervise(job):
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    program = os.fork()
    if program == 0:
        return run(job)
    _, status = os.waitpid(program, 0)
    end = {"id": job["id"], "code": os.waitstatus_to_exitcode(status)}
    os.write(1, (json.dumps(end) + "\n").encode())
    os._exit(0)


def run(job):
    # Without input, a terminal: clients take anything else for an image's data.
    source = os.open(job["input"], os.O_RDONLY) if "input" in job else pty.openpty()[1]
    os.dup2(source, 0)
    for fd, name in (1, "out"), (2, "err"):
        os.dup2(os.open(f"{job['output']}.{name}", os.O_WRONLY | os.O_CREAT, 0o600), fd)
    sys.stdin = open(0, closefd=False)
    os.environ.update(job["env"])
    sys.argv = job["argv"]
    runpy.run_path(sys.argv[0], run_name="__main__")


main()
