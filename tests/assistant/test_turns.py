"""Turns: never more at a time than there are places, in the order of coming, and given back whatever happens."""

from __future__ import annotations

import threading
import time

import pytest

from assistant.turns import Turns


@pytest.mark.parametrize("places", [1, 2, 3])
def test_no_more_are_in_than_there_are_places(places: int) -> None:
    turns, lock = Turns(places), threading.Lock()
    inside, most = 0, 0

    def work() -> None:
        nonlocal inside, most
        for _ in range(20):
            with turns.taken():
                with lock:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0.0005)
                with lock:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(timeout=20)
    assert not any(one.is_alive() for one in threads)
    assert most == places


def test_those_who_wait_are_let_in_as_they_came() -> None:
    turns, order = Turns(1), list[int]()
    threads = []

    def work(number: int) -> None:
        with turns.taken():
            order.append(number)

    with turns.taken():
        for number in range(6):
            threads.append(threading.Thread(target=work, args=(number,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    for one in threads:
        one.join(timeout=20)
    assert order == list(range(6))


def test_a_turn_is_given_back_after_an_error() -> None:
    turns = Turns(1)
    with pytest.raises(ValueError, match="broken"), turns.taken():
        raise ValueError("broken")
    with turns.taken():
        pass
