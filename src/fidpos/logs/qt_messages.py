"""What Qt has to say goes into the same log; the screens install this, since only they know Qt."""

import logging

from fidpos.logs.redaction import Code, unquoted

_LEVELS = {
    "QtDebugMsg": logging.DEBUG,
    "QtInfoMsg": logging.INFO,
    "QtWarningMsg": logging.WARNING,
    "QtCriticalMsg": logging.ERROR,
    "QtFatalMsg": logging.CRITICAL,
}


def log_qt_message(kind: str, category: str, text: str) -> None:
    """Log a message of Qt: `kind` is the name of its `QtMsgType`; what it quotes is masked.

    Install it with `qInstallMessageHandler(lambda k, c, t: log_qt_message(k.name, c.category or "", t))`.
    """
    level = _LEVELS.get(kind, logging.WARNING)
    logging.getLogger("fidpos.qt").log(level, "%s: %s", Code(category), Code(unquoted(text)))
