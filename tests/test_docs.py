"""README tells the truth: every setting and every command stands in it."""

import re

from engage.cli import engage
from engage.config import ROOT, SETTINGS

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_setting_is_in_readme_and_no_other():
    assert set(re.findall(r"^\| `ENGAGE_(\w+)`", README, re.MULTILINE)) == set(SETTINGS)


def test_every_command_is_in_readme_and_no_other():
    commands = README.split("engage ...`")[1].split("`flask --app wsgi db")[0]

    assert set(re.findall(r"^\| `([a-z-]+)", commands, re.MULTILINE)) == set(engage.commands)


def test_every_make_target_that_is_for_people_is_in_readme():
    targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)

    assert set(re.findall(r"^\| `make ([a-z-]+)`", README, re.MULTILINE)) == set(targets) - {"help"}


def test_every_option_of_a_command_is_in_readme():
    parameters = [parameter for command in engage.commands.values() for parameter in command.params]
    named = {option for parameter in parameters for option in parameter.opts if "--" in option}

    missing = {option for option in named if option not in README}
    assert not missing


def test_the_makefile_is_all_that_ci_calls():
    assert "make test" in (ROOT / ".ci" / "run").read_text()


def test_every_test_that_security_md_names_exists():
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", text)

    assert named
    for path, name in named:
        assert f"def {name}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path} has no {name}"
