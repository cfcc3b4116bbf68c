"""Builds what people install, and starts it: the wheel, the one-folder program, the Debian package.

    python packaging/build.py

1. The wheel, installed into a fresh environment outside the checkout: ``annotator --version``, ``propose`` and ``demo`` from there.
2. The one-folder program by PyInstaller, stripped, with the licences of all that is in it; its size; started with every network
   call refused, and with a look at the sockets of the open window.
3. The Debian package, unpacked and started.
4. The folder of which an AppImage is made, started; the AppImage, where appimagetool is at hand.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from importlib.metadata import Distribution, distributions
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
BUILD = ROOT / "build"
FROZEN = BUILD / "frozen" / "annotator"
VENV = ROOT / ".venv-package"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
PYINSTALLER = "pyinstaller==6.22.3"
MOST, MOST_PACKED = 350, 130  # MB, unpacked and packed
STRIPPED = (
    "spacy", "thinc", "blis", "srsly", "preshed", "cymem", "murmurhash", "onnxruntime", "lxml", "rapidfuzz", "regex", "pydantic_core",
    "python_calamine", "orjson", f"python{sys.version_info.major}.{sys.version_info.minor}/lib-dynload",
)  # fmt: skip
TEXT = "“Go home,” said Ida Holm. “We will,” said her brother. Tom Verma said that nobody had asked him.\n"


def run(*words: str | Path, folder: Path | None = None, **environment: str) -> str:
    """Run a command; its standard output. The build ends where it fails."""
    done = subprocess.run(
        [str(word) for word in words],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(
            f"{' '.join(map(str, words))} failed ({done.returncode}):\n{done.stdout[-2000:]}\n{done.stderr[-4000:]}"
        )
    return done.stdout


def environment() -> None:
    """A fresh environment with the wheel in it."""
    shutil.rmtree(VENV, ignore_errors=True)
    shutil.rmtree(BUILD / "wheel", ignore_errors=True)
    run(sys.executable, "-m", "venv", VENV)
    pip = (PYTHON, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", BUILD / "wheel", ROOT)
    (wheel,) = (BUILD / "wheel").glob("*.whl")
    print(f"wheel: {wheel.name}, {wheel.stat().st_size / 1e6:.1f} MB")
    run(*pip, "install", "--constraint", ROOT / "constraints.txt", wheel)
    started("the wheel in a fresh environment", PYTHON.with_name("annotator"))
    run(*pip, "install", "--constraint", ROOT / "constraints.txt", f"{wheel}[cas]", PYINSTALLER)


def started(what: str, program: Path) -> None:
    """Start a program in a folder of its own, every network call refused where it can be, and look at what it makes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        quiet = {"QT_QPA_PLATFORM": "offscreen", "ANNOTATOR_NO_NETWORK": "1", "HOME": name}
        version = run(program, "--version", folder=folder, **quiet).strip()
        (folder / "a.txt").write_text(TEXT, encoding="utf-8")
        page = (
            "<html><head><title>News</title></head><body><article>" + f"<p>{TEXT}</p>" * 6 + "</article></body></html>"
        )
        (folder / "b.html").write_text(page, encoding="utf-8")
        for processes in ("1", "2"):
            out = run(program, "propose", "a.txt", "--processes", processes, folder=folder, **quiet)
            names = [quote["speaker"]["name"] for quote in json.loads(out)["quotes"] if quote["speaker"]]
            if names[:1] != ["Ida Holm"]:
                sys.exit(f"{what}: propose --processes {processes} found {names}")
        told = run(program, "import", "p.annot", "a.txt", "b.html", folder=folder, **quiet)
        if not told.startswith("2 articles added"):
            sys.exit(f"{what}: import said {told!r}")
        run(program, "export", "p.annot", "--format", "csv", "--output", "-", folder=folder, **quiet)
        run(program, "demo", "--output", "demo", folder=folder, **quiet)
        if not (folder / "demo" / "demo.jsonl").stat().st_size:
            sys.exit(f"{what}: demo exported nothing")
        sockets(what, program, folder, quiet)
        print(f"{what}: {version}; propose, propose --processes 2, import, export, demo and the open window, no socket")


def sockets(what: str, program: Path, folder: Path, quiet: dict[str, str]) -> None:
    """Open the desk, and see that its process has no socket, of whatever kind and by whichever library."""
    if not Path("/proc/self/fd").exists():
        return
    with subprocess.Popen([program, "desk", "--sample", "s.annot"], cwd=folder, env={**os.environ, **quiet}) as process:
        waited, opened = time.monotonic(), set[str]()
        while time.monotonic() - waited < 30 and not (folder / "s.annot").exists():
            time.sleep(0.2)
        for _ in range(20):
            for link in Path(f"/proc/{process.pid}/fd").iterdir():
                try:
                    opened.add(str(link.readlink()))
                except OSError:
                    continue
            time.sleep(0.2)
        alive = process.poll() is None
        process.terminate()
    if not alive or not any("s.annot" in each for each in opened):
        sys.exit(f"{what}: the window did not open ({process.returncode}): {sorted(opened)}")
    if found := [each for each in opened if each.startswith("socket:")]:
        sys.exit(f"{what}: the window opened {found}")


def freeze() -> None:
    """The one-folder program, stripped, with licences; its size must hold."""
    if "--no-freeze" not in sys.argv:
        run(
            PYTHON, "-m", "PyInstaller", "--noconfirm", "--distpath", BUILD / "frozen", "--workpath", BUILD / "pyinstaller",
            "--clean", HERE / "annotator.spec", folder=BUILD,  # in the checkout it would find the package there
        )  # fmt: skip
    inside = FROZEN / "_internal"
    if sys.platform == "linux" and shutil.which("strip"):
        libraries = [library for package in STRIPPED for library in (inside / package).rglob("*.so*")]
        for library in (*libraries, *inside.glob("libpython*")):
            run("strip", "--strip-unneeded", library)
    licences(FROZEN / "licenses")
    size = size_of(FROZEN)
    print(f"one folder: {size:.0f} MB (at most {MOST})")
    if size > MOST:
        sys.exit("the one-folder build is too big")
    started("the one-folder program", FROZEN / "annotator")


def size_of(folder: Path) -> float:
    """What the files of a folder take, in MB (10**6 bytes); links count nothing."""
    return sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink()) / 1e6


def licences(folder: Path) -> None:
    """The licence texts of all packages in the environment, and a list; the build ends where one may not be shipped."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    lines = []
    own = {"pip", "setuptools", "pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "wheel"}
    found = [
        each
        for each in distributions(path=[str(next(VENV.glob("lib/python*/site-packages")))])
        if each.name.lower() not in own
    ]
    for each in sorted(found, key=lambda each: each.name.lower()):
        name = licence_of(each)
        if "GPL" in name.upper().replace("LGPL", "").replace("LESSER", "") and "LGPL" not in name.upper():
            sys.exit(f"{each.name}: {name}; it may not be shipped")
        texts = [
            f for f in each.files or () if Path(f).name.upper().startswith(("LICEN", "COPYING", "NOTICE", "AUTHORS"))
        ]
        for text in texts:
            target = folder / f"{each.name}-{each.version}" / "_".join(Path(text).parts[-2:])
            target.parent.mkdir(exist_ok=True)
            shutil.copyfile(text.locate(), target)
        lines.append(f"{each.name} {each.version}: {name}{'' if texts else ' (no text in the package)'}")
    shutil.copyfile(ROOT / "LICENSE", folder / "LICENSE")
    python = Path(sys.base_prefix, "lib", f"python{sys.version_info.major}.{sys.version_info.minor}", "LICENSE.txt")
    if python.exists():
        shutil.copyfile(python, folder / "Python.txt")
    (folder / "THIRD-PARTY.txt").write_text(
        "\n".join([f"Python {sys.version.split()[0]}: PSF-2.0", *lines]) + "\n", encoding="utf-8"
    )
    print(f"licences: {len(lines)} packages, {sum('no text' not in line for line in lines)} with their texts")


def licence_of(package: Distribution) -> str:
    """The licence that a package names."""
    about = package.metadata
    classes = [
        each.rsplit(" :: ", 1)[-1] for each in about.get_all("Classifier") or () if each.startswith("License ::")
    ]
    words = about.get("License-Expression") or "; ".join(classes) or (about.get("License") or "").strip().split("\n")[0]
    return words[:120] or "unknown"


def debian() -> None:
    """A Debian package, unpacked and started; nothing where dpkg-deb is missing."""
    if not shutil.which("dpkg-deb"):
        print("no dpkg-deb here: no .deb")
        return
    version = run(FROZEN / "annotator", "--version").split()[-1]
    tree = BUILD / "deb"
    shutil.rmtree(tree, ignore_errors=True)
    shutil.copytree(FROZEN, tree / "opt/quotation-annotator", symlinks=True)
    for source, target in (
        ("linux/quotation-annotator.desktop", "usr/share/applications"),
        ("linux/quotation-annotator.xml", "usr/share/mime/packages"),
        ("icon.svg", "usr/share/icons/hicolor/scalable/apps/quotation-annotator.svg"),
        ("icon.png", "usr/share/icons/hicolor/256x256/apps/quotation-annotator.png"),
    ):
        place = tree / target
        (place if not place.suffix else place.parent).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(HERE / source, place if place.suffix else place / Path(source).name)
    (tree / "usr/bin").mkdir()
    (tree / "usr/bin/annotator").symlink_to("../../opt/quotation-annotator/annotator")
    (tree / "DEBIAN").mkdir()
    size = int(size_of(tree) * 1e6 / 1024)
    control = [
        "Package: quotation-annotator", f"Version: {version}", "Architecture: amd64", f"Installed-Size: {size}",
        "Maintainer: The project's authors <nobody@localhost>", "Section: science", "Priority: optional",
        "Depends: libc6, libgl1, libegl1, libfontconfig1, libdbus-1-3, libxkbcommon0, libxcb-cursor0",
        "Description: Mark who said what in a news article, and what stance it takes",
    ]  # fmt: skip
    (tree / "DEBIAN/control").write_text("\n".join(control) + "\n", encoding="utf-8")
    package = BUILD / f"quotation-annotator_{version}_amd64.deb"
    run("dpkg-deb", "--root-owner-group", "-Zxz", "--build", tree, package)
    packed = package.stat().st_size / 1e6
    print(f"{package.name}: {packed:.0f} MB packed (at most {MOST_PACKED})")
    if packed > MOST_PACKED:
        sys.exit("the package is too big")
    with tempfile.TemporaryDirectory() as name:
        run("dpkg-deb", "--extract", package, name)
        started("the Debian package, unpacked", Path(name) / "usr/bin/annotator")


def appimage() -> None:
    """The folder of an AppImage, started by its AppRun; and the AppImage, started without mounting it, where it could be made."""
    if sys.platform != "linux":
        return
    print(run("sh", HERE / "linux" / "appimage.sh").strip().split("\n")[-1])
    started("the folder of the AppImage", BUILD / "AppDir" / "AppRun")
    if (made := BUILD / "QuotationAnnotator-x86_64.AppImage").exists():
        os.environ["APPIMAGE_EXTRACT_AND_RUN"] = "1"  # where there is no FUSE
        started("the AppImage", made)


def main() -> None:
    """All steps; ``--no-wheel`` begins with the environment that is there, ``--no-freeze`` with the program that is there."""
    BUILD.mkdir(exist_ok=True)
    if not {"--no-wheel", "--no-freeze"} & set(sys.argv):
        environment()
    freeze()
    debian()
    appimage()


if __name__ == "__main__":
    main()
