"""Who a speaker is, beside the name: a note and an external id, saved as soon as a field is left."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from annotator.language import tr
from annotator.records import Speaker
from annotator.speaker_uri import shown
from annotator.ui.text import plain_label


class SpeakerForm(QWidget):
    """The fields of one speaker. ``described`` is sent with (note, external id) when a field that was changed is left, or at Enter."""

    described = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self.speaker: Speaker | None = None
        self.name = plain_label(wrap=True, name=tr("Speaker"))
        self.name.setProperty("heading", True)
        self.note = QLineEdit(placeholderText=tr("Who this is"))
        self.uri = QLineEdit(placeholderText=tr("Wikidata number (Q42) or another address"))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 6)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.name)
        for text, field in ((tr("Note"), self.note), (tr("External id"), self.uri)):
            field.setAccessibleName(text)
            field.editingFinished.connect(self.hand_in)
            form.addRow(text, field)

    def show_speaker(self, speaker: Speaker | None) -> None:
        """Show a speaker, or empty fields that take nothing."""
        self.speaker = speaker
        self.setEnabled(speaker is not None)
        names = (speaker.name, *speaker.aliases) if speaker else ()
        self.name.setText(tr("{}, also {}", names[0], ", ".join(names[1:])) if names[1:] else "".join(names))
        self.note.setText(speaker.note if speaker else "")
        self.uri.setText(shown(speaker.uri) if speaker else "")

    def hand_in(self) -> None:
        """Send what was changed in the fields, once."""
        if self.note.isModified() or self.uri.isModified():
            for field in (self.note, self.uri):
                field.setModified(False)
            self.described.emit(self.note.text(), self.uri.text())
