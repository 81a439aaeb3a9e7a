"""What can go wrong with a reader, under the domain's `ReaderError`.

    ReaderError
    ├── AtrInvalid              what a card said at reset is no ATR
    └── DriverError             carries the `Fault` that is shown for it
        ├── LibraryMissing      the library a driver needs is not installed
        ├── ManifestRefused     a manifest.toml that says too little or something impossible
        │   └── DriverMissing   a driver that is not installed
        ├── SettingsRefused     settings that the manifest does not allow
        ├── DriverRefused       a plug-in without approval, or a simulated reader in production
        ├── DeviceUnavailable   service, device or permission missing
        └── DriverStuck         a driver that did not stop in time

Refused reads are not errors: they are `RefusedRead` values.
"""

from fidpos.domain.errors import ReaderError
from fidpos.readers.driver import Fault, FaultCode


class AtrInvalid(ReaderError):
    """What a card said at reset is no answer to reset: cut short, damaged, or of no known convention."""

    code = "reader_atr_invalid"


class DriverError(ReaderError):
    """A reader error with its fault; the classes below say which."""

    code = "reader_driver"

    def __init__(self, fault: Fault, detail: str = "") -> None:
        super().__init__(detail or fault.code.value, native_code=fault.native_code)
        self.fault = fault


class LibraryMissing(DriverError):
    """The library a driver needs cannot be imported."""

    code = "reader_library_missing"

    def __init__(self, detail: str) -> None:
        super().__init__(Fault(code=FaultCode.LIBRARY_MISSING, native_code=detail, retryable=False), detail)


class ManifestRefused(DriverError):
    """A manifest that says too little, too much or something impossible; `detail` names the field."""

    code = "reader_manifest_refused"

    def __init__(self, detail: str) -> None:
        super().__init__(Fault(code=FaultCode.MANIFEST_REFUSED, native_code=detail, retryable=False), detail)


class DriverMissing(ManifestRefused):
    """The settings ask for a driver that is not installed: nothing is described at all."""

    code = "reader_driver_missing"

    def __init__(self, name: str) -> None:
        fault = Fault(code=FaultCode.NO_SUCH_DRIVER, native_code=name, retryable=False)
        DriverError.__init__(self, fault, f"there is no driver {name}")


class SettingsRefused(DriverError):
    """Settings that the manifest does not allow; `detail` names the setting."""

    code = "reader_settings_refused"

    def __init__(self, detail: str) -> None:
        super().__init__(Fault(code=FaultCode.SETTINGS_REFUSED, native_code=detail, retryable=False), detail)


class DriverRefused(DriverError):
    """A driver that must not be loaded here."""

    code = "reader_driver_refused"


class DeviceUnavailable(DriverError):
    """The service, the device or the permission is missing; the fault says whether time may cure it."""

    code = "reader_device_unavailable"


class DriverStuck(DriverError):
    """A driver that did not stop within its limit."""

    code = "reader_driver_stuck"

    def __init__(self, detail: str) -> None:
        super().__init__(Fault(code=FaultCode.STUCK, native_code=detail, retryable=False), detail)
