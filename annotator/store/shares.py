"""Where a project file lies: on a disk of one's own, on a share between machines, or in a folder that a service copies."""

from __future__ import annotations

from pathlib import Path

#: File systems between machines, and folders that a virtual machine shares with its host.
_SHARES = frozenset((
    "nfs", "nfs4", "cifs", "smb2", "smb3", "smbfs", "9p", "afs", "coda", "ncpfs", "ceph", "lustre", "beegfs", "gpfs", "davfs",
    "fuse.sshfs", "fuse.glusterfs", "fuse.gvfsd-fuse", "fuse.rclone", "fuse.s3fs", "vboxsf", "fuse.vmhgfs-fuse", "prl_fs",
))  # fmt: skip

#: How the folders of services are called that copy files between machines while one works: a name, or how it begins.
_SERVICES = {
    "Dropbox": ("dropbox", "dropbox (", "dropbox-"),
    "OneDrive": ("onedrive", "onedrive - ", "onedrive-"),
    "iCloud Drive": ("icloud drive", "iclouddrive", "mobile documents", "com~apple~clouddocs"),
    "Google Drive": ("google drive", "googledrive", "googledrive-", "google drive file stream"),
}


def sync_service(path: Path) -> str:
    """The service that copies the folder of a file to other machines ("Dropbox"), by the folders' names; "" where there is none."""
    where = path.absolute()
    try:
        folders = {*where.parent.parts, *where.resolve().parent.parts}
    except (OSError, RuntimeError):  # a loop of links
        folders = {*where.parent.parts}
    for service, names in _SERVICES.items():
        for folder in (folder.lower() for folder in folders):
            if folder in names or folder.startswith(tuple(name for name in names if name[-1] in " (-")):
                return service
    return ""


def network_file_system(path: Path, mounts: str | None = None) -> str:
    """The kind of network share that a file lies on ("nfs4"), "" where it lies on none or this cannot be told.

    SQLite's write-ahead log needs memory shared between all who use a file, which a share between machines cannot give
    (https://sqlite.org/wal.html, section 1). ``mounts``: Linux's table of mounts, as in /proc/self/mountinfo.
    """
    where = path.absolute()
    if str(where).startswith("\\\\"):
        return "Windows share"
    if mounts is None:
        try:
            mounts = Path("/proc/self/mountinfo").read_text(encoding="utf-8", errors="replace")
            where = where.resolve()
        except OSError:
            return ""
    best, kind, inside = "", "", where.as_posix()
    for line in mounts.splitlines():
        left, _, right = line.partition(" - ")
        point = left.split()[4].replace("\\040", " ").rstrip("/") + "/"
        if len(point) > len(best) and inside.startswith(point):
            best, kind = point, right.split()[0]
    return kind if kind in _SHARES else ""
