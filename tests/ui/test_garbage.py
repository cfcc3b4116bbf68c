"""Garbage is collected in the thread of the window, however much a thread beside it makes."""

from __future__ import annotations

import gc
import threading
import weakref

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from annotator.ui.demo import wait_until
from annotator.ui.garbage import GarbageCollector


class Knot(QObject):
    """An object of Qt's that refers to itself: only the collector finds it."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def test_a_thread_beside_the_window_destroys_nothing_of_it(application: QApplication) -> None:
    collected_in: list[threading.Thread] = []
    weakref.finalize(Knot(), lambda: collected_in.append(threading.current_thread()))
    stop = threading.Event()

    def make() -> None:
        kept: list[list[int]] = []
        while not stop.is_set():
            kept.append([len(kept)])
            del kept[:-5000]

    beside = threading.Thread(target=make)
    beside.start()
    wait_until(lambda: bool(collected_in), patience=60_000)
    stop.set()
    beside.join()
    assert collected_in == [threading.main_thread()]


def test_nothing_is_left_for_other_threads_when_it_stops(application: QApplication) -> None:
    collected_in: list[threading.Thread] = []
    collector = GarbageCollector(application)
    weakref.finalize(Knot(), lambda: collected_in.append(threading.current_thread()))
    collector.stop()
    gc.disable()  # as the collector of this file's tests has it
    assert collected_in == [threading.main_thread()]
