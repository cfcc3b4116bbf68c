"""Dialogs: only for what asks for a path, a preview or a choice of keys; deciding never needs one."""
