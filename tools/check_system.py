#!/usr/bin/env python3
"""Name the system libraries that Qt needs and that are missing, with the line that installs them.

Exit status 1 where something is missing. With ``CI=true`` and as root on a Debian system it installs them instead, so that
a fresh machine needs no second try. Standard library alone: it runs before anything is installed.
"""

from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
from pathlib import Path

ALWAYS = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libxkbcommon.so.0": "libxkbcommon0",
}
WINDOW = {
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.fonts", "~/.local/share/fonts")
FONT_PACKAGE = "fonts-dejavu-core"


def lacks(library: str) -> bool:
    """Whether the shared library cannot be loaded."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return True
    return False


def has_font() -> bool:
    """Whether any scalable font is installed; without one Qt draws boxes."""
    return any(
        next(Path(f).expanduser().rglob("*.[to]tf"), None) for f in FONT_FOLDERS if Path(f).expanduser().is_dir()
    )


def missing(window: bool) -> list[str]:
    """The Debian packages of what is missing; the window's own libraries only where one is to be shown."""
    wanted = {**ALWAYS, **(WINDOW if window else {})}
    packages = [package for library, package in wanted.items() if lacks(library)]
    return packages + ([] if has_font() else [FONT_PACKAGE])


def install(packages: list[str]) -> bool:
    """Install with apt-get; whether it worked."""
    return all(
        subprocess.run(["apt-get", *words], check=False).returncode == 0
        for words in (["-qq", "update"], ["-qq", "-y", "install", "--no-install-recommends", *packages])
    )


def main() -> int:
    """Check, and say what to do."""
    if not sys.platform.startswith("linux"):
        return 0
    window = "--window" in sys.argv[1:] and bool(os.environ.get("DISPLAY"))
    packages = missing(window)
    unattended = os.environ.get("CI") == "true" and os.geteuid() == 0 and shutil.which("apt-get") is not None
    if packages and unattended and install(packages):
        packages = missing(window)
    if packages:
        print("Qt needs system libraries that are not installed. On Debian or Ubuntu this line installs them:")
        print(f"    sudo apt-get install {' '.join(packages)}")
        print("(other systems have them under similar names), then type the command again.")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
