"""File systems that tell of no change are known by the system's table."""

from pathlib import Path

import pytest

from debugpage.server.mounts import silent_mount

MOUNTS = r"""overlay / overlay rw 0 0
C:\134 /mnt/c 9p rw,aname=drvfs 0 0
/dev/sdb /mnt/c/linux ext4 rw 0 0
grpcfuse /app fuse.grpcfuse rw 0 0
server:/home /home/me/my\040files nfs4 rw 0 0
tmpfs /tmp tmpfs rw 0 0
tmp /tmp/shared virtiofs rw 0 0
broken
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/me/shop", ""),
        ("/mnt/c/Users/me/shop", "9p"),
        ("/mnt/c/linux/shop", ""),
        ("/mnt/cabin", ""),
        ("/app", "fuse.grpcfuse"),
        ("/home/me/my files/shop", "nfs4"),
        ("/tmp/shop", ""),
        ("/tmp/shared/shop", "virtiofs"),
    ],
)
def test_a_folder_has_the_kind_of_the_nearest_mount(folder: str, kind: str) -> None:
    assert silent_mount(Path(folder), MOUNTS) == kind


def test_a_system_without_a_table_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("debugpage.server.mounts._MOUNTS", tmp_path / "none")
    assert silent_mount(tmp_path) == ""
