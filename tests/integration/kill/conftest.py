"""Mounting a disk that forgets takes an administrator: elsewhere that test is not collected."""

from tests.helpers.real_disk import has_loop_devices

collect_ignore = [] if has_loop_devices() else ["test_unsynced.py"]
