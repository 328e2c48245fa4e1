"""What a backup says of itself, written last and signed: without it a folder is no backup."""

import hashlib
import hmac
import json
import os
from pathlib import Path

from flask import current_app

from engage.errors import BackupRefused
from engage.sealing import own_secret

NAME = "manifest.json"
FORMAT = "engage backup 1"
PIECE_BYTES = 1024 * 1024


def write_signed(path, content):
    """Write a dictionary as JSON that only this installation can have written, and let it be whole or not there."""
    signed = content | {"signature": _sign(content)}
    text = json.dumps(signed, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    part = path.with_name(f".{path.name}.part")
    with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
    sync_folder(path.parent)


def read_signed(path):
    """The dictionary. BackupRefused when it is not there, was changed, or was signed with another secret."""
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read ({error.strerror}). A backup without it is not whole.") from error
    except ValueError as error:
        raise BackupRefused(f"{path} was changed: it is no JSON any more.") from error
    if not isinstance(content, dict) or "signature" not in content:
        raise BackupRefused(f"{path} has no signature: no backup of Engage wrote it.")
    signature = content.pop("signature")
    if content.get("secrets", secrets_in_use()) != secrets_in_use():
        raise BackupRefused(_other_secret(content["secrets"]))
    if not hmac.compare_digest(str(signature), _sign(content)):
        raise BackupRefused(f"{path} was changed, or signed with another ENGAGE_CONTACT_KEY or ENGAGE_SECRET_KEY.")
    return content


def secrets_in_use():
    """Marks by which a secret is known again and not found out: {setting: mark}."""
    from_settings = {"ENGAGE_SECRET_KEY": _secret_key(), "ENGAGE_CONTACT_KEY": own_secret()}
    return {name: _mac(secret, b"engage backup mark")[:16] for name, secret in from_settings.items()}


def digest_of(path):
    """(sha256, size in bytes) of a file, at constant memory."""
    digest, n_bytes = hashlib.sha256(), 0
    with Path(path).open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            digest.update(piece)
            n_bytes += len(piece)
    return digest.hexdigest(), n_bytes


def sync_folder(folder):
    """Let the names in a folder outlive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _other_secret(marks):
    wrong = [name for name, mark in secrets_in_use().items() if marks.get(name) != mark]
    return (
        f"{' and '.join(wrong)} is not what it was when the backup was made: no return code and nothing that is sealed "
        "would open. Set it to what it was; it is not in the backup."
    )


def _secret_key():
    return current_app.config["SECRET_KEY"]


def _sign(content):
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return _mac(own_secret(), b"engage backup " + text.encode())


def _mac(secret, message):
    return hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
