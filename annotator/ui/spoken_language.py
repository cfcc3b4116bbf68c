"""Which language the window speaks: the one that was chosen, or the computer's; Qt's own texts come with it."""

from __future__ import annotations

import os
import sys

from PySide6.QtWidgets import QApplication

from annotator import language


def speak(choice: str) -> None:
    """Use a language for the windows that are made from now on: ``system``, or a code of :data:`annotator.language.LANGUAGES`."""
    language.use(system_language() if choice == "system" else choice)
    if language.language() in language.LANGUAGES and language.language() != "en":
        _translate_qt(language.language())
    # What Qt puts behind the title of a window that does not end with it.
    QApplication.setApplicationDisplayName(language.tr("Quotation Annotator"))


def system_language() -> str:
    """The code of the computer's language."""
    if sys.platform in ("win32", "darwin"):
        from PySide6.QtCore import QLocale  # its names of languages and countries cost the start elsewhere

        return QLocale.system().name()[:2]
    return next((os.environ[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(name)), "en")[:2]


def _translate_qt(code: str) -> None:
    """The texts of Qt's own buttons and menus."""
    from PySide6.QtCore import QLibraryInfo, QTranslator

    application = QApplication.instance()
    assert application is not None, "a window is to be made"
    translator = QTranslator(application)
    if translator.load(f"qtbase_{code}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(translator)
