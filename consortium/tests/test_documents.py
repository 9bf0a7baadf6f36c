"""The documents say what is so: the data dictionary, and the settings that operations.md lists."""

import re

from django.conf import settings

from consortium.dictionary import dictionary

DOCS = settings.BASE_DIR / "docs"


def test_the_data_dictionary_is_what_the_models_say():
    """If this fails: `python manage.py data_dictionary > docs/data-dictionary.md`."""
    assert (DOCS / "data-dictionary.md").read_text() == dictionary()


def test_operations_lists_exactly_the_environment_variables_that_the_settings_read():
    source = (settings.BASE_DIR / "consortium" / "settings.py").read_text()
    read = set(re.findall(r"env\.\w+\(\s*\"([A-Z0-9_]+)\"", source))
    listed = set(re.findall(r"^\| `([A-Z0-9_]+)` \|", (DOCS / "operations.md").read_text(), re.MULTILINE))
    assert listed == read


def test_the_documents_lead_to_files_that_are_there():
    broken = [
        f"{document.name}: {address}"
        for document in [settings.BASE_DIR / "README.md", *DOCS.glob("*.md")]
        for address in re.findall(r"\]\(([^)#:]+)\)", document.read_text())
        if not (document.parent / address).exists()
    ]
    assert broken == []
