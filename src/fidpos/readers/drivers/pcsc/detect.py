"""Which PC/SC readers are plugged in, for the technician's wizard."""

import re
from pathlib import Path

from fidpos.readers.drivers.pcsc.api import Api, load_scard
from fidpos.readers.drivers.pcsc.codes import ScardError, service_fault
from fidpos.readers.drivers.pcsc.kernel import KERNEL_DRIVER, kernel_fault
from fidpos.readers.drivers.pcsc.reader_name import model_of
from fidpos.readers.errors import DeviceUnavailable
from fidpos.readers.trial import FoundDevice


def detect(kernel_driver: Path = KERNEL_DRIVER) -> tuple[FoundDevice, ...]:
    """The service's readers, and one that the kernel keeps from it.

    A reader is named by its model: another one of the model may take its place.

    Raises:
        LibraryMissing: pyscard is not installed.
        DeviceUnavailable: the service does not run or may not be used.
    """
    found = [
        FoundDevice(
            device=model_of(name),
            label=name,
            settings={"match": f"^{re.escape(model_of(name))}"},
        )
        for name in _names()
    ]
    fault = kernel_fault(kernel_driver)
    if fault is not None:
        found.append(FoundDevice(device=fault.native_code, label="ACR122U", fault=fault))
    return tuple(found)


def _names() -> tuple[str, ...]:
    api = Api(load_scard())
    try:
        with api.established() as context:
            return api.readers(context)
    except ScardError as error:
        raise DeviceUnavailable(service_fault(error.code)) from error
