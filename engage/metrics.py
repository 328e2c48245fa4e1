"""Figures for Prometheus, on the loopback alone: how pages are served, and whether work is left lying.

Every process of the servers counts into the folder PROMETHEUS_MULTIPROC_DIR (the library's own name for it); one
process beside them, `flask engage metrics`, adds them up. Without that folder nothing is counted.
"""

import time
import wsgiref.simple_server

from flask import current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram, make_wsgi_app
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from engage import readiness
from engage.config import COUNTS_REPLIES
from engage.extensions import db
from engage.extracts.retention import clocks

LOOPBACK = "127.0.0.1"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


def init_app(app):
    """Count each reply by the name of its page and its status: neither who asked, nor for which path."""
    if not COUNTS_REPLIES:
        return
    kept = CollectorRegistry()
    replies = Counter("engage_replies", "Replies by page and status", ["page", "status"], registry=kept)
    seconds = Histogram("engage_reply_seconds", "Seconds until a reply", ["page"], buckets=SECONDS, registry=kept)

    @app.before_request
    def begin():
        g.began = time.perf_counter()

    @app.after_request
    def count(reply):
        page = request.endpoint or "none"
        replies.labels(page, reply.status_code).inc()
        if began := g.get("began"):
            seconds.labels(page).observe(time.perf_counter() - began)
        return reply


class Work:
    """What the database and the disks say at the moment of asking."""

    def __init__(self, app):
        self.app = app

    def collect(self):
        with self.app.app_context():
            now = current_app.config["CLOCK"]()
            n_waiting, longest = readiness.waiting_jobs(now)
            since_backup = readiness.hours_since_backup(now)
            late = clocks.overdue(now, current_app.config)
            db.session.remove()
            space = GaugeMetricFamily("engage_free_megabytes", "Room on the disk", labels=["folder"])
            for name, free in readiness.free_megabytes().items():
                space.add_metric([name], free)
        yield GaugeMetricFamily("engage_jobs_waiting", "Jobs that nobody works at", value=n_waiting)
        yield GaugeMetricFamily("engage_jobs_longest_wait_seconds", "Wait of the oldest of them", value=longest)
        yield space
        oldest = max(((now - due_at).days for _consultation, _kind, due_at in late), default=0)
        yield GaugeMetricFamily("engage_oldest_overdue_days", "Days since data should have been erased", value=oldest)
        if since_backup is not None:
            yield GaugeMetricFamily("engage_hours_since_backup", "Hours since the newest backup", value=since_backup)


def server(app, port):
    """A server of the figures on the loopback; serve_forever() runs it."""
    registry = CollectorRegistry()
    if COUNTS_REPLIES:
        MultiProcessCollector(registry)
    registry.register(Work(app))
    return wsgiref.simple_server.make_server(LOOPBACK, port, make_wsgi_app(registry), handler_class=_Quiet)


class _Quiet(wsgiref.simple_server.WSGIRequestHandler):
    def log_message(self, *_words):
        """Write no line for each question: it would hold an address."""
