"""Errors of printing; the printer's thread turns them into states."""

from fidpos.domain.errors import FidposError


class PrinterGone(FidposError):
    """The printer is not there: unplugged, switched off, or at another address."""

    code = "printer_gone"
