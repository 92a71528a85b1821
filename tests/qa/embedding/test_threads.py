"""The matrix library is held to one thread inside, and given back as it was."""

from __future__ import annotations

import platform

import numpy as np
import pytest

from chipgraph.qa.embedding import threads


@pytest.fixture
def control() -> threads.Control:
    found = threads.control()
    if found is None:
        pytest.skip("numpy's matrix library here is not OpenBLAS")
    before = found.read()
    found.write(2)
    yield found
    found.write(before)


@pytest.mark.skipif(platform.system() != "Linux", reason="wheels differ elsewhere")
def test_the_library_of_numpys_linux_wheel_is_found() -> None:
    name = np.show_config(mode="dicts")["Build Dependencies"]["blas"]["name"]
    assert (threads.control() is not None) == ("openblas" in name)


def test_one_thread_inside_and_as_before_outside(control: threads.Control) -> None:
    with threads.one_thread_each():
        assert control.read() == 1
        with threads.one_thread_each():
            assert control.read() == 1
        assert control.read() == 1
    assert control.read() == 2


def test_an_error_inside_gives_the_threads_back(control: threads.Control) -> None:
    with pytest.raises(ValueError, match="inside"), threads.one_thread_each():
        raise ValueError("inside")
    assert control.read() == 2


def test_results_come_in_order() -> None:
    assert list(threads.spread(lambda n: n * n, range(50))) == [n * n for n in range(50)]
