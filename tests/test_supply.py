"""What the product is made of is pinned, known by its hash, and says from no registry where it came."""

import json
import re

import pytest

from engage.config import ROOT

LOCKS = sorted(ROOT.glob("requirements*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_every_python_package_is_pinned_with_its_hashes(lock):
    text = lock.read_text(encoding="utf-8")
    packages = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]

    assert packages
    for package in packages:
        assert re.match(r"[\w.\[\]-]+==[\w.+!]+( ; [^\\]+)? \\\n", package), package
        assert "--hash=sha256:" in package, package
    assert "://" not in text


def test_every_node_package_is_pinned_with_its_hash():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: package for name, package in lock["packages"].items() if name}

    assert packages
    assert [name for name, package in packages.items() if "integrity" not in package] == []
    assert [name for name, package in packages.items() if "resolved" in package] == []
