"""Mounting real disks that fill up or fail takes an administrator: elsewhere these are not collected."""

from tests.helpers.real_disk import has_loop_devices, may_mount

collect_ignore = [
    *([] if may_mount() else ["test_full_disk.py"]),
    *([] if has_loop_devices() else ["test_failing_disk.py"]),
]
