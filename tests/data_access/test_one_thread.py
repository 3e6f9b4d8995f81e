"""An analysis computes in one thread, whoever asked for more before or beside it."""

import threading

import pytest
import scipy.linalg  # noqa: F401 - its BLAS is one of the libraries
from threadpoolctl import ThreadpoolController, threadpool_limits

from data_access.one_thread import use_one_thread


@pytest.fixture(autouse=True)
def two_threads():
    with threadpool_limits(2):
        yield


def blas() -> set[int]:
    libraries = ThreadpoolController().select(user_api="blas")
    return {one["num_threads"] for one in libraries.info()}


def in_a_thread(work) -> None:
    thread = threading.Thread(target=work)
    thread.start()
    thread.join(30)


def test_numpy_and_scipy_have_one_thread():
    assert blas() == {2}
    use_one_thread()
    assert blas() == {1}
    use_one_thread()
    assert blas() == {1}


def test_it_holds_for_every_thread_of_the_process():
    in_a_thread(use_one_thread)
    assert blas() == {1}


def test_a_thread_that_set_the_number_before_does_not_keep_it():
    release, holds = threading.Event(), threading.Event()

    def holder() -> None:
        threadpool_limits(2)
        holds.set()
        release.wait(30)

    use_one_thread()
    thread = threading.Thread(target=holder)
    thread.start()
    assert holds.wait(30)
    use_one_thread()
    assert blas() == {1}
    release.set()
    thread.join(30)


def test_openmp_of_a_thread_is_bounded_where_scikit_learn_is_loaded():
    from sklearn.utils._openmp_helpers import _openmp_effective_n_threads

    found = []

    def work() -> None:
        use_one_thread()
        found.append(_openmp_effective_n_threads())

    in_a_thread(work)
    assert found == [1]
