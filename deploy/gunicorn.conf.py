"""gunicorn as Engage wants it, behind nginx, which takes slow clients upon itself."""

import os

from prometheus_client import multiprocess

bind = os.environ.get("ENGAGE_BIND", "127.0.0.1:8000")
workers = int(os.environ.get("ENGAGE_WORKERS", "2"))
worker_class = "gthread"
threads = 4
# a worker that dies is back at once, and the program lies in memory once for all of them
preload_app = True
wsgi_app = "wsgi:app"
# a reply that was begun is finished when the server is drained
graceful_timeout = 30
timeout = 120
# no line for each request: it would hold the address of a person
accesslog = None
control_socket_disable = True


def child_exit(_server, worker):
    """What a worker counted stays; that it lives does not."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        multiprocess.mark_process_dead(worker.pid)
