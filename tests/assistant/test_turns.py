"""Turns: never more at a time than places, whoever began first before others, and given back whatever happens."""

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
            with turns.taken(0.0):
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


def test_of_those_who_wait_the_one_who_began_first_is_let_in() -> None:
    turns, order = Turns(1), list[int]()
    threads = []

    def work(began: int) -> None:
        with turns.taken(began):
            order.append(began)

    with turns.taken(0.0):
        for number, began in enumerate((5, 3, 4, 1, 2)):
            threads.append(threading.Thread(target=work, args=(began,)))
            threads[-1].start()
            while len(turns._waiting) <= number:
                time.sleep(0.001)
    for one in threads:
        one.join(timeout=20)
    assert order == [1, 2, 3, 4, 5]


def test_a_turn_is_given_back_after_an_error() -> None:
    turns = Turns(1)
    with pytest.raises(ValueError, match="broken"), turns.taken(0.0):
        raise ValueError("broken")
    with turns.taken(0.0):
        pass
