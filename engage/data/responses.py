"""Every response that counts as one ZIP of tables: a file of data by itself, and a part of an archive."""

from engage.data import writing
from engage.data.tables import Data
from engage.operations import data as operations

STAGE = "Writing the tables"


def write_responses(consultation, chosen, asked, target, report):
    """Write the ZIP of all tables; {"n_responses", "n_withdrawn", "rows"}. The caller holds a snapshot."""
    report(0.0, "Reading who is like whom")
    n_withdrawn = operations.n_withdrawn(consultation.id)
    data = Data(consultation, chosen)
    rows = writing.write_data(data, asked, target, lambda share: report(share, STAGE))
    return {"n_responses": len(data.ids), "n_withdrawn": n_withdrawn, "rows": rows}
