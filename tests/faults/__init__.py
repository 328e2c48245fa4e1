"""What becomes of acknowledged answers when things break: `make faults`, and a short run in tests/test_faults.py.

A ledger holds every acknowledgement that a resident's browser was given. A run passes when the database holds each of
them once, no reply was a bare fault, and the server takes answers again without a person.
"""
