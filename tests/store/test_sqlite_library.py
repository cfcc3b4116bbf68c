"""sqlite-utils comes without numpy, which anybody can still import."""

from __future__ import annotations

import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from annotator.store.sqlite_library import Refusal

NAME = "wave"  # a module of Python's that nothing here imports


@pytest.fixture
def refused(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A module is refused to this thread."""
    monkeypatch.delitem(sys.modules, NAME, raising=False)
    monkeypatch.setattr(sys, "meta_path", [Refusal((NAME,)), *sys.meta_path])
    yield
    sys.modules.pop(NAME, None)


def test_a_new_project_and_an_import_do_without_numpy(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("“Yes,” she said.", encoding="utf-8")
    script = (
        "import sys; from pathlib import Path\n"
        "from annotator.workflow import corpus, project\n"
        "store = project.create_project(Path(sys.argv[1], 'a.annot'))\n"
        "assert corpus.import_paths(store, [Path(sys.argv[1], 'a.txt')])[1].added == 1; store.close()\n"
        "left_out = 'numpy' not in sys.modules\n"
        "import numpy\n"
        "sys.exit(not left_out)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)]).returncode == 0


@pytest.mark.usefixtures("refused")
def test_a_package_is_refused_to_one_thread_alone() -> None:
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module(NAME)
    other = Thread(target=importlib.import_module, args=(NAME,))
    other.start()
    other.join()
    assert NAME in sys.modules
    assert importlib.import_module(NAME).__name__ == NAME  # it is there now
