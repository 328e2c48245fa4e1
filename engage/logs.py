"""What is written down of the running program: no answer, no address and no name."""

import datetime as dt
import json
import logging
import traceback

#: a fault of a database quotes the row that it was given, which may be somebody's answer
QUOTING = ("sqlalchemy.", "psycopg", "sqlite3")


class PlainFormatter(logging.Formatter):
    def formatException(self, exc_info):
        """Where it happened, and the names of the faults; what a database said about it is left out."""
        lines, fault = [], exc_info[1]
        while fault is not None:
            lines = [*traceback.format_tb(fault.__traceback__), f"{_told(fault)}\n", *lines]
            fault = fault.__cause__ or (None if fault.__suppress_context__ else fault.__context__)
        return "".join(lines)


class JSONFormatter(PlainFormatter):
    """One object on a line: a line break in a message stays inside it, so that nobody can write a line of their own."""

    def format(self, record):
        line = {
            "at": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            line["fault"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(log_format):
    """Write every log of this process to standard error: `text` for people; `json` has a line for each write too."""
    handler = logging.StreamHandler()
    text = PlainFormatter("%(asctime)s %(levelname)s %(name)s: %(message)s")
    handler.setFormatter(JSONFormatter() if log_format == "json" else text)
    logging.basicConfig(handlers=[handler], force=True)
    if log_format == "json":
        logging.getLogger("engage").setLevel(logging.INFO)


def _told(fault):
    module = type(fault).__module__
    name = f"{module}.{type(fault).__qualname__}"
    return name if module.startswith(QUOTING) else f"{name}: {fault}"
